"""Folding sightings into intervals and answering from them. Pure."""
