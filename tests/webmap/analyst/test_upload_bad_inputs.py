"""The real bad files, sent through the upload route: verdicts as their manifest says, nothing left of the refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.audit import Audit
from geo.store.service.uploads import Uploads
from geo.tables.chosen import Chosen
from tests.webmap import samples
from tests.webmap.analyst.data_samples import files_left, options_of, send, stored, wait_while
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.services import services_of

pytestmark = pytest.mark.real_data

REFUSED = {
    "csv_dup_headers_5000cols.csv": ("U24", "too_many_columns"),
    "gpkg_truncated.gpkg": ("U27", "damaged"),
    "sqlite_not_gpkg.gpkg": ("U27", "not_geopackage"),
    "parquet_truncated.parquet": ("U29", "damaged"),
    "parquet_wrong_magic.parquet": ("U29", "unknown_format"),
    "shp_no_shx.zip": ("U21", "missing_part"),
    "shp_no_dbf.zip": ("U21", "missing_part"),
    "foto_svg_script.jpg": ("R06", "not_data"),
}
# Records and held rows as the manifest counts them.
TAKEN = {
    "csv_id_excel_semicolon_cp1252.csv": ("U11", 6, 0),
    "csv_id_excel_utf16_tab.txt": ("U11", 6, 0),
    "csv_id_excel_utf8bom_sepline.csv": ("U11", 6, 0),
    "geojson_bom_utf16.geojson": ("U11", 1, 0),
    "csv_dms.csv": ("U14", 12, 2),
    "csv_bad_coords.csv": ("U17", 16, 11),
    "csv_dates_indonesia.csv": ("U22", 27, 11),
    "csv_10m_field.csv.gz": ("U24", 2, 1),
    "geojson_seq_as_geojson.geojson": ("U24", 3, 0),
    "geojson_invalid_polygons.geojson": ("U25", 18, 16),
    "geojson_90k_vertices.geojson": ("U26", 1, 0),
    "csv_formula_injection.csv": ("U10", 12, 0),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with samples.make_store(tmp_path_factory.mktemp("bad")) as made:
        yield made


@pytest.fixture(scope="module")
def app(store: Store) -> Flask:
    return create_app(samples.settings_of(store), store)  # the clock is the one that the manifest assumes


@pytest.fixture(scope="module")
def analyst(app: Flask) -> FlaskClient:
    return sign_in(app, "analyst")


@pytest.fixture
def own_app(empty_store: Store) -> Flask:
    """Return an application of its own for tests that store: the files' ids are the same in many of them."""
    return create_app(samples.settings_of(empty_store), empty_store)


@pytest.fixture
def own_analyst(own_app: Flask) -> FlaskClient:
    return sign_in(own_app, "analyst")


@pytest.fixture(scope="module")
def manifest(bad_inputs: Path) -> dict[str, dict[str, Any]]:
    listed = json.loads((bad_inputs / "manifest.json").read_text(encoding="utf-8"))["files"]
    return {one["file"]: one for one in listed}


def read(app: Flask, analyst: FlaskClient, path: Path) -> tuple[str, dict[str, Any]]:
    """Send a file; return its page and what its preview found."""
    answer = send(analyst, path.read_bytes(), path.name, "application/octet-stream")
    assert answer.status_code == 303, answer.text[:1500]
    address = str(answer.headers["Location"])
    wait_while(analyst, address, "uploaded")
    upload = Uploads(services_of(app).service).get(address.rsplit("/", 1)[1])
    assert upload.preview is not None
    assert analyst.get(address).status_code == 200
    return address, upload.preview


