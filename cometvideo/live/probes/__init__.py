"""Probes derived from a matrix."""
