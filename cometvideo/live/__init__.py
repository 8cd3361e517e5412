"""Live drift: probes sent to the API, and what their answers tell of the facts."""
