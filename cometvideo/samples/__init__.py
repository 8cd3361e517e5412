"""Samples: values, requests, tasks and errors at the boundaries of what a matrix says."""
