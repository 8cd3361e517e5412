"""Attacks on what is promised in SECURITY.md: `make attack`, or `python -m tests.attack --help`.

Attackers speak for themselves: nothing here imports cometvideo. A class of attacks is a function in
`CLASSES` (`classes.py`) that goes on until a time and counts what came of it in a `Tally`.
"""
