"""M08: a failed import and old data are said on every page of the room, the map among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from geo.settings import load_settings
from geo.store.service.file import open_service
from tests.webmap import samples
from tests.webmap.commander.test_map_page import ADDRESSES
from tests.webmap.jobs.upload_samples import Desk, rows
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.import_stages import PREVIEW, STAGE
from webmap.jobs.uploads import UploadRunner

MORE = ["/commander/daftar/objek", "/commander/daftar/perintah", "/commander/regu-terdekat", "/commander/simpan-peta",
        "/commander/objek/PEL-TAA"]  # fmt: skip
PAGES = [*(one for one in ADDRESSES if "A0003" not in one), *MORE]


def test_m08_a_failed_import_is_said_everywhere_until_one_succeeds(tmp_path: Path) -> None:
    store = samples.full_store(tmp_path)
    reader = sign_in(create_app(samples.settings_of(store), store))
    assert "Impor terakhir" not in reader.get("/commander/").text
    store.refuse_import("x.csv", "f" * 64, "test", {"code": "x", "id": "rusak", "en": "broken"}, samples.NOW)
    for address in PAGES:
        page = reader.get(address).text
        assert "Impor terakhir (23 Nov 2026 12.00 WIB) gagal" in page, address
        assert "Data per" in page, address
    assert "The last import (23 Nov 2026 12:00 WIB) failed" in reader.get("/commander/?lang=en").text
    assert "Impor terakhir" in reader.get("/commander/simpan-peta?unduh=1&lang=id").text
    samples.take_in(store, samples.incidents(3, seed=9), samples.NOW + timedelta(hours=1))
    assert "Impor terakhir" not in reader.get("/commander/").text
    store.close()


def test_m08_a_file_that_was_merely_tried_is_no_failed_import(tmp_path: Path) -> None:
    """An analyst looked at a picture's preview: nothing failed; and that hides no failure there was before."""
    with samples.full_store(tmp_path) as store, open_service(store.url) as service:
        runner = UploadRunner(load_settings({}, store=store.url, now=samples.NOW), service, lambda: store)
        desk = Desk(runner, store, service, runner.settings)
        reader = sign_in(create_app(samples.settings_of(store), store))
        assert desk.previewed(desk.put("x", "foto.csv")).state == "failed"
        assert store.imports()["status"].iloc[0] == "refused"
        assert "Impor terakhir" not in reader.get("/commander/").text
        store.refuse_import("x.csv", "f" * 64, "test", {"code": "x", "id": "rusak", "en": "broken"}, samples.NOW)
        desk.previewed(desk.put("y", "foto2.csv"))
        assert "Impor terakhir (23 Nov 2026 12.00 WIB) gagal" in reader.get("/commander/").text


def test_m08_an_import_that_was_stopped_is_said_until_one_succeeds(tmp_path: Path) -> None:
    """Killed for time or memory, or cut off: the store knows nothing of it, and the map is old all the same."""
    with samples.full_store(tmp_path) as store, open_service(store.url) as service:
        later = samples.NOW + timedelta(minutes=30)
        runner = UploadRunner(load_settings({}, store=store.url, now=later), service, lambda: store)
        desk = Desk(runner, store, service, runner.settings)
        app = create_app(replace(samples.settings_of(store), now=later), store)
        reader, others = sign_in(app), sign_in(app, "commander", "KODIM")
        upload = desk.queued(rows(3))
        assert "Impor terakhir" not in reader.get("/commander/").text
        assert runner.states.claim(later) is not None
        assert runner.states.fail(upload.upload_id, {"code": "memory", "id": "memori", "en": "memory"}, later)
        assert "Impor terakhir (23 Nov 2026 12.30 WIB) gagal" in reader.get("/commander/").text
        assert "Impor terakhir" not in others.get("/commander/").text
        samples.take_in(store, samples.incidents(3, seed=9), samples.NOW + timedelta(hours=1))
        assert "Impor terakhir" not in reader.get("/commander/").text


def test_m08_however_much_was_tried_since_changes_nothing(tmp_path: Path) -> None:
    """Previews and other agencies' failures, before and after: one's own last failure stands."""
    with samples.full_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)
        reader, others = sign_in(app), sign_in(app, "commander", "KODIM")
        failed, tried = {"code": "x", "id": "rusak", "en": "broken"}, {"code": "x", STAGE: PREVIEW}

        def more(error: dict[str, str], agency: str | None = None) -> None:
            for number in range(4):
                store.refuse_import(f"{number}.csv", "f" * 64, "test", error, samples.NOW, agency)

        more(tried)
        more(failed, "KODIM")
        assert "Impor terakhir" in others.get("/commander/").text
        assert "Impor terakhir" not in reader.get("/commander/").text
        store.refuse_import("x.csv", "f" * 64, "test", failed, samples.NOW)
        more(tried)
        more(failed, "KODIM")
        assert "Impor terakhir (23 Nov 2026 12.00 WIB) gagal" in reader.get("/commander/").text


@pytest.mark.parametrize("address", PAGES)
def test_m08_old_data_are_said(store: object, address: str) -> None:
    settings = replace(samples.settings_of(store), now=samples.NOW + timedelta(days=30))  # type: ignore[arg-type]  # a store
    page = sign_in(create_app(settings, store)).get(address).text  # type: ignore[arg-type]  # a store
    assert "lebih tua dari 7 hari" in page
