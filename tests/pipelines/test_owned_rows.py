"""Rows of an upload belong to its sender; the records of another agency are never touched by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import ParameterError
from geo.pipelines.ingest import ingest, read_options
from geo.pipelines.owned_rows import WRITTEN_AGENCY, Owner, owned
from geo.settings import Settings, load_settings
from geo.store.protocol import Store
from geo.tables.chosen import Chosen
from tests.webmap import samples

FILE = (
    "id,waktu,jenis,lat,lon,instansi\n"
    "1,2026-10-01,pencurian,-2.7,104.7,Polsek Betung\n"
    "2,2026-10-02,narkoba,-2.6,104.6,\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with samples.make_store(tmp_path) as made:
        yield made


def take(store: Store, path: Path, owner: Owner | None) -> dict[str, object]:
    settings: Settings = load_settings({}, store=store.url, now=samples.NOW)
    return ingest(path, store, read_options(settings, store.region()), samples.NOW, owner=owner, name="kiriman.csv")


def test_two_agencies_may_number_alike(store: Store, tmp_path: Path) -> None:
    """Neither corrects the other's, whatever order they come in, and each may correct its own."""
    path = tmp_path / "a.csv"
    path.write_text(FILE)
    for agency in ("POLRES", "KODIM"):
        assert take(store, path, Owner(agency))["stored"] == 2
    for agency in ("KODIM", "POLRES"):
        assert take(store, path, Owner(agency))["unchanged"] == 2
    path.write_text(FILE.replace("pencurian", "narkoba"))
    assert take(store, path, Owner("KODIM"))["corrected"] == 1
    rows = store.incidents(Chosen(with_left_out=True))
    assert sorted(rows["agency"]) == ["KODIM", "KODIM", "POLRES", "POLRES"]
    assert sorted(rows.loc[rows["agency"] == "POLRES", "kind"]) == ["CURI", "NARKOBA"]
    assert set(rows.loc[rows["agency"] == "KODIM", "kind"]) == {"NARKOBA"}
    assert set(store.imports()["agency"]) == {"POLRES", "KODIM"}
    assert set(store.imports()["file"]) == {"kiriman.csv"}


def test_what_came_by_the_command_line_is_the_home_agencys(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(FILE.replace("Polsek Betung", ""))
    assert take(store, path, None)["stored"] == 2
    assert take(store, path, Owner(store.standing().home))["stored"] == 0
    assert take(store, path, Owner("KODIM"))["stored"] == 2


def test_sharing_is_part_of_the_content_and_a_written_agency_stays_as_a_word(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(FILE)
    take(store, path, Owner("POLRES"))
    assert take(store, path, Owner("POLRES", "joint"))["corrected"] == 2
    rows = store.incidents(Chosen()).set_index("source_id")
    assert set(rows["sharing"]) == {"joint"}
    assert json.loads(rows.loc["1", "attributes"])[WRITTEN_AGENCY] == "Polsek Betung"
    assert WRITTEN_AGENCY not in rows.loc["2", "attributes"]


def test_the_input_stays_as_it_was_and_an_unknown_sharing_is_refused(store: Store) -> None:
    rows = samples.incidents(3)
    before = rows.copy()
    owned(rows, Owner("KODIM", "open"), store)
    assert rows.equals(before)
    with pytest.raises(ParameterError):
        Owner("KODIM", "all")
