"""The application as a whole: made by a function, light to import, every route known to the security tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "/commander/",
    "/commander/daftar/hotspot",
    "/commander/daftar/zona",
    "/commander/daftar/rute",
    "/commander/daftar/selisih",
    "/commander/daftar/prakiraan",
    "/commander/daftar/kejadian",
    "/commander/titik/H001",
    "/commander/analisis",
    "/commander/analisis/A0001",
    "/commander/analisis/A0002",
    "/commander/tentang",
]
ANSWERS = [
    "/healthz",
    "/readyz",
    "/api/summary",
    "/api/cells?zoom=9",
    "/api/incidents/1",
    "/api/hotspots",
    "/api/zones",
    "/api/borders",
    "/api/differences",
    "/api/forecast",
    "/api/routes",
    "/api/base",
    "/api/base/boundary",
    "/api/density/9/404/259.png",
]


@pytest.mark.parametrize("address", PAGES + ANSWERS)
def test_every_page_answers(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_every_address_of_the_lists_is_a_route_of_its_own(app: Flask) -> None:
    """What is tested here is spread over the rooms; tests/webmap/test_every_answer.py walks over all there is."""
    adapter = app.url_map.bind("localhost")
    tested = [str(adapter.match(address.split("?")[0])[0]) for address in PAGES + ANSWERS]
    assert {"commander", "api", "health"} == {endpoint.split(".")[0] for endpoint in tested}
    assert len(set(tested)) == len(tested) - 1  # one page is there for two kinds of analyses


def test_web_requests_import_neither_numba_nor_sklearn(tmp_path: Path) -> None:
    code = f"""
import sys, pathlib
from tests.webmap import samples
store = samples.compared_store(pathlib.Path({str(tmp_path)!r}))
for name in [n for n in sys.modules if n.split('.')[0] in ('numba', 'sklearn')]: sys.exit('before: ' + name)
from tests.webmap.signing import sign_in
from webmap import create_app
client = sign_in(create_app(samples.settings_of(store), store))
for address in {PAGES + ANSWERS!r}:
    assert client.get(address).status_code == 200, address
heavy = sorted({{n.split('.')[0] for n in sys.modules}} & {{'numba', 'sklearn', 'highspy', 'fast_hdbscan'}})
sys.exit(', '.join(heavy) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-400:]


def test_importing_the_package_makes_nothing() -> None:
    code = "import sys, webmap; sys.exit('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_wsgi_makes_an_application_from_the_environment(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    monkeypatch.setenv("PETARAWAN_STORE", app.config["WEB_SETTINGS"].store)
    monkeypatch.syspath_prepend(str(ROOT))
    made = importlib.import_module("wsgi").app
    assert made.test_client().get("/healthz").status_code == 200
