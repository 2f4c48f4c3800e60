"""Accounts of this PC: who may log in, who did, by which rules. Passwords and their hashes are dropped on reading."""
