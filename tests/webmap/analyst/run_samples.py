"""Stores with real runs for the analyst's pages: incidents in clumps, found hotspots, a worker's work done in place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo.settings import Settings, load_settings
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import post
from webmap import create_app

FORM = "/analyst/analisis/baru/hotspots/dbscan"


def clumps(n: int = 240, *, seed: int = 1, **columns: Any) -> Any:
    """Return incidents in four clumps, each a few hundred metres across."""
    rows = samples.incidents(n, seed=seed, **{"sharing": "joint", **columns})
    random = np.random.default_rng(seed)
    middles = np.array([(104.45, -2.75), (104.6, -2.9), (104.75, -2.55), (104.7, -2.75)])
    places = middles[np.arange(n) % 4] + random.normal(0, 0.002, (n, 2))
    return _moved(rows, places)


def _moved(rows: Any, places: Any) -> Any:
    import geopandas as gpd

    return rows.set_geometry(gpd.points_from_xy(places[:, 0], places[:, 1], crs=4326))


def settings_of(store: Store) -> Settings:
    """Return the program's settings for a store, its clock fixed."""
    return load_settings({}, store=store.url, now=samples.NOW.isoformat())


def clumped_store(folder: Path, **columns: Any) -> Store:
    """Return a store with incidents in clumps and nothing computed."""
    store = samples.make_store(folder)
    samples.take_in(store, clumps(**columns))
    return store


def app_of(store: Store) -> Flask:
    """Return the application on a store."""
    return create_app(samples.settings_of(store), store)


def work(store: Store) -> int:
    """Do everything that waits, in this process; return how many runs were done."""
    from geo.errors import GeoError
    from geo.pipelines import forecast, hotspot_request, hotspots, patrol_plan

    settings, done = settings_of(store), 0
    while (run := store.claim_run(settings.clock())) is not None:
        run_id = run["run_id"]
        try:
            if run["task"] == "hotspots":
                request = hotspot_request.request_of_run(run)
                hotspots.find_in_store(store, request, settings, run_id=run_id)
            elif run["task"] == "forecast":
                forecast.forecast_in_store(store, forecast.question_of_run(run), settings, run_id=run_id)
            else:
                request_of_zones = patrol_plan.request_of_run(run)
                patrol_plan.propose_in_store(store, request_of_zones, settings, run_id=run_id)
        except GeoError:
            pass  # the run's row tells why
        done += 1
    return done


def ask(client: FlaskClient, path: str = FORM, **fields: Any) -> TestResponse:
    """Send the form of a new run; names of parameters with a dot are given as `p_eps_m`."""
    data = {name.replace("p_", "p.", 1) if name.startswith("p_") else name: value for name, value in fields.items()}
    return post(client, path, data)


def asked(client: FlaskClient, path: str = FORM, **fields: Any) -> str:
    """Ask for a run and return its id."""
    answer = ask(client, path, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location).rsplit("/", 1)[1]


def audit_actions(app: Flask) -> list[tuple[str, str]]:
    """Return action and object of every entry of the audit trail, oldest first."""
    from webmap.services import services_of

    with services_of(app).service.reading() as con:
        rows = con.execute("SELECT action, what FROM audit ORDER BY 1").fetchall()
    return [(str(action), str(what)) for action, what in rows]


def plain(frame: pd.DataFrame) -> str:
    """Return a result table as text without what names its run, so that two can be compared to the byte."""
    kept = frame.drop(columns=["run_id"], errors="ignore")
    return json.dumps([[str(value) for value in row] for row in kept.to_dict("split")["data"]])
