"""What PubMed says: requests, searches and records. Knows no database."""
