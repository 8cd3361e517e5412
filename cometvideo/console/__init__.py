"""The console: pages in a browser over the state of a mock or of a guard. Needs Jinja2."""
