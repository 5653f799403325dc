"""Stores with a region, incidents and finished runs, for the web's tests and the browser's journeys."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.affinity

from geo.agencies.packs import shipped_pack
from geo.store import open_store
from geo.store.protocol import Arrival, Store
from geo.tables.forecasts import BACKTESTS, FORECASTS
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from geo.tables.lineage import BORDERS, KINSHIPS
from geo.tables.quarantine import QUARANTINE
from geo.tables.routes import ROUTES, STOPS
from geo.tables.zones import ZONES
from tests.fresh_stores import put_store
from webmap.settings import WebSettings

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MIDDLE = (104.75, -2.7)
KINDS = ("CURAT", "CURAS", "LAKALANTAS", "TITIKAPI")

# Markup, a script that ends another, template literals, back-ticks: none may ever do anything.
HOSTILE = (
    "<img src=x onerror=\"document.title='X1'\">",
    "</script><script>document.title='X2'</script>",
    "${document.title='X3'}",
    "`+(document.title='X4')+`",
    "<svg onload=\"document.title='X5'\">",
    "'\"><iframe src=\"javascript:document.title='X6'\"></iframe>",
    "{{ 7*7 }}{% raw %}",
    "x\u2028y\u202e\x7f",
)


@cache
def pack() -> dict[str, bytes]:
    """Return the shipped region pack."""
    return shipped_pack()


def hostile_pack() -> dict[str, bytes]:
    """Return a region pack whose every name is hostile: title, kinds, agencies, units, places, layers."""
    files = dict(pack())
    files["kinds.csv"] = _renamed(files["kinds.csv"], ("name_id", "name_en"))
    files["places.csv"] = _renamed(files["places.csv"], ("name",), keep_first=0)
    hostile = json.dumps(HOSTILE[0] + HOSTILE[2])
    lines = []
    for line in files["region.toml"].decode().splitlines():
        key = line.split("=")[0].strip()
        lines.append(f"{key} = {hostile}" if key in {"title_id", "title_en", "note_id", "note_en"} else line)
    files["region.toml"] = "\n".join(lines).encode()
    lines = []
    for number, line in enumerate(files["agencies.toml"].decode().splitlines()):
        key = line.split("=")[0].strip()
        text = json.dumps(f"{HOSTILE[number % len(HOSTILE)]} {number}".replace("\x7f", ""))
        lines.append(f"{key} = {text}" if key in {"short", "name_id", "name_en"} else line)
    files["agencies.toml"] = "\n".join(lines).encode()
    # What refers to a place or a layer by name would no longer find it: agencies without bases serve here.
    files["agencies.toml"] = files["agencies.toml"].split(b"[[units]]")[0]
    for name in ("districts", "rivers", "roads"):
        layer = json.loads(files[f"{name}.geojson"])
        for number, feature in enumerate(layer["features"]):
            feature["properties"]["source"] = HOSTILE[number % len(HOSTILE)]
            if name != "districts":
                feature["properties"]["name"] = HOSTILE[number % len(HOSTILE)]
        files[f"{name}.geojson"] = json.dumps(layer).encode()
    return files


def incidents(n: int, *, seed: int = 0, kinds: Sequence[str] = KINDS, **columns: Any) -> gpd.GeoDataFrame:
    """Return `n` incidents around the region's middle, the newest today; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    moments = pd.to_datetime(NOW - timedelta(hours=1)) - pd.to_timedelta(rng.integers(0, 700 * 86_400, n), unit="s")
    moments = pd.Series(moments).astype("datetime64[us, UTC]")
    frame = pd.DataFrame(
        {
            "incident_id": [f"I{seed}-{number}" for number in range(n)],
            "source": "test",
            "kind": np.resize(np.array(kinds), n),
            "occurred_from": moments,
            "occurred_to": moments,
            "time_precision": "minute",
            "harm": 1.0,
            "origin": "reported",
            "agency": "POLRES",
            "status": "unverified",
            "sharing": "own",
            "outside": False,
            "attributes": json.dumps({"uraian": " ".join(HOSTILE)}),
            "digest": [f"d{seed}-{number}" for number in range(n)],
            "row": np.arange(2, n + 2),
        }
    ).assign(**columns)
    lon = MIDDLE[0] + rng.normal(0, 0.05, n)
    lat = MIDDLE[1] + rng.normal(0, 0.05, n)
    return gpd.GeoDataFrame(INCIDENTS.shaped(frame.assign(geometry=gpd.points_from_xy(lon, lat, crs=4326))))


