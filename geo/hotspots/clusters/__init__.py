"""Runs of incidents close to each other, in place or in place and time: DBSCAN, HDBSCAN, ST-DBSCAN."""
