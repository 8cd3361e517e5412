"""Facts: what is claimed, by whom, and how sure it is; from YAML to a frozen matrix."""
