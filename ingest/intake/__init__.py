"""What brings records into the archive: refresh from PubMed, import from files."""