def take_in(store: Store, rows: gpd.GeoDataFrame, now: datetime = NOW) -> None:
    """Store rows as one import."""
    empty = pd.DataFrame(QUARANTINE.empty())
    digest = f"{int(rows['row'].sum()):x}{rows['incident_id'].iloc[0]}".ljust(64, "0")
    store.take_in(Arrival("uji.csv", digest, "test", len(rows), rows, empty, 0, {}, []), now)


def hotspots(
    n: int, *, tested: bool = False, resampled: bool = False, texts: Sequence[str] = ("mengapa {n}",)
) -> gpd.GeoDataFrame:
    """Return `n` hotspots in a row of small circles, the first the highest; resampled ones have a confidence."""
    rows = []
    for number in range(n):
        text = texts[number % len(texts)]
        rows.append(
            {
                "hotspot_id": f"H{number + 1:03d}",
                "rank": number + 1,
                "cluster": number,
                "n": 100 - number % 90,
                "harm": 300.0 - number,
                "area_km2": 1.5,
                "density_km2": 66.7,
                "expected": 3.2,
                "p_value": 0.001 if tested else float("nan"),
                "q_value": 0.2 if tested and number % 2 else 0.004 if tested else float("nan"),
                "significant": tested and number % 2 == 0,
                "tested": tested,
                "first": NOW - timedelta(days=600),
                "last": NOW - timedelta(days=1),
                "trend": ("rising", "steady", "falling", "unknown")[number % 4],
                "kinds": json.dumps({"CURAT": 60, "CURAS": 30, "KDRT": 2}),
                "hours": json.dumps([*range(20), 30, 31, 32, 5]),
                "weekdays": json.dumps([1, 2, 3, 4, 5, 9, 8]),
                "timed": 90,
                "explanation_id": text,
                "explanation_en": text,
            }
        )
        if resampled:
            rows[-1] |= {
                "relative_risk": 31.25,
                "confidence": (0.924, 0.7, 0.31)[number % 3],
                "rank_low": number + 1,
                "rank_high": number + 1 + number % 3,
                "core_share": 0.62,
                "pattern": ("intensifying", None, "sporadic")[number % 3],
                "begins": NOW - timedelta(days=40) if number % 2 else None,
                "ends": NOW - timedelta(days=12) if number % 2 else None,
                "since": NOW - timedelta(days=90),
                "hours": json.dumps([0.25, *range(1, 20), 30.4, 31, 32.25, 5]),
            }
    across = [
        shapely.Point(MIDDLE[0] - 0.3 + 0.6 * number / max(n - 1, 1), MIDDLE[1]).buffer(0.01) for number in range(n)
    ]
    return gpd.GeoDataFrame(HOTSPOTS.shaped(pd.DataFrame(rows).assign(geometry=gpd.GeoSeries(across, crs=4326))))


def zones(of: gpd.GeoDataFrame, n: int = 2, *, texts: Sequence[str] = ("Sungsang", "Betung")) -> gpd.GeoDataFrame:
    """Return `n` zones that share the hotspots; the last has no lead and two gaps."""
    rows, shapes = [], []
    ids = of["hotspot_id"].tolist()
    for number in range(n):
        text = texts[number % len(texts)]
        gap = {
            "zone_id": f"Z{number + 1:02d}",
            "rule": "no_lead",
            "text_id": text + " kurang",
            "text_en": text + " lacks",
            "cure_id": text + " pulih",
            "cure_en": text + " mends",
        }
        rows.append(
            {
                "zone_id": f"Z{number + 1:02d}",
                "rank": number + 1,
                "name": text,
                "lead": "POLRES" if number < n - 1 else None,
                "partners": json.dumps(["KODIM"]),
                "units": json.dumps(["POL-TL", text]),
                "hotspots": json.dumps(ids[number::n]),
                "n": 120,
                "harm": 400.0,
                "workload_min": 300.0,
                "capacity_min": 480.0,
                "travel_min": 22.0,
                "gaps": json.dumps([gap, gap] if number == n - 1 else []),
                "explanation_id": text,
                "explanation_en": text,
            }
        )
        shapes.append(
            shapely.box(
                MIDDLE[0] - 0.4 + 0.8 * number / n,
                MIDDLE[1] - 0.1,
                MIDDLE[0] - 0.4 + 0.8 * (number + 0.9) / n,
                MIDDLE[1] + 0.1,
            )
        )
    return gpd.GeoDataFrame(ZONES.shaped(pd.DataFrame(rows).assign(geometry=gpd.GeoSeries(shapes, crs=4326))))


