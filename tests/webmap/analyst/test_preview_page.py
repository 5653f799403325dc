"""From the preview to the store in the browser: what is shown, changed by a click or a select, stored once, cut off."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.uploads import Uploads
from geo.tables.chosen import Chosen
from tests.webmap import samples
from tests.webmap.analyst.data_samples import (
    INDONESIAN,
    address_of,
    options_of,
    stored,
    uploaded,
    wait_while,
)
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.jobs.uploads import UploadRunner
from webmap.services import services_of
from webmap.sessions import COOKIE

SWAPPED = "id,waktu,jenis,lat,lon\n" + "".join(
    f"S{n},2026-10-0{n}T10:00,pencurian,104.7{n},-2.6{n}\n" for n in range(1, 7)
)


@pytest.fixture
def app(empty_store: Store) -> Flask:
    return create_app(samples.settings_of(empty_store), empty_store)


@pytest.fixture
def analyst(app: Flask) -> FlaskClient:
    return sign_in(app, "analyst")


@pytest.fixture
def other(app: Flask) -> FlaskClient:
    return sign_in(app, "analyst", "KODIM")


def test_the_preview_shows_dialect_mapping_rows_and_counts_and_nothing_is_stored(
    app: Flask, analyst: FlaskClient, empty_store: Store
) -> None:
    """U11: detected dialect, mapping with samples, verdicts of rows and of the whole file, before anything is kept."""
    address = uploaded(analyst, INDONESIAN)
    page = analyst.get(address).text
    for fact in ("koma (2,9)", "<dd>;</dd>", "utf-8", "Asia/Jakarta", "EPSG:4326"):
        assert fact in page
    form = options_of(page)
    assert (form["map_lat"], form["map_lon"], form["map_date"], form["map_clock"]) == ("c4", "c5", "c1", "c2")
    assert "<code>-2,65</code>" in page
    assert re.search(r"<strong>4</strong> rekaman =", page)
    assert re.search(r"<strong>3</strong> baru disimpan", page)
    assert "not_a_number" in page
    assert page.count('<span class="verdict">baru</span>') == 3
    assert "Siti" not in page
    assert "081234567890" not in page
    english = analyst.get(address + "?lang=en").text
    assert "Import preview" in english
    assert "What the columns mean" in english
    assert len(empty_store.incidents(Chosen())) == 0
    assert len(empty_store.imports()) == 0


def test_storing_gives_rows_to_the_users_agency_and_the_second_time_adds_nothing(
    app: Flask, analyst: FlaskClient, empty_store: Store
) -> None:
    """The same file twice is one import; rows carry the agency and the chosen sharing."""
    page = stored(analyst, uploaded(analyst, INDONESIAN), sharing="joint")
    assert page.endswith("/M0001")
    rows = empty_store.incidents(Chosen(with_left_out=True))
    assert set(rows["agency"]) == {"POLRES"}
    assert set(rows["sharing"]) == {"joint"}
    again = uploaded(analyst, INDONESIAN)
    assert "M0001" in analyst.get(again).text
    assert address_of(post(analyst, again + "/simpan", {"sharing": "joint"})).endswith("/M0001")
    assert len(empty_store.imports()) == 1
    assert len(empty_store.incidents(Chosen(with_left_out=True))) == 3


def test_storing_twenty_times_at_once_is_one_import(app: Flask, analyst: FlaskClient, empty_store: Store) -> None:
    """A12: twenty equal answers, one import."""
    address = uploaded(analyst, INDONESIAN)
    cookie = analyst.get_cookie(COOKIE)
    assert cookie is not None
    answers: list[tuple[int, str]] = []

    def ask() -> None:
        client = app.test_client()
        client.set_cookie(COOKIE, cookie.value, domain="localhost", secure=True)
        client.csrf = analyst.csrf  # type: ignore[attr-defined]  # kept with the client
        answer = post(client, address + "/simpan", {"sharing": "own"}, headers={"Idempotency-Key": "x"})
        answers.append((answer.status_code, str(answer.headers.get("Location"))))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {(303, address)}
    assert wait_while(analyst, address, "queued", "running") == "done"
    assert len(empty_store.imports()) == 1


def test_swapped_axes_are_one_click(analyst: FlaskClient, empty_store: Store) -> None:
    """U15: all rows are held with the diagnosis; one click swaps, and only storing stores."""
    address = uploaded(analyst, SWAPPED)
    page = analyst.get(address).text
    assert "axes_swapped" in page
    assert "Belum ada baris yang dapat disimpan" in page
    assert "Tukar lintang dan bujur" in page
    assert "Simpan semuanya sebagai baris yang ditahan" in page
    assert address_of(post(analyst, address + "/baca", {"fix": "proposal"})) == address
    wait_while(analyst, address, "uploaded")
    page = analyst.get(address).text
    assert 'name="swap_axes" value="1" checked' in page
    assert "<strong>6</strong> baru disimpan" in page


def test_columns_are_chosen_by_select(analyst: FlaskClient) -> None:
    content = "a,b,c,d\n2026-10-01,pencurian,-2.7,104.7\n2026-10-02,narkoba,-2.6,104.6\n"
    address = uploaded(analyst, content)
    page = analyst.get(address).text
    assert "no_coordinate_columns" in page
    form = options_of(page) | {"map_lat": "c2", "map_lon": "c3", "map_kind": "c1", "map_date": "c0"}
    post(analyst, address + "/baca", form)
    wait_while(analyst, address, "uploaded")
    page = analyst.get(address).text
    assert "<strong>2</strong> baru disimpan" in page
    assert options_of(page)["map_lat"] == "c2"


def test_impossible_options_are_refused(analyst: FlaskClient) -> None:
    address = uploaded(analyst, INDONESIAN)
    form = options_of(analyst.get(address).text)
    impossible = (
        ("timezone", "Mars/Olympus"),
        ("crs", "x'; DROP"),
        ("sharing", "all"),
        ("map_lat", "c9"),
        ("kind", "N"),
    )
    for name, value in impossible:
        assert post(analyst, address + "/baca", {**form, name: value}).status_code == 400
    assert wait_while(analyst, address, "uploaded") == "previewed"


def test_an_upload_of_another_agency_does_not_exist(analyst: FlaskClient, other: FlaskClient) -> None:
    """A02: 404 for reading and for changing, with the same body as for one that never was."""
    address = uploaded(analyst, INDONESIAN)
    nobodys = "/analyst/data/unggah/" + "0" * 20
    for path in ("", "/keadaan.json"):
        mine, none = other.get(address + path), other.get(nobodys + path)
        assert (mine.status_code, none.status_code) == (404, 404)
        assert abs(len(mine.text) - len(none.text)) < 5
    for path in ("/baca", "/simpan", "/batal"):
        assert post(other, address + path, {"sharing": "own"}).status_code == 404
    assert address.rsplit("/", 1)[1] not in other.get("/analyst/data").text
    assert wait_while(analyst, address, "uploaded") == "previewed"


def test_a_discarded_upload_is_gone(app: Flask, analyst: FlaskClient) -> None:
    address = uploaded(analyst, INDONESIAN)
    assert post(analyst, address + "/batal").status_code == 303
    upload = Uploads(services_of(app).service).get(address.rsplit("/", 1)[1])
    assert (upload.state, upload.stored) == ("cancelled", "")
    assert "dibatalkan" in analyst.get(address).text
    assert post(analyst, address + "/simpan", {"sharing": "own"}).status_code == 409


def test_waiting_and_running_are_shown_and_can_be_stopped(
    app: Flask, analyst: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page works without a script: state, progress, a link to look again, and stopping."""
    address = uploaded(analyst, INDONESIAN)
    monkeypatch.setattr(UploadRunner, "wake", lambda self: None)
    assert post(analyst, address + "/simpan", {"sharing": "own"}).status_code == 303
    page = analyst.get(address).text
    assert "Menunggu giliran" in page
    assert "Muat ulang" in page
    assert post(analyst, address + "/batal").status_code == 303
    assert wait_while(analyst, address, "queued") == "cancelled"


def test_advice_names_the_fields_of_the_page(analyst: FlaskClient) -> None:
    address = uploaded(analyst, "id,waktu,lat,lon\nA1,46246,-2.7,104.7\nA2,2026-10-02 10:00,-2.6,104.6\n")
    wait_while(analyst, address, "uploaded")
    page = analyst.get(address).text
    assert "bare_numbers =" not in page
    assert "pilih “Arti angka sebagai waktu: nomor tanggal Excel” di pratinjau" in page
    assert "menjadi “Informasi warga belum terklasifikasi”" in page
    assert "<details open>" in page
