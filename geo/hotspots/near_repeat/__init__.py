"""Incidents that follow one another: near repeats, Knox, Mantel."""
