"""From what came of probes to a verdict on every fact."""
