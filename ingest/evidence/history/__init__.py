"""What the evidence base held and concluded after each run, from the archive alone."""
