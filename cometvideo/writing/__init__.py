"""Writing: specs as YAML, whole ones and the start of new ones."""
