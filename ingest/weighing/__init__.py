"""From the studies for and against a claim to a verdict and its certainty: rules, no SQL."""
