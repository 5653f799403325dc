"""Small OpenStreetMap files for tests: nodes and ways as XML, and the same as PBF."""

from __future__ import annotations

from pathlib import Path

NODES = {1: (104.70, -2.90), 2: (104.71, -2.90), 3: (104.72, -2.90), 4: (104.71, -2.91), 5: (104.73, -2.90)}
WAYS = {
    10: ((1, 2, 3), {"highway": "primary", "name": "Jalan & Raya", "maxspeed": "60"}),
    11: ((2, 4), {"highway": "track", "oneway": "yes"}),
    12: ((3, 5), {"waterway": "river"}),
    13: ((1, 4), {"highway": "construction"}),
    14: ((1, 4), {"building": "yes"}),
}
Ways = dict[int, tuple[tuple[int, ...], dict[str, str]]]


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def node_xml(number: int, lon: float, lat: float) -> str:
    return f'<node id="{number}" version="1" lat="{lat}" lon="{lon}"/>'


def way_xml(number: int, nodes: tuple[int, ...], tags: dict[str, str]) -> str:
    inside = "".join(f'<nd ref="{one}"/>' for one in nodes)
    inside += "".join(f'<tag k="{_safe(key)}" v="{_safe(value)}"/>' for key, value in tags.items())
    return f'<way id="{number}" version="1">{inside}</way>'


def osm_xml(nodes: dict[int, tuple[float, float]] = NODES, ways: Ways = WAYS, *, ways_first: bool = False) -> str:
    """Write nodes (lon, lat) and ways (nodes, tags) as OSM XML."""
    points = "".join(node_xml(number, *place) for number, place in nodes.items())
    lines = "".join(way_xml(number, *one) for number, one in ways.items())
    body = lines + points if ways_first else points + lines
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">{body}</osm>'


def write_osm(path: Path, text: str | None = None) -> Path:
    path.write_text(osm_xml() if text is None else text, encoding="utf-8")
    return path


def write_pbf(path: Path, nodes: dict[int, tuple[float, float]] = NODES, ways: Ways = WAYS) -> Path:
    import osmium
    from osmium.osm import mutable

    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in nodes.items():
            writer.add_node(mutable.Node(id=number, version=1, location=place))
        for number, (refs, tags) in ways.items():
            writer.add_way(mutable.Way(id=number, version=1, nodes=refs, tags=tags))
    return path
