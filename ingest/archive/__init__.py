"""data/archive.db: PubMed's records as they were served, every search and every run."""
