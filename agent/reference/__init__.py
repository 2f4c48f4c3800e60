"""Reference pages made from the agent's own declarations."""
