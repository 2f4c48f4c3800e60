"""Ways to tell people, one file each. Adding one: its file, its line here, its test."""
