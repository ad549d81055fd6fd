"""The hand-read catalogue: one YAML file a study, checked when it is read."""
