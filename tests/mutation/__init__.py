"""Mutation: small changes of meaning in the package's heart, and whether the tests notice them.

    python -m tests.mutation ROOM [--sample N] [--seed N] [--jobs N]

A developers' tool, and slow: every mutant is a run of the room's tests, until the first one that
fails. `mutants` makes them, `plugin` puts one into an import, `equivalent.txt` has those that no
test can tell, with the reason.
"""
