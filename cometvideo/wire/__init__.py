"""The wire: requests and answers as values, their bodies and files; nothing here does any I/O."""
