"""evidence.db: its shape, its rows and the build that writes it."""
