"""What is wrong with this agent on this PC, and what to do next; asked by a person, never by the resident service."""
