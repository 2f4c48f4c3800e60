"""The situations of domain knowledge as tables: what is done in the guest, and which alerts must come of it."""
