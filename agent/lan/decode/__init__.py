"""From octets to what they say of who is there. Pure: no socket, no clock; values or Unreadable, nothing else."""
