"""The evidence base in other people's formats."""
