"""A preview says what an import would do, for every record, and stores nothing."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.pipelines.ingest import ingest, read_options
from geo.pipelines.owned_rows import Owner
from geo.pipelines.preview import Named, preview
from geo.settings import load_settings
from geo.store.protocol import Store
from tests.webmap import samples

FILE = (
    "No LP;Tanggal;Jenis;Lintang;Bujur;Uraian\n"
    "1;01/10/2026;pencurian;-2,7;104,7;korban bernama Siti Aminah\n"
    "1;01/10/2026;pencurian;-2,7;104,7;korban bernama Siti Aminah\n"
    "2;02/10/2026;narkoba;rusak;104,7;x\n"
    "3;03/10/2026;narkoba;-2,6;104,6;y\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with samples.make_store(tmp_path) as made:
        yield made


def look(store: Store, path: Path, name: str = "kejadian.csv", **said: Any) -> dict[str, Any]:
    settings = load_settings({}, store=store.url, now=samples.NOW)
    options = read_options(settings, store.region(), **said)
    found = preview(Named(path, name), store, options, samples.NOW, owner=Owner("POLRES"))
    json.dumps(found, allow_nan=False)
    return found


def test_every_record_has_a_verdict_and_nothing_is_stored(store: Store, tmp_path: Path) -> None:
    path = tmp_path / ("0" * 32 + ".csv")
    path.write_text(FILE)
    found = look(store, path)
    assert found["error"] is None
    assert [row["verdict"] for row in found["rows"]] == ["new", "duplicate", "quarantined", "new"]
    assert found["counts"] == {
        "records": 4, "stored": 2, "unchanged": 0, "corrected": 0, "duplicates": 1, "quarantined": 1,
    }  # fmt: skip
    assert found["reasons"] == {"not_a_number": 1}
    assert "bukan angka" in found["examples"]["not_a_number"]["id"]
    assert found["mapping"]["lat"] == "Lintang"
    assert (found["dialect"]["separator"], found["dialect"]["decimal"]) == (";", ",")
    assert found["crs"] == {"code": "EPSG:4326", "by": "assumed"}
    assert len(store.imports()) == 0


def test_persons_are_masked_in_samples(store: Store, tmp_path: Path) -> None:
    """R09."""
    path = tmp_path / "a.csv"
    path.write_text(FILE)
    found = look(store, path)
    assert "Siti" not in json.dumps(found)
    assert next(one for one in found["columns"] if one["name"] == "Lintang")["samples"] == ["-2,7", "rusak", "-2,6"]


def test_what_is_there_already_is_told_from_what_is_new(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(FILE)
    settings = load_settings({}, store=store.url, now=samples.NOW)
    options = read_options(settings, store.region())
    ingest(path, store, options, samples.NOW, owner=Owner("POLRES"))
    path.write_text(FILE.replace("3;03/10/2026;narkoba", "3;03/10/2026;pencurian"))
    found = look(store, path)
    assert [row["verdict"] for row in found["rows"]] == ["unchanged", "duplicate", "quarantined", "corrected"]
    assert (found["counts"]["unchanged"], found["counts"]["corrected"]) == (1, 1)


def test_columns_are_told_even_when_their_meaning_is_not_known(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,-2.7,104.7\n2,-2.6,104.6\n")
    found = look(store, path)
    assert found["error"]["code"] == "no_coordinate_columns"
    assert [one["name"] for one in found["columns"]] == ["a", "b", "c"]
    assert look(store, path, mapping={"lat": "b", "lon": "c"})["counts"]["records"] == 2


def test_refusals_and_dialects_speak_of_the_file_by_its_senders_name(store: Store, tmp_path: Path) -> None:
    """U06: our own name for the file appears nowhere."""
    ours = "ab" * 16
    path = tmp_path / f"{ours}.csv.gz"
    path.write_bytes(gzip.compress(FILE.encode()))
    found = look(store, path, "Data Oktober.csv.gz")
    assert ours not in json.dumps(found)
    assert (found["dialect"]["packing"], found["dialect"]["member"]) == ("gzip", "Data Oktober.csv")
    path.write_bytes(b"x")
    refused = look(store, path, "Data Oktober.csv.gz")
    assert refused["error"]["id"].startswith("Data Oktober.csv.gz: ")
    assert ours not in json.dumps(refused)


def test_an_epsg_code_of_the_user_is_said_to_be_his(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,waktu,jenis,x,y\n1,2026-10-01,narkoba,466000,9700000\n2,2026-10-01,narkoba,467000,9700000\n")
    assert look(store, path)["error"]["code"] == "needs_crs"
    found = look(store, path, crs=32748)
    assert found["crs"] == {"code": "EPSG:32748", "by": "user"}
    assert found["counts"]["stored"] == 2


def test_at_most_twenty_rows_are_shown(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,waktu,jenis,lat,lon\n" + "".join(f"{n},2026-10-01,narkoba,-2.7,104.7\n" for n in range(50)))
    found = look(store, path)
    assert [row["line"] for row in found["rows"]] == list(range(2, 22))
    assert found["counts"]["stored"] == 50
