"""One-off tasks: what may be asked where, how fast, and what became of it."""
