"""What came of it: outcome measures, follow-up, results, harms."""
