"""How long it takes to get from place to place, by road, track, river or foot: over a network, or as the crow flies."""
