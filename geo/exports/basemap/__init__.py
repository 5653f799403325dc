"""Vector tiles of a basemap (Mapbox Vector Tiles 2.1) and the one file that holds them (PMTiles 3)."""
