"""One million incidents on the commander's map: sizes of every answer, first view and panning in a real browser.

Run: .venv/bin/python benchmarks/map_1m.py [--incidents N] [--keep FOLDER]
Needs Chromium; everything happens on this machine, over the loopback address.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"petarawan-numba-{os.getuid()}"))

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.agencies.packs import shipped_pack
from geo.store import create_store, open_store
from geo.store.protocol import Arrival
from geo.store.service.file import open_service
from geo.store.service.sessions import Sessions
from geo.store.service.users import Users
from geo.tables.incidents import INCIDENTS
from geo.tables.quarantine import QUARANTINE
from webmap import create_app
from webmap.serve import run
from webmap.settings import WebSettings

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
COOKIE, PAGE = "__Host-petarawan", "/commander/"
KINDS = ("CURAT", "CURAS", "CURANMOR", "LAKALANTAS", "NARKOBA", "TITIKAPI", "ILLOG", "BANJIR")
CHROMIUM = next(
    path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(path).exists()
)
READY = """() => Boolean(window.petarawan && petarawan.layers.incidents && petarawan.layers.incidents._answer
  && petarawan.answers.hotspot && petarawan.version)"""
FRAMES = """() => new Promise(done => {
  const gaps = []; let last = performance.now(); const until = last + 1200;
  const step = now => { gaps.push(now - last); last = now; now < until ? requestAnimationFrame(step) : done(gaps); };
  requestAnimationFrame(step);
})"""


def rows(n: int, seed: int = 1) -> gpd.GeoDataFrame:
    """Return `n` synthetic incidents: 400 clusters and a thin spread over the region's box."""
    rng = np.random.default_rng(seed)
    centres = np.column_stack([rng.uniform(104.2, 105.2, 400), rng.uniform(-3.0, -2.1, 400)])
    which = rng.integers(0, 400, n)
    places = centres[which] + rng.normal(0, 0.012, (n, 2))
    spread = rng.random(n) < 0.15
    places[spread] = np.column_stack([rng.uniform(104.0, 105.4, n), rng.uniform(-3.2, -1.7, n)])[spread]
    moments = pd.to_datetime(NOW) - pd.to_timedelta(rng.integers(0, 5 * 365 * 86_400, n), unit="s")
    frame = pd.DataFrame(
        {
            "incident_id": [f"B{number:07d}" for number in range(n)],
            "source": "benchmark",
            "kind": np.array(KINDS)[rng.integers(0, len(KINDS), n)],
            "occurred_from": moments,
            "occurred_to": moments,
            "time_precision": "minute",
            "harm": 1.0,
            "origin": "reported",
            "status": "unverified",
            "sharing": "own",
            "outside": False,
            "digest": [f"{number:032x}" for number in range(n)],
            "row": np.arange(2, n + 2),
        }
    )
    shaped = INCIDENTS.shaped(frame.assign(geometry=gpd.points_from_xy(places[:, 0], places[:, 1], crs="EPSG:4326")))
    return gpd.GeoDataFrame(shaped)


def make_store(url: str, n: int) -> None:
    """Make a store with the sample region and `n` incidents."""
    store = create_store(url, shipped_pack(), NOW)
    began = time.perf_counter()
    table = rows(n)
    made = time.perf_counter() - began
    taken = store.take_in(
        Arrival("benchmark.csv", "0" * 64, "benchmark", n, table, pd.DataFrame(QUARANTINE.empty()), 0, {}, []), NOW
    )
    print(f"{taken.stored} incidents made in {made:.1f} s, stored in {taken.seconds:.1f} s")
    store.close()


def serve(url: str) -> tuple[str, threading.Event, threading.Thread]:
    """Serve in a thread of this process; return the address, what stops it, and the thread."""
    app = create_app(WebSettings(store=url, now=NOW))
    stopping, ready, found = threading.Event(), threading.Event(), []

    def listening(host: str, port: int) -> None:
        found.append(f"http://{host}:{port}")
        ready.set()

    thread = threading.Thread(
        target=run, args=(app, "127.0.0.1", 0), kwargs={"stopping": stopping, "listening": listening}
    )
    thread.start()
    ready.wait()
    began = time.perf_counter()
    from webmap.services import services_of

    services_of(app).index()
    print(f"index built {time.perf_counter() - began:.1f} s after listening")
    return found[0], stopping, thread


def signed_in(url: str) -> str:
    """Return the session of a commander of the regency's police."""
    with open_service(url) as file:
        users = Users(file)
        user = users.list()[0] if users.count() else users.add("komandan", "Komandan", "POLRES", "commander", NOW)
        return Sessions(file).start(user.user_id, "commander", "127.0.0.1", NOW)


def measure(address: str, session: str) -> dict[str, Any]:
    """Open the map as a first visitor, pan and zoom, and return what was seen."""
    from playwright.sync_api import sync_playwright

    sizes: dict[str, int] = {}
    faults: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        cookie = {"name": COOKIE, "value": session, "url": address.replace("http:", "https:"), "secure": True}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))

        def note(response: Any) -> None:
            if response.url.startswith(address) and response.status == 200:
                sizes[response.url.removeprefix(address)] = int(response.headers.get("content-length", 0))

        page.on("response", note)
        began = time.perf_counter()
        page.goto(address + PAGE)
        while not page.evaluate(READY):  # the page's policy forbids the eval behind wait_for_function
            page.wait_for_timeout(20)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        first_view = time.perf_counter() - began
        total = page.evaluate("petarawan.layers.incidents._answer.total")
        worst: list[float] = []
        for _ in range(6):
            page.mouse.move(900, 500)
            page.mouse.down()
            for step in range(1, 13):
                page.mouse.move(900 - 25 * step, 500 - 10 * step)
            page.mouse.up()
            worst += page.evaluate(FRAMES)
        for level in (11, 13, 15):
            page.evaluate(f"void petarawan.map.setZoom({level})")
            page.wait_for_load_state("networkidle")
        page.check("input[data-layer=density]")
        page.wait_for_load_state("networkidle")
        browser.close()
    frames = np.array(worst)
    return {
        "incidents_on_screen": total,
        "first_view_s": round(first_view, 2),
        "pan_frame_p95_ms": round(float(np.quantile(frames, 0.95)), 1),
        "pan_frame_worst_ms": round(float(frames.max()), 1),
        "answers": len(sizes),
        "largest_answer_bytes": max(sizes.values()),
        "largest_answer": max(sizes, key=lambda name: sizes[name]),
        "page_bytes_gzip": sizes[PAGE],
        "faults": faults,
    }


def main() -> None:
    """Make, serve, measure, and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="folder in which the store stays for another run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="petarawan-map-") as folder:
        path = (given.keep or Path(folder)) / "map_1m.db"
        url = f"sqlite:///{path}"
        if path.exists():
            open_store(url).close()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            make_store(url, given.incidents)
        address, stopping, thread = serve(url)
        try:
            from urllib.request import Request, urlopen

            session = signed_in(url)
            headers = {"Accept-Encoding": "gzip", "Cookie": f"{COOKIE}={session}"}
            with urlopen(Request(address + PAGE, headers=headers)) as answer:
                html = len(gzip.decompress(answer.read()))
            seen = {"page_bytes": html, **measure(address, session)}
        finally:
            stopping.set()
            thread.join()
        seen["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(json.dumps(seen, indent=2))


if __name__ == "__main__":
    main()
