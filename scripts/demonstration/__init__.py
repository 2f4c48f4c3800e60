"""What scripts/demo runs: the story of one morning in a small office, told by real programs."""