def add_runs(store: Store, found: gpd.GeoDataFrame, proposed: gpd.GeoDataFrame | None = None) -> tuple[str, str | None]:
    """Store hotspots, and zones made from them, as finished runs; return their ids."""
    row: dict[str, Any] = {
        "task": "hotspots",
        "method": "dbscan",
        "parameters": {"eps_m": 400.0, "min_samples": 6},
        "seed": 7,
        "chosen": {"kinds": ["CURAT"], "since": "2026-01-01T00:00:00+00:00", "until": None, "bbox": None},
        "audience": [],
        "versions": {"petarawan": "0.1.0"},
    }
    run_id = store.start_run(row, NOW)
    done = {
        "finished": NOW,
        "data_as_of": NOW,
        "seconds": 1.25,
        "incidents": 500,
        "noise": 44,
        "study_area_km2": 12_358.3,
    }
    store.finish_run(
        run_id,
        {**done, "input_digest": "ab" * 32, "left_out": {"rejected": 3}, "summary": {"hotspots": len(found)}},
        {"hotspots": found.assign(run_id=run_id)},
    )
    if proposed is None:
        return run_id, None
    chosen = {"of_run": run_id, "seconds": 10.0}
    zone_run = store.start_run({**row, "task": "zones", "method": "joint_zones", "chosen": chosen}, NOW)
    summary: dict[str, Any] = {"gap": 0.0125, "bound": 10.0, "bound_kind": "uji", "gaps": [], "notices": []}
    summary |= {
        "zones": len(proposed),
        "travel": {"id": "garis lurus", "en": "straight lines"},
        "today": "A0000",
        "changes": {"summary_id": "1 titik rawan berpindah", "summary_en": "1 hotspot moved"},
    }
    store.finish_run(zone_run, {**done, "summary": summary}, {"zones": proposed.assign(run_id=zone_run)})
    return run_id, zone_run


def make_store(
    folder: Path, files: Mapping[str, bytes] | None = None, *, rows: gpd.GeoDataFrame | None = None
) -> Store:
    """Make a store with a region and, when given, incidents."""
    store = open_store(put_store(folder / "uji.db", files or pack(), NOW))
    if rows is not None:
        take_in(store, rows)
    return store


def full_store(folder: Path) -> Store:
    """Make a store with 500 incidents, masked ones among them, six hotspots and two zones."""
    store = make_store(folder, rows=incidents(500))
    take_in(store, incidents(12, seed=1, kinds=("KDRT",)))
    found = hotspots(6, tested=True, resampled=True)
    _, of_run = add_runs(store, found, zones(found))
    add_routes(store, str(of_run), routes())
    return store


def compared_store(folder: Path) -> Store:
    """Make a store with two runs of hotspots of one kind (A0001, A0002), every change between them, and a forecast."""
    store = make_store(folder, rows=incidents(300))
    older = hotspots(8, tested=True, resampled=True)
    step = 0.6 / 7
    older.loc[7, "geometry"] = shapely.Point(MIDDLE[0] + 0.3 - step + 0.021, MIDDLE[1]).buffer(0.01)
    _finish_hotspots(store, older, NOW - timedelta(days=7), None)
    newer = older.copy()
    newer.loc[0, "n"] = 180  # grown
    newer.loc[2, "n"] = 30  # shrunk
    newer.loc[3, "geometry"] = shapely.affinity.translate(older.geometry[3], 0.009, 0.006)  # moved
    west, south, east, north = older.geometry[4].bounds
    newer.loc[4, "geometry"] = shapely.box(west, south, (west + 1.2 * east) / 2.2, north)  # split: H009 is its rest
    newer.loc[6, "geometry"] = older.geometry[6].union(older.geometry[7]).convex_hull  # merged: H008 is in it
    fresh = hotspots(2, resampled=True).assign(hotspot_id=["H009", "H010"], rank=[9, 10], n=[40, 35])
    fresh.loc[0, "geometry"] = shapely.box((west + 1.2 * east) / 2.2, south, east, north)
    fresh.loc[1, "geometry"] = shapely.Point(MIDDLE[0] + 0.1, MIDDLE[1] + 0.08).buffer(0.012)  # new
    newer = gpd.GeoDataFrame(pd.concat([newer.drop(index=[5, 7]), fresh], ignore_index=True), crs=4326)
    newer["rank"] = range(1, len(newer) + 1)
    kin = [("H009", "H005", "split"), ("H007", "H008", "merged"), (None, "H006", "gone"), ("H010", None, "new")]
    kinships = pd.DataFrame(kin, columns=["hotspot_id", "previous_id", "event"])
    kinships = kinships.assign(previous_run="A0001", n=40, previous_n=60)
    _finish_hotspots(store, newer, NOW, "A0001", kinships)
    add_forecast(store)
    return store


