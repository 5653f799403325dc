"""Recorded tracks: GPX, KML, EarthRanger, SMART, GeoJSON, Parquet and tables become positions of one form."""
