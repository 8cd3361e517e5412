"""What is asked, what came of it, and what its answers show of the facts they bear out."""
