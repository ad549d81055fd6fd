"""Who took part: how many, in which groups, and who they were."""
