"""Incidents smoothed along roads and rivers: network kernel density."""
