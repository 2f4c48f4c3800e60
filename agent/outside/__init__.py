"""The active probe for outside networks: off unless a signed policy names targets, and this PC's settings allow it."""