@pytest.mark.parametrize("name", REFUSED, ids=[f"{case}-{name}" for name, (case, _) in REFUSED.items()])
def test_refused_files_leave_nothing_but_their_record(
    app: Flask, analyst: FlaskClient, store: Store, bad_inputs: Path, name: str
) -> None:
    """U21, U24, U27, U29: 422, a code, both languages, nothing stored, no file, healthy, in the trail."""
    folder = Path(store.url.removeprefix("sqlite:///")).parent / "uploads"
    before, rows = files_left(folder), len(store.incidents(Chosen(with_left_out=True)))
    answer = send(analyst, (bad_inputs / name).read_bytes(), name, "application/octet-stream")
    assert answer.status_code == 422
    assert f'<small class="code">{REFUSED[name][1]}</small>' in answer.text
    assert answer.text.count('<p lang="') == 2
    assert files_left(folder) == before
    assert len(store.incidents(Chosen(with_left_out=True))) == rows
    assert analyst.get("/healthz").status_code == 200
    newest = Audit(services_of(app).service).entries(action="import.refused")[0][0]
    assert (newest.details["file"], newest.details["code"]) == (name, REFUSED[name][1])


@pytest.mark.parametrize("name", TAKEN, ids=[f"{case}-{name}" for name, (case, _, _) in TAKEN.items()])
def test_verdicts_are_shown_before_anything_is_stored(
    app: Flask, analyst: FlaskClient, bad_inputs: Path, manifest: dict[str, dict[str, Any]], name: str
) -> None:
    """U10, U11, U14, U17, U22, U24, U25, U26: every record in exactly one count, held rows as the manifest says."""
    _, records, held = TAKEN[name]
    _, preview = read(app, analyst, bad_inputs / name)
    counts = preview["counts"]
    assert (counts["records"], counts["quarantined"]) == (records, held)
    assert counts["records"] == sum(n for code, n in counts.items() if code != "records")
    assert sum(preview["reasons"].values()) == held
    said = manifest[name]
    assert said.get("rows", records) == records
    assert said.get("quarantine", held) == held
    shown = {row["verdict"] for row in preview["rows"]}
    assert ("quarantined" in shown) is bool(held)
    for point, row in zip(said.get("expected_points", []), preview["rows"], strict=False):
        assert (row["lon"], row["lat"]) == pytest.approx(point, abs=1e-6)
    for moment, row in zip(said.get("expected_times_utc", []), preview["rows"], strict=False):
        assert datetime.fromisoformat(row["from"]) == datetime.fromisoformat(moment)
    assert all(len(text) <= 200 for row in preview["rows"] for text in [row.get("value", "")])


@pytest.mark.parametrize(
    ("name", "code", "reason", "fix"),
    [
        pytest.param("csv_swapped_all.csv", "", "axes_swapped", {"swap_axes": True}, id="U15"),
        pytest.param("csv_utm48s_in_latlon.csv", "", "looks_like_utm", {"crs": 32748}, id="U16"),
        pytest.param("shp_no_prj_utm.zip", "needs_crs", "", {"crs": 32748}, id="U20"),
    ],
)
def test_one_click_mends_what_was_diagnosed(
    own_app: Flask,
    own_analyst: FlaskClient,
    empty_store: Store,
    bad_inputs: Path,
    manifest: Any,
    name: str,
    code: str,
    reason: str,
    fix: dict[str, Any],
) -> None:
    """U15, U16, U20: nothing in silence; after the confirmation the right points, and they are stored so."""
    address, preview = read(own_app, own_analyst, bad_inputs / name)
    if code:
        assert (preview["error"]["code"], preview["error"]["proposal"]) == (code, fix)
    else:
        assert preview["reasons"] == {reason: 40}
        assert preview["proposal"] == fix
    assert post(own_analyst, address + "/baca", {"fix": "proposal"}).status_code == 303
    assert wait_while(own_analyst, address, "uploaded") == "previewed"
    page = stored(own_analyst, address)
    said = manifest[name]
    points = said.get("after_swap") or said["expected_points"]
    imported = empty_store.incidents(Chosen(with_left_out=True))
    imported = imported[imported["import_id"] == page.rsplit("/", 1)[1]].sort_values("row")
    assert len(imported) == len(points)
    for place, (lon, lat) in zip(imported.geometry, points, strict=True):
        assert (place.x, place.y) == pytest.approx((lon, lat), abs=1e-6)  # a tenth of a metre


