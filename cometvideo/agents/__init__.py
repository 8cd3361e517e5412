"""What agents are given: tools that cost nothing, and one that renders what was quoted, once."""
