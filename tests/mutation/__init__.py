"""Mutation: small changes of meaning in the package's heart, and whether the tests notice them.

    python -m tests.mutation ROOM [--sample N] [--seed N] [--only TEXT]

A developers' tool: every mutant runs the tests of its lines, until the first one that fails.
`mutants` makes them, `trials` runs the tests, `in_place` and `plugin` put a mutant in, and
`equivalent.txt` has those that no test can tell, with the reason.
"""
