"""Builds the packages: what scripts/package runs, step by step. Nothing in here ships."""
