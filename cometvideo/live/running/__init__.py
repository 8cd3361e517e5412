"""Plans carried out, with a ledger that never pays twice."""
