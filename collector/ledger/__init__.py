"""What people declared and approved: entities, their checks, their life cycle. Pure."""
