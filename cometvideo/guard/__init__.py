"""A guard between programs and the bill: mistakes are refused, and no create is paid for twice."""
