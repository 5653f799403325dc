"""How a hotspot stands: its lasting id, what changed, how sure it is."""
