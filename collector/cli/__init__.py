"""`mingce`: what a person types. A client of the operators' door; only serving and verifying offline open the state."""
