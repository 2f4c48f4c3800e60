"""What a piece of hardware is for, before it has a driver or without one: `classify`, and the tables it asks."""
