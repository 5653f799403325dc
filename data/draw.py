"""Draws the schematic layers of data/banyuasin: `python data/draw.py`. Same drawing every time; nothing is fetched.

Every line and outline below was drawn by hand at the scale of a sketch, to stand in roughly the right place.
Districts are the Voronoi cells of their seats (rounded to 0.05°), cut at the sketched boundary. Nothing here may
be used to decide where a border runs: import real layers over it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import LineString, MultiPoint, Polygon, mapping
from shapely.geometry.base import BaseGeometry

FOLDER = Path(__file__).parent / "banyuasin"
GRID = 0.001  # degrees, about 110 m: three decimals
SOURCE = "petarawan (skematis / schematic)"

OUTLINE = [
    (104.20, -1.72), (104.36, -1.66), (104.52, -1.66), (104.53, -1.76), (104.47, -1.86), (104.52, -1.97),
    (104.62, -1.91), (104.68, -1.94), (104.71, -2.03), (104.80, -2.08), (104.88, -2.17), (104.86, -2.27),
    (104.80, -2.35), (104.88, -2.33), (104.98, -2.36), (105.10, -2.40), (105.25, -2.39), (105.38, -2.35),
    (105.45, -2.41), (105.45, -2.49), (105.37, -2.58), (105.31, -2.70), (105.31, -2.84), (105.25, -2.95),
    (105.19, -3.07), (105.13, -3.09), (105.06, -3.05), (104.98, -3.18), (104.90, -3.16), (104.84, -3.08),
    (104.80, -3.05), (104.86, -2.98), (104.80, -2.92), (104.72, -2.93), (104.66, -3.00), (104.56, -3.09),
    (104.44, -3.11), (104.36, -3.06), (104.22, -3.05), (104.16, -2.95), (104.18, -2.82), (104.26, -2.70),
    (104.18, -2.58), (104.09, -2.48), (104.06, -2.39), (104.12, -2.36), (104.22, -2.43), (104.36, -2.43),
    (104.50, -2.38), (104.62, -2.33), (104.60, -2.23), (104.48, -2.18), (104.39, -2.10), (104.34, -1.98),
    (104.27, -1.88), (104.20, -1.82),
]  # fmt: skip

# code, name, seat, and where its Voronoi seeds stand (one, or more for a long district)
DISTRICTS: list[tuple[str, str, str, list[tuple[float, float]]]] = [
    ("16.07.01", "Banyuasin I", "Mariana", [(104.90, -3.00)]),
    ("16.07.02", "Banyuasin II", "Sungsang", [(104.85, -2.35), (104.65, -2.05), (104.45, -2.00), (104.35, -1.75)]),
    ("16.07.03", "Banyuasin III", "Pangkalan Balai", [(104.40, -2.90)]),
    ("16.07.04", "Pulau Rimau", "Teluk Betung", [(104.40, -2.60)]),
    ("16.07.05", "Betung", "Rimba Asam", [(104.25, -2.80)]),
    ("16.07.06", "Rambutan", "Rambutan", [(104.95, -3.10)]),
    ("16.07.07", "Muara Padang", "Muara Padang", [(105.15, -2.80)]),
    ("16.07.08", "Muara Telang", "Telang Jaya", [(104.90, -2.70)]),
    ("16.07.09", "Makarti Jaya", "Makarti Jaya", [(105.00, -2.50)]),
    ("16.07.10", "Talang Kelapa", "Sukajadi", [(104.65, -2.90)]),
    ("16.07.11", "Rantau Bayur", "Rantau Bayur", [(104.35, -3.05)]),
    ("16.07.12", "Tanjung Lago", "Sukadamai", [(104.65, -2.70)]),
    ("16.07.13", "Muara Sugihan", "Tirta Harja", [(105.25, -2.50)]),
    ("16.07.14", "Air Salek", "Saleh Mukti", [(105.05, -2.65)]),
    ("16.07.15", "Tungkal Ilir", "Sido Mulyo", [(104.20, -2.50)]),
    ("16.07.16", "Suak Tapeh", "Lubuk Lancang", [(104.35, -2.75)]),
    ("16.07.17", "Sembawa", "Lalang Sembawa", [(104.55, -2.95)]),
    ("16.07.18", "Sumber Marga Telang", "Muara Telang", [(104.85, -2.50)]),
    ("16.07.19", "Air Kumbang", "Cinta Manis Baru", [(105.00, -2.90)]),
    ("16.07.20", "Karang Agung Ilir", "Sri Agung", [(104.70, -2.25)]),
    ("16.07.21", "Selat Penuguan", "Penuguan", [(104.50, -2.50)]),
]

RIVERS: dict[str, list[tuple[float, float]]] = {
    "Sungai Musi": [
        (104.22, -3.04), (104.32, -3.03), (104.42, -3.07), (104.52, -3.06), (104.62, -3.02), (104.70, -2.99),
        (104.78, -2.99), (104.84, -2.96), (104.87, -2.90), (104.90, -2.83), (104.92, -2.76), (104.93, -2.68),
        (104.92, -2.60), (104.93, -2.52), (104.91, -2.44), (104.87, -2.38), (104.84, -2.33),
    ],
    "Sungai Upang": [
        (104.92, -2.76), (104.95, -2.73), (104.98, -2.69), (105.00, -2.63), (105.03, -2.58), (105.05, -2.52),
        (105.07, -2.46), (105.09, -2.40),
    ],
    "Sungai Saleh": [
        (105.02, -2.95), (105.04, -2.89), (105.06, -2.82), (105.08, -2.75), (105.11, -2.68), (105.13, -2.60),
        (105.15, -2.52), (105.17, -2.45), (105.18, -2.40),
    ],
    "Sungai Padang": [
        (105.12, -3.05), (105.16, -2.97), (105.20, -2.90), (105.23, -2.82), (105.25, -2.73), (105.28, -2.64),
        (105.31, -2.56), (105.34, -2.48), (105.37, -2.40), (105.38, -2.36),
    ],
    "Sungai Telang": [
        (104.90, -2.66), (104.86, -2.63), (104.82, -2.60), (104.79, -2.56), (104.77, -2.51), (104.75, -2.46),
        (104.74, -2.42),
    ],
    "Sungai Banyuasin": [
        (104.62, -2.76), (104.63, -2.70), (104.62, -2.64), (104.60, -2.58), (104.62, -2.52), (104.66, -2.47),
        (104.71, -2.43), (104.76, -2.39), (104.80, -2.35), (104.84, -2.30),
    ],
    "Sungai Lalan": [
        (104.06, -2.40), (104.13, -2.42), (104.20, -2.45), (104.28, -2.46), (104.35, -2.45), (104.42, -2.44),
        (104.49, -2.46), (104.56, -2.48), (104.62, -2.47), (104.67, -2.46), (104.71, -2.43),
    ],
    "Sungai Calik": [
        (104.40, -2.74), (104.43, -2.69), (104.45, -2.64), (104.47, -2.59), (104.50, -2.55), (104.54, -2.52),
        (104.58, -2.50), (104.62, -2.50),
    ],
    "Sungai Sembilang": [
        (104.40, -2.07), (104.45, -2.05), (104.50, -2.06), (104.55, -2.05), (104.60, -2.03), (104.65, -2.03),
        (104.71, -2.03),
    ],
    "Sungai Benu": [(104.24, -1.84), (104.30, -1.82), (104.36, -1.80), (104.43, -1.79), (104.53, -1.76)],
}  # fmt: skip

ROADS: dict[str, tuple[str, list[tuple[float, float]]]] = {
    "Palembang–Pangkalan Balai–Betung": ("nasional", [
        (104.74, -2.93), (104.69, -2.91), (104.64, -2.91), (104.59, -2.92), (104.54, -2.92), (104.49, -2.90),
        (104.44, -2.89), (104.40, -2.88), (104.37, -2.85), (104.35, -2.81), (104.31, -2.79), (104.26, -2.80),
        (104.22, -2.82),
    ]),
    "Betung–Sungai Lilin–Jambi": ("nasional", [
        (104.22, -2.82), (104.21, -2.78), (104.20, -2.74), (104.18, -2.70), (104.15, -2.66), (104.12, -2.63),
    ]),
    "Betung–Sekayu": ("nasional", [(104.22, -2.82), (104.18, -2.84), (104.14, -2.86), (104.08, -2.87)]),
    "Palembang–Tanjung Api-Api": ("provinsi", [
        (104.74, -2.92), (104.72, -2.87), (104.71, -2.82), (104.69, -2.77), (104.68, -2.72), (104.68, -2.66),
        (104.70, -2.60), (104.73, -2.54), (104.76, -2.48), (104.79, -2.42), (104.81, -2.37),
    ]),
    "Palembang–Mariana–Sungai Gerong": ("provinsi", [
        (104.84, -3.04), (104.86, -3.01), (104.89, -3.00), (104.92, -2.98), (104.96, -2.95), (105.00, -2.92),
    ]),
    "Palembang–Rambutan–Kayu Agung": ("provinsi", [
        (104.82, -3.05), (104.86, -3.08), (104.90, -3.10), (104.94, -3.13), (104.96, -3.17),
    ]),
    "Pangkalan Balai–Rantau Bayur": ("kabupaten", [
        (104.40, -2.88), (104.39, -2.93), (104.37, -2.98), (104.35, -3.03),
    ]),
    "Lubuk Lancang–Teluk Betung–Tungkal Ilir": ("kabupaten", [
        (104.35, -2.78), (104.37, -2.72), (104.38, -2.66), (104.36, -2.60), (104.31, -2.55), (104.26, -2.51),
        (104.22, -2.49),
    ]),
    "Gasing–Tanjung Lago–Muara Telang": ("kabupaten", [
        (104.71, -2.82), (104.76, -2.78), (104.81, -2.74), (104.86, -2.71), (104.90, -2.69),
    ]),
    "Air Saleh–Muara Padang": ("kabupaten", [
        (105.04, -2.64), (105.08, -2.69), (105.11, -2.74), (105.14, -2.79), (105.13, -2.86), (105.06, -2.90),
        (105.00, -2.92),
    ]),
    "Makarti Jaya–Muara Sugihan": ("kabupaten", [(104.99, -2.50), (105.08, -2.51), (105.17, -2.50), (105.25, -2.48)]),
}  # fmt: skip

SEA: dict[str, list[tuple[float, float]]] = {
    "Selat Bangka": [
        (104.20, -1.55), (104.62, -1.55), (104.95, -2.02), (105.20, -2.25), (105.60, -2.22), (105.60, -2.44),
        (105.48, -2.36), (105.42, -2.33), (105.25, -2.37), (105.10, -2.38), (104.97, -2.33), (104.89, -2.29),
        (104.91, -2.16), (104.82, -2.05), (104.73, -2.00), (104.70, -1.91), (104.62, -1.88), (104.53, -1.94),
        (104.50, -1.86), (104.56, -1.77), (104.55, -1.64), (104.36, -1.63), (104.20, -1.69),
    ],
    "Muara Banyuasin dan Musi": [
        (104.74, -2.40), (104.79, -2.34), (104.85, -2.27), (104.89, -2.29), (104.90, -2.335), (104.88, -2.36),
        (104.84, -2.35), (104.80, -2.40), (104.76, -2.43),
    ],
}  # fmt: skip

FOREST: dict[str, tuple[str, list[tuple[float, float]]]] = {
    "Taman Nasional Sembilang": ("taman nasional", [
        (104.22, -1.73), (104.36, -1.68), (104.50, -1.68), (104.50, -1.77), (104.44, -1.87), (104.50, -2.00),
        (104.62, -1.94), (104.68, -2.02), (104.76, -2.09), (104.80, -2.17), (104.68, -2.18), (104.56, -2.15),
        (104.46, -2.12), (104.42, -2.02), (104.36, -1.92), (104.28, -1.84),
    ]),
    "Kawasan KPH Lalan Mendis": ("hutan produksi", [
        (104.08, -2.38), (104.20, -2.44), (104.34, -2.44), (104.36, -2.51), (104.26, -2.56), (104.16, -2.53),
    ]),
    "Kawasan KPH Air Sugihan": ("hutan produksi", [
        (105.22, -2.60), (105.38, -2.55), (105.30, -2.72), (105.30, -2.86), (105.22, -2.84), (105.20, -2.70),
    ]),
    "Hutan lindung pantai Air Telang": ("hutan lindung", [
        (104.76, -2.44), (104.84, -2.40), (104.90, -2.44), (104.88, -2.52), (104.80, -2.53),
    ]),
}  # fmt: skip

PEAT: dict[str, list[tuple[float, float]]] = {
    "Gambut Lalan–Tungkal": [
        (104.10, -2.42), (104.34, -2.46), (104.52, -2.42), (104.58, -2.52), (104.42, -2.60), (104.20, -2.58),
    ],
    "Gambut Muara Padang–Sugihan": [
        (105.08, -2.56), (105.30, -2.52), (105.30, -2.84), (105.18, -2.98), (105.10, -2.90),
    ],
    "Gambut Karang Agung": [(104.58, -2.20), (104.78, -2.20), (104.78, -2.30), (104.64, -2.34)],
}  # fmt: skip

CONCESSIONS: dict[str, tuple[str, list[tuple[float, float]]]] = {
    "Konsesi sawit Betung (contoh)": (
        "perkebunan", [(104.20, -2.84), (104.34, -2.84), (104.34, -2.95), (104.20, -2.95)],
    ),
    "Konsesi sawit Pulau Rimau (contoh)": (
        "perkebunan", [(104.38, -2.58), (104.50, -2.58), (104.50, -2.70), (104.38, -2.70)],
    ),
    "Konsesi HTI Muara Padang (contoh)": (
        "hutan tanaman", [(105.14, -2.60), (105.28, -2.60), (105.28, -2.74), (105.14, -2.74)],
    ),
    "Kawasan industri dan pelabuhan Tanjung Api-Api (contoh)": (
        "objek vital", [(104.77, -2.36), (104.82, -2.36), (104.82, -2.42), (104.77, -2.42)],
    ),
}  # fmt: skip

FAIRWAY_HALF_WIDTH = 0.010  # degrees, about 1.1 km either side of the river's line


def districts() -> gpd.GeoDataFrame:
    """Return the 21 districts: Voronoi cells of their seeds, snapped together so that none overlap or leave a gap."""
    outline = Polygon(OUTLINE)
    seeds = [(code, seed) for code, _, _, seeds in DISTRICTS for seed in seeds]
    points = [shapely.Point(seed) for _, seed in seeds]
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=outline.buffer(1)).geoms
    owner = {code: [] for code, *_ in DISTRICTS}
    for cell in cells:
        for (code, _), point in zip(seeds, points, strict=True):
            if cell.contains(point):
                owner[code].append(cell)
    merged = {code: shapely.union_all(parts) for code, parts in owner.items()}
    # Snap-rounding all borders together is what keeps neighbours exactly edge to edge on the grid.
    borders = [outline.boundary, *(shape.boundary.intersection(outline.buffer(0.2)) for shape in merged.values())]
    lines = shapely.union_all(borders, grid_size=GRID)
    inside = [part for part in shapely.polygonize([lines]).geoms if outline.contains(part.representative_point())]
    rows = []
    for code, name, seat, _ in DISTRICTS:
        mine = [part for part in inside if merged[code].contains(part.representative_point())]
        rows.append({"code": code, "name": name, "seat": seat, "geometry": shapely.coverage_union_all(mine)})
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def feature(geometry: BaseGeometry, **properties: str) -> dict[str, Any]:
    """Return a GeoJSON feature with coordinates of three decimals."""
    return {
        "type": "Feature",
        "properties": {**properties, "source": SOURCE},
        "geometry": mapping(shapely.set_precision(geometry, GRID)),
    }


def rounded(value: Any) -> Any:
    """Return nested coordinates with three decimals (binary rests of the grid taken off)."""
    return round(value, 3) if isinstance(value, float) else [rounded(item) for item in value]


def write(name: str, features: list[dict[str, Any]]) -> None:
    """Write one layer, one feature a line."""
    for item in features:
        item["geometry"]["coordinates"] = rounded(item["geometry"]["coordinates"])
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in features)
    text = '{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n"
    (FOLDER / f"{name}.geojson").write_text(text, encoding="utf-8")


def main() -> None:
    """Write all layers."""
    parts = districts()
    whole = shapely.coverage_union_all(parts.geometry.to_numpy())
    sea = {name: Polygon(ring) for name, ring in SEA.items()}
    write("boundary", [feature(whole, name="Kabupaten Banyuasin", code="16.07")])
    write("districts", [feature(row.geometry, code=row.code, name=row.name_, seat=row.seat)
                        for row in parts.rename(columns={"name": "name_"}).itertuples()])  # fmt: skip
    write("rivers", [feature(LineString(line), name=name) for name, line in RIVERS.items()])
    write("roads", [feature(LineString(line), name=name, kind=kind) for name, (kind, line) in ROADS.items()])
    write(
        "waters", [feature(ring, name=name, kind="laut" if "Selat" in name else "muara") for name, ring in sea.items()]
    )
    fairways = {name: LineString(line).buffer(FAIRWAY_HALF_WIDTH, quad_segs=2) for name, line in RIVERS.items()}
    write("fairways", [feature(area, name=f"Alur {name}", kind="alur sungai") for name, area in fairways.items()])
    write("forest", [feature(Polygon(ring), name=name, kind=kind) for name, (kind, ring) in FOREST.items()])
    write("peat", [feature(Polygon(ring), name=name, kind="gambut") for name, ring in PEAT.items()])
    write("concessions", [feature(Polygon(ring), name=name, kind=kind) for name, (kind, ring) in CONCESSIONS.items()])
    area = gpd.GeoSeries([whole], crs=4326).to_crs(32748).area.iloc[0] / 1e6
    sys.stdout.write(f"{len(parts)} districts, {area:.0f} km²\n")


if __name__ == "__main__":
    main()
