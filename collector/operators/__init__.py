"""Who may use the operators' door: roles, passwords, lockout. Pure, but for the salt of a new password hash."""