def test_a_layer_is_asked_and_chosen(app: Flask, analyst: FlaskClient, bad_inputs: Path) -> None:
    """U21: two shapefiles of one name are never merged, and the first is never taken in silence."""
    address, preview = read(app, analyst, bad_inputs / "shp_two_layers.zip")
    assert preview["error"]["code"] == "needs_layer"
    assert "b/ins" in analyst.get(address).text
    for odd in ("²", "٢", "1" * 5000):  # digits that are none, and too many: no layer, and no failure
        assert post(analyst, address + "/baca", {"layer_choice": odd}).status_code < 500
        wait_while(analyst, address, "uploaded")
    assert post(analyst, address + "/baca", {"layer_choice": "1"}).status_code == 303
    wait_while(analyst, address, "uploaded")
    upload = Uploads(services_of(app).service).get(address.rsplit("/", 1)[1])
    assert upload.options["layer"] == "b/ins"
    assert upload.preview is not None
    assert upload.preview["error"] is None or upload.preview["error"]["code"] == "needs_crs"


def test_a_coordinate_system_that_nobody_named_is_asked(app: Flask, analyst: FlaskClient, bad_inputs: Path) -> None:
    """U29: GeoParquet with cut WKB and no CRS; named by hand, the damaged row is held."""
    address, preview = read(app, analyst, bad_inputs / "geoparquet_bad_wkb.parquet")
    assert preview["error"]["code"] == "needs_crs"
    form = options_of(analyst.get(address).text) | {"crs": "4326"}
    assert post(analyst, address + "/baca", form).status_code == 303
    wait_while(analyst, address, "uploaded")
    upload = Uploads(services_of(app).service).get(address.rsplit("/", 1)[1])
    assert upload.preview is not None
    assert upload.preview["error"] is None
    assert upload.preview["reasons"].get("bad_wkb", 0) >= 1


def test_duplicates_and_conflicts(app: Flask, analyst: FlaskClient, bad_inputs: Path) -> None:
    """U19: three rows, two duplicates, the conflict held as a conflict."""
    _, preview = read(app, analyst, bad_inputs / "csv_duplicate_ids.csv")
    counts = preview["counts"]
    assert (counts["stored"], counts["duplicates"], counts["quarantined"]) == (3, 2, 1)
    assert preview["reasons"] == {"id_conflict": 1}


def test_importing_again_and_corrections(
    own_app: Flask, own_analyst: FlaskClient, empty_store: Store, bad_inputs: Path
) -> None:
    """U30: 10 new; the same again adds nothing; then 5 new, 4 unchanged, 1 corrected, its old version remembered."""
    first = stored(own_analyst, read(own_app, own_analyst, bad_inputs / "reimport_a.csv")[0])
    address, preview = read(own_app, own_analyst, bad_inputs / "reimport_a.csv")
    assert preview["counts"]["unchanged"] == 10
    assert str(post(own_analyst, address + "/simpan", {"sharing": "own"}).headers["Location"]) == first
    second = stored(own_analyst, read(own_app, own_analyst, bad_inputs / "reimport_b.csv")[0])
    imports = empty_store.imports().set_index("import_id")
    counts = imports.loc[second.rsplit("/", 1)[1]]
    assert (counts["stored"], counts["unchanged"], counts["corrected"]) == (5, 4, 1)
    again = read(own_app, own_analyst, bad_inputs / "reimport_b.csv")[1]["counts"]
    assert (again["stored"], again["unchanged"], again["corrected"]) == (0, 10, 0)
    changed = [name for name in empty_store.incidents(Chosen())["incident_id"] if len(empty_store.history(name))]
    assert len(changed) == 1
    page = own_analyst.get(f"/analyst/kejadian/{changed[0]}").text
    assert "dikoreksi oleh impor" in page
    assert "→" in page


def test_a_packed_file_says_what_it_is(app: Flask, analyst: FlaskClient, bad_inputs: Path) -> None:
    packed = gzip.compress((bad_inputs / "reimport_a.csv").read_bytes(), mtime=0)
    answer = send(analyst, packed, "kejadian.csv.gz", "application/gzip")
    address = str(answer.headers["Location"])
    wait_while(analyst, address, "uploaded")
    page = analyst.get(address).text
    assert "<dd>gzip</dd>" in page
    assert "<dd>kejadian.csv</dd>" in page
