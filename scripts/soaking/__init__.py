"""The quiet office for a long time; `scripts/soak --help` says what happens there."""
