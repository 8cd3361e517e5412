"""Which probes to send, and what that may cost."""
