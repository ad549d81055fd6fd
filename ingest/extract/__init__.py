"""Reading title and abstract: text in, facts out. Knows no SQL and no network."""
