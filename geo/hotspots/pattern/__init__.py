"""Before any hotspot: do incidents gather at all? Ripley, Clark-Evans, quadrats, Moran."""
