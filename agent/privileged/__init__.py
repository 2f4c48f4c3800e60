"""What only root may read, asked of a helper that has no network and a fixed vocabulary."""