def _finish_hotspots(
    store: Store, found: gpd.GeoDataFrame, now: datetime, previous: str | None, kinships: pd.DataFrame | None = None
) -> str:
    row = {"task": "hotspots", "method": "dbscan", "parameters": {}, "seed": 0, "chosen": {}, "audience": []}
    run_id = store.start_run(row, now)
    period = {"begins": (now - timedelta(days=365)).isoformat(), "ends": now.isoformat()}
    cores = [(name, share) for name in found["hotspot_id"] for share in (0.5, 0.9) if name != "H002"]
    shapes = found.set_index("hotspot_id").geometry
    borders = gpd.GeoDataFrame(
        pd.DataFrame(cores, columns=["hotspot_id", "inclusion"]),
        geometry=[shapely.affinity.scale(shapes[name], 1.2 - share, 1.2 - share) for name, share in cores],
        crs=4326,
    )
    tables = {
        "hotspots": found.assign(run_id=run_id),
        "borders": gpd.GeoDataFrame(BORDERS.shaped(borders)),
        "kinships": KINSHIPS.shaped(kinships if kinships is not None else pd.DataFrame()),
    }
    summary = {"hotspots": len(found), "previous_run": previous, "period": period, "notices": []}
    store.finish_run(
        run_id, {"finished": now, "data_as_of": now, "seconds": 1.0, "incidents": 300, "summary": summary}, tables
    )
    return run_id


