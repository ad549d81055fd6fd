"""Everything between PubMed and ``data/evidence.db``."""
