"""A small, right pack that tests then break in one place."""

from __future__ import annotations

import json

REGION = """name = "uji"
title_id = "Kabupaten Uji"
title_en = "Test Regency"
crs = 32748
timezone = "Asia/Jakarta"
languages = ["id", "en"]
synthetic = true
"""
KINDS = """code,name_id,name_en,group,harm,visibility,partners_needed,legal,legal_from,legal_status,words,lead,support
CURI,Pencurian,Theft,K,1,map,0,UU 1/2023 ps 476,2026-01-02,V,maling;larceny,POLRES,
ILLOG,Pembalakan liar,Illegal logging,N,"4,5",map,1,UU 18/2013,2013-08-06,U,illog,POLRES;KPH,KODIM
INFO,Belum terklasifikasi,Unclassified,O,1,map,0,,,U,,POLRES,
"""
AGENCIES = """[[agencies]]
code = "POLRES"
name_id = "Polres Uji"
name_en = "Test Police"
short = "Polres"

[[agencies]]
code = "KODIM"
name_id = "Kodim Uji"
name_en = "Test Army"
short = "Kodim"
legal = "UU 34/2004"

[[agencies]]
code = "KPH"
name_id = "KPH Uji"
name_en = "Test Rangers"
short = "KPH"
jurisdiction = "forest:Rimba"

[[units]]
id = "P1"
agency = "POLRES"
name = "Regu 1"
mode = "road"
base = "Kota"

[[units]]
id = "K1"
agency = "KODIM"
name = "Regu 2"
mode = "foot"
crew = 5
shift_min = 420
base = [104.6, -2.4]
available = false
"""
PLACES = "name,kind,lon,lat,source\nKota,kota,104.5,-2.5,skematis\n"


def square(west: float, south: float, side: float, **properties: object) -> dict[str, object]:
    """Return a square as a GeoJSON feature."""
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features: dict[str, object]) -> bytes:
    """Return features as GeoJSON bytes."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def pack(**changed: str | bytes | None) -> dict[str, bytes]:
    """Return the right pack; `kinds="…"` replaces kinds.csv, None takes a file out, other names add files."""
    files: dict[str, str | bytes | None] = {
        "region.toml": REGION,
        "kinds.csv": KINDS,
        "agencies.toml": AGENCIES,
        "places.csv": PLACES,
        "boundary.geojson": collection(square(104, -3, 1)),
        "forest.geojson": collection(square(104.2, -2.8, 0.2, name="Rimba"), square(104.6, -2.8, 0.1, name="Belukar")),
    }
    names = {name.split(".")[0]: name for name in files}
    for name, content in changed.items():
        files[names.get(name, name.replace("__", "."))] = content
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in files.items()
        if content is not None
    }
