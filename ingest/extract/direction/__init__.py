"""Which way a comparison went, by its words: from clauses to features to two models."""
