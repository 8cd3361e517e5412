"""The wire: requests and answers as values, their bodies and files; only `files` does any I/O."""
