"""The operators' door: the one way in for people, command line and web console (design.md §2, law 10)."""
