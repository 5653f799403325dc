"""Incidents smoothed over the ground: kernel density and its bandwidth."""
