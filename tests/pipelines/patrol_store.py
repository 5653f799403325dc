"""A small region of one road, one river and three crews, and a store of it with hotspots, zones and routes."""

from __future__ import annotations

import atexit
import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from geo.agencies.packs import shipped_pack
from tests.cli.conftest import Answer, run_petarawan

CENTRES = ((104.50, -2.80), (104.60, -2.75), (104.70, -2.80))
BOX = (104.4, -2.9, 104.8, -2.65)
NOW = "2026-11-23T12:00+07:00"
LATER = "2026-11-25T12:00+07:00"
REGION = """name = "kecil"
title_id = "Wilayah Kecil"
title_en = "Small Region"
crs = 32748
timezone = "Asia/Jakarta"
languages = ["id", "en"]
synthetic = true
"""
AGENCIES = """[[agencies]]
code = "POLRES"
name_id = "Kepolisian"
name_en = "Police"
short = "Polres"

[[agencies]]
code = "KODIM"
name_id = "Komando Distrik Militer"
name_en = "Army District Command"
short = "Kodim"
"""


def unit(unit_id: str, agency: str, base: tuple[float, float] | None, mode: str = "road", more: str = "") -> str:
    """Return a unit as agencies.toml holds it."""
    at = "" if base is None else f"base = [{base[0]}, {base[1]}]\n"
    shift = "" if "shift_min" in more else "shift_min = 480\n"
    return (
        f'\n[[units]]\nid = "{unit_id}"\nagency = "{agency}"\nname = "Regu {unit_id}"\nmode = "{mode}"\ncrew = 3\n'
        f"{shift}{at}{more}"
    )


UNITS = unit("P1", "POLRES", CENTRES[0]) + unit("P2", "POLRES", CENTRES[2]) + unit("K1", "KODIM", CENTRES[1])


def lines(*parts: tuple[tuple[float, float], ...], **properties: str) -> str:
    """Return a layer of lines."""
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": part}}
        for part in parts
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def pack(agencies: str = AGENCIES, units: str = UNITS, **layers: str) -> dict[str, str]:
    """Return the files of the region; `layers` are further files by name without ending."""
    west, south, east, north = BOX
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    area = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    codes = set(re.findall(r'code = "(\w+)"', agencies))
    rows = list(csv.DictReader(io.StringIO(shipped_pack()["kinds.csv"].decode())))
    kinds = io.StringIO()
    writer = csv.DictWriter(kinds, list(rows[0]))
    writer.writeheader()
    for row in rows:
        mine = {name: ";".join(code for code in row[name].split(";") if code in codes) for name in ("lead", "support")}
        writer.writerow({**row, **mine})
    return {
        "region.toml": REGION,
        "kinds.csv": kinds.getvalue(),
        "boundary.geojson": json.dumps({"type": "FeatureCollection", "features": [area]}),
        "agencies.toml": agencies + units,
        "roads.geojson": lines(CENTRES),
        **{f"{name}.geojson": text for name, text in layers.items()},
    }


def write_pack(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a region pack and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_incidents(file: Path, n: int = 40) -> Path:
    """Write `n` thefts around each centre, at most hours of the day."""
    random = np.random.default_rng(4)
    rows = ["id,kind,time,lon,lat"]
    for x, y in CENTRES:
        for k, (lon, lat) in enumerate(random.normal((x, y), 0.0009, (n, 2))):
            moment = f"2026-{1 + k % 9:02d}-{1 + k % 27:02d}T{8 + k % 7:02d}:10:00+07:00"
            rows.append(f"I{len(rows)},CURAT,{moment},{lon:.6f},{lat:.6f}")
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def make(folder: Path, files: Mapping[str, str], n: int = 40) -> Path:
    """Make a store of a region with incidents and hotspots; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "p.db"
    well(run_petarawan(store, "init", "--region", write_pack(folder / "pack", files)))
    if n:
        well(run_petarawan(store, "import", write_incidents(folder / "incidents.csv", n), "--source", "test"))
    words = ("--method", "dbscan", "--param", "eps_m=400", "--param", "min_samples=5")
    well(run_petarawan(store, "hotspots", *words))
    return store


def well(answer: Answer) -> Answer:
    """Return an answer of a command that must have gone well."""
    assert answer.code == 0, answer.err
    return answer


@cache
def _master(stage: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="petarawan-patrols-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if stage == "hotspots":
        return make(folder, pack()).parent
    before = _master("zones" if stage == "routes" else "hotspots")
    shutil.copytree(before, folder, dirs_exist_ok=True)
    if stage == "zones":
        well(run_petarawan(folder / "p.db", "network", "build"))
        well(run_petarawan(folder / "p.db", "zones", "--seconds", "2", "--param", "zones=2"))
    else:
        well(run_petarawan(folder / "p.db", "routes", "--seconds", "1"))
    return folder


def copy_of(stage: str, folder: Path) -> Path:
    """Return a store of one's own with hotspots (A0001), also zones (A0002), or also routes (A0003)."""
    shutil.copytree(_master(stage), folder / stage)
    return folder / stage / "p.db"
