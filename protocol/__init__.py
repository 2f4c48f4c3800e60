"""What agent and collector say to each other. Pure: no I/O, no clock, standard library only."""
