"""Exit codes: separate ones for what holds, what does not, and what could not be told."""

__all__ = ["FINDINGS", "HOLDS", "INTERRUPTED", "MISUSED", "UNREAD", "UNTOLD"]

HOLDS = 0
FINDINGS = 1
MISUSED = 2  # wrong usage or configuration
UNTOLD = 3  # could not tell, for instance because there was nothing to check
INTERRUPTED = 130  # as shells have it: 128 and the number of the signal
UNREAD = 141  # nobody reads the output any more