def forecasts(n: int) -> gpd.GeoDataFrame:
    """Return `n` squares of 250 m in rows, the first with the most incidents expected."""
    side = 250 / 111_000
    rows = [
        {
            "unit_id": f"U{number:04d}",
            "rank": number + 1,
            "expected": 2.5 / (number + 1),
            "share": 0.05 / (number + 1),
            "area_km2": 0.0625,
            "begins": NOW,
            "ends": NOW + timedelta(days=7),
            "model": "mixture",
        }
        for number in range(n)
    ]
    west, south = MIDDLE[0] - 0.2, MIDDLE[1] + 0.02
    shapes = [
        shapely.box(x, y, x + side, y + side)
        for x, y in ((west + 0.02 * (number % 20), south + 0.02 * (number // 20)) for number in range(n))
    ]
    return gpd.GeoDataFrame(FORECASTS.shaped(pd.DataFrame(rows).assign(geometry=gpd.GeoSeries(shapes, crs=4326))))


def backtests() -> pd.DataFrame:
    """Return how three models fared; the first is served, the last has no intervals."""
    rows = []
    for number, (model, placement) in enumerate([("mixture", "floating"), ("mixture", "grid"), ("count_365", "grid")]):
        rate = 0.087 - 0.006 * number
        row = {
            "model": model,
            "placement": placement,
            "served": number == 0,
            "unit_m": 250.0,
            "places": 60.0,
            "area_km2": 3.75,
            "windows": 51,
            "incidents": 2830,
            "hits": round(2830 * rate),
            "hit_rate": rate,
            "prediction_accuracy_index": 17.4 - number,
            "prediction_efficiency_index": 0.41 - 0.02 * number,
            "recapture_rate_index": 0.93,
            "expected_over_observed": 1.02,
        }
        if number < 2:
            row |= {
                "hit_rate_low": rate - 0.011,
                "hit_rate_high": rate + 0.012,
                "gain_low": -0.0004,
                "gain_high": 0.016,
            }
        rows.append(row)
    return pd.DataFrame(BACKTESTS.shaped(pd.DataFrame(rows)))


def add_forecast(
    store: Store,
    places: gpd.GeoDataFrame | None = None,
    tested: pd.DataFrame | None = None,
    *,
    text: str = "tertinggi",
    **more: Any,
) -> str:
    """Store a finished forecast run; `more` replaces parts of its summary."""
    places = forecasts(60) if places is None else places
    tested = backtests() if tested is None else tested
    row = {"task": "forecast", "method": "mixture", "parameters": {}, "seed": 0, "chosen": {}, "audience": []}
    run_id = store.start_run(row, NOW)
    sizes = ((100, 375, 0.155), (150, 166, 0.12), (250, 60, 0.087), (500, 15, 0.058))
    summary = {
        "model": "mixture",
        "placement": "floating",
        "reason": {"id": f"Bagian tertangkap {text} dalam uji.", "en": f"Highest share caught ({text}) in the test."},
        "window": {"begins": NOW.isoformat(), "ends": (NOW + timedelta(days=7)).isoformat()},
        "unit_m": 250.0,
        "places": len(places),
        "area_km2": 3.75,
        "expected": float(places["expected"].sum()) if len(places) else 0.0,
        "history": {"begins": (NOW - timedelta(days=700)).isoformat(), "ends": NOW.isoformat(), "incidents": 5321},
        "trade_off": [
            {
                "unit_m": side,
                "places": count,
                "placement": placement,
                "hit_rate": rate + shift,
                "hit_rate_low": rate + shift - 0.01,
                "hit_rate_high": rate + shift + 0.01,
            }
            for side, count, rate in sizes
            for placement, shift in (("grid", 0.0), ("floating", 0.012))
        ],
        "notices": [{"id": f"Catatan {text}.", "en": f"Notice {text}."}],
    } | more
    tables = {"forecasts": places.assign(run_id=run_id), "backtests": tested.assign(run_id=run_id)}
    store.finish_run(run_id, {"finished": NOW, "data_as_of": NOW, "seconds": 2.0, "summary": summary}, tables)
    return run_id


def settings_of(store: Store, **more: Any) -> WebSettings:
    """Return settings for a store, the clock fixed."""
    return WebSettings(store=store.url, now=NOW, **more)


def _renamed(sheet: bytes, columns: Sequence[str], keep_first: int = 0) -> bytes:
    rows = list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"))))
    for number, row in enumerate(rows[keep_first:]):
        for column in columns:
            row[column] = f"{HOSTILE[number % len(HOSTILE)]} {number}".replace("\u2028", " ").replace("\x7f", "")
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def routes(n: int = 2, *, texts: Sequence[str] = ("Sungsang", "Betung")) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return n routes of three stops each, on the road and on the river in turn."""
    rows, stops, lines, points = [], [], [], []
    for number in range(n):
        route_id, west = f"R{number + 1:02d}", 104.3 + 0.1 * number
        at = [(west, -2.9), (west + 0.05, -2.85), (west + 0.02, -2.8)]
        lines.append(shapely.LineString([(west - 0.02, -2.92), *at, (west - 0.02, -2.92)]))
        rows.append({
            "route_id": route_id, "zone_id": f"Z{number + 1:02d}", "name": texts[number % len(texts)],
            "lead": "POLRES", "partners": '["KODIM"]', "units": '["POLRES-1"]', "crew": 7,
            "mode": ("road", "river")[number % 2], "begins": NOW, "ends": NOW + timedelta(hours=6), "stops": 3,
            "travel_min": 120.0, "service_min": 42.0, "wait_min": 3.0, "distance_km": 55.5, "value": 31.0,
            "notices": json.dumps([{"id": f"catatan {texts[0]}", "en": f"notice {texts[0]}"}]),
            "explanation_id": f"Rute {texts[0]}", "explanation_en": f"Route {texts[0]}",
        })  # fmt: skip
        for stop, place in enumerate(at, start=1):
            begins = NOW + timedelta(hours=stop)
            points.append(shapely.Point(place))
            stops.append({
                "route_id": route_id, "stop": stop, "kind": "object" if stop == 3 else "hotspot",
                "place_id": f"H{stop}", "name": texts[stop % len(texts)], "visit": 1, "begins": begins,
                "ends": begins + timedelta(minutes=14), "travel_min": 20.0, "wait_min": 1.0, "distance_km": 9.5,
                "must": stop == 3, "prize": 10.0, "chance": 0.62,
                "why_id": f"Sebab {texts[0]}", "why_en": f"Because {texts[0]}",
            })  # fmt: skip
    made = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=lines, crs=4326)
    visited = gpd.GeoDataFrame(pd.DataFrame(stops), geometry=points, crs=4326)
    return gpd.GeoDataFrame(ROUTES.shaped(made)), gpd.GeoDataFrame(STOPS.shaped(visited))


def add_routes(store: Store, of_run: str, made: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]) -> str:
    """Store a finished run of routes made from a zones run."""
    row = {"task": "routes", "method": "joint_routes", "chosen": {"of_run": of_run, "date": "2026-11-23"}}
    run_id = store.start_run(row, NOW)
    summary = {
        "breaches": [],
        "mixture": {"plans": 12},
        "draw": {"commitment": "0123456789abcdef" * 4},
        "notices": [{"id": "Undian", "en": "Lot"}],
        "travel": {"id": "garis lurus", "en": "straight lines"},
    }
    store.finish_run(
        run_id,
        {"finished": NOW, "data_as_of": NOW, "seconds": 1.0, "incidents": 0, "summary": summary},
        {"routes": made[0], "stops": made[1]},
    )
    return run_id
