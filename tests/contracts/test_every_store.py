"""Duties of every store, whatever holds its tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from geo.errors import CancelledError, GeoError, NotFoundError, ParameterError, StoreError, TableError
from geo.store import create_store, open_store, restore_store
from geo.store.protocol import Store
from geo.tables.chosen import Chosen
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.incidents import INCIDENTS
from geo.tables.quarantine import QUARANTINE
from geo.tables.runs import IMPORTS, RUNS
from geo.tables.zones import ZONES
from tests.store.samples import NOW, arrival, changed, content, fresh_store, incidents, refused, region_pack

STORES: dict[str, Callable[[Path], str]] = {"sqlite": lambda folder: fresh_store(folder / "petarawan.db")}
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=list(STORES))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a new, empty store."""
    return STORES[request.param](tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened: Store = open_store(url)
    yield opened
    opened.close()


def test_keeps_the_region(store: Store) -> None:
    assert store.region_files() == region_pack()
    assert store.region().name == "banyuasin"
    assert store.region() is store.region()


def test_gives_back_what_it_was_given(store: Store) -> None:
    rows = incidents(50)
    rows.loc[3, ["occurred_from", "occurred_to"]] = pd.NaT
    rows.loc[3, "time_precision"] = "unknown"
    rows.loc[4, "source_id"] = None
    rows.loc[5, "precision_m"] = np.nan
    rows.loc[6, "outside"] = True
    rows.loc[7, "footprint"] = "POLYGON ((104 -3, 105 -3, 105 -2, 104 -3))"
    store.take_in(arrival(rows), NOW)
    got = store.incidents(Chosen())
    assert list(got.columns) == INCIDENTS.names
    assert got.crs.to_epsg() == 4326
    wanted = rows.assign(import_id="M0001").sort_values(["occurred_from", "incident_id"], na_position="first")
    assert_frame_equal(pd.DataFrame(got), pd.DataFrame(wanted.reset_index(drop=True)), check_exact=True)


def test_tells_whose_an_id_is(store: Store) -> None:
    """Whatever the kind, also one that no query gives out; nothing of ids that are not there."""
    never = next(code for code, seen in zip(*(store.region().kinds[n] for n in ("code", "visibility")), strict=True)
                 if seen == "never")  # fmt: skip
    rows = incidents(6)
    rows["agency"] = ["POLRES", "KODIM", None, "ENTAH", "KODIM", "POLRES"]
    rows.loc[4, "kind"] = never
    store.take_in(arrival(rows), NOW)
    assert store.incident("I0-4") is None
    home = store.standing().home
    whose = {"I0-0": "POLRES", "I0-1": "KODIM", "I0-2": home, "I0-3": home, "I0-4": "KODIM", "I0-5": "POLRES"}
    assert store.owners([*whose, "I0-99", "'; --"]) == whose
    assert store.owners({"I0-1"}) == {"I0-1": "KODIM"}
    assert store.owners([]) == {}
    assert store.owners([f"I0-{number}" for number in range(12_000)]) == whose


def test_leaves_its_input_untouched(store: Store) -> None:
    rows = incidents(20)
    before = rows.copy()
    store.take_in(arrival(rows), NOW)
    assert_frame_equal(pd.DataFrame(rows), pd.DataFrame(before))


def test_every_record_is_accounted_for(store: Store) -> None:
    """U24."""
    taken = store.take_in(arrival(incidents(10), refused=refused(3), duplicates=2), NOW)
    assert (taken.records, taken.stored, taken.unchanged, taken.corrected) == (15, 10, 0, 0)
    assert (taken.duplicates, taken.quarantined) == (2, 3)
    assert taken.reasons == {"bad_number": 1, "no_time": 2}
    kept = store.quarantine(taken.import_id)
    assert_frame_equal(kept, refused(3).assign(import_id=taken.import_id)[QUARANTINE.names])
    listed = store.imports()
    assert list(listed.columns) == IMPORTS.names
    assert listed.loc[0, "records"] == 15
    assert json.loads(listed.loc[0, "mapping"]) == {"lat": "lintang"}
    assert listed.loc[0, "created"] == NOW


def test_refuses_counts_that_do_not_add_up(store: Store) -> None:
    with pytest.raises(StoreError, match="do not add up"):
        store.take_in(arrival(incidents(10), records=11), NOW)
    assert store.imports().empty
    assert content(store).empty


def test_a_dry_run_tells_the_same_and_keeps_nothing(store: Store) -> None:
    store.take_in(arrival(incidents(10)), NOW)
    before = content(store)
    coming = arrival(changed(incidents(15), [0, 1]), "file-b", refused=refused(2))
    dry = store.take_in(coming, NOW, dry_run=True)
    assert dry.import_id == ""
    assert len(store.imports()) == 1
    assert store.quarantine().empty
    assert store.data_version() == 1
    assert_frame_equal(content(store), before)
    wet = store.take_in(coming, NOW)
    for name in ("records", "stored", "unchanged", "corrected", "duplicates", "quarantined", "reasons", "warnings"):
        assert getattr(dry, name) == getattr(wet, name), name


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    """U30."""
    store.take_in(arrival(incidents(10)), NOW)
    before, version = content(store), store.data_version()
    again = store.take_in(arrival(incidents(10)), LATER)
    assert (again.stored, again.unchanged, again.corrected) == (0, 10, 0)
    assert_frame_equal(content(store), before)
    assert store.data_version() == version
    assert store.data_as_of() == NOW
    assert len(store.imports()) == 2


def test_a_changed_row_is_a_correction_with_history(store: Store) -> None:
    """U30."""
    rows = incidents(10)
    store.take_in(arrival(rows), NOW)
    second = changed(rows, [4], harm=7.125)
    second.loc[4, "geometry"] = shapely.Point(104.123456789012345, -2.987654321098765)
    taken = store.take_in(arrival(second, "file-b"), LATER)
    assert (taken.stored, taken.unchanged, taken.corrected) == (0, 9, 1)
    found = store.incident("I0-4")
    assert found is not None
    assert (found["harm"], found["import_id"], found["lon"]) == (7.125, "M0002", 104.123456789012345)
    past = store.history("I0-4")
    assert list(past["action"]) == ["corrected"]
    assert past.loc[0, "changed"] == LATER
    before = json.loads(past.loc[0, "before"])
    assert before["harm"] == rows.loc[4, "harm"]
    assert before["lon"] == rows.geometry.x[4]
    assert store.history("I0-5").empty


def test_labels_alone_are_no_correction(store: Store) -> None:
    rows = incidents(5)
    store.take_in(arrival(rows), NOW)
    relabelled = rows.assign(harm=99.0, outside=True, left_out="volcano", event_id="I0-1")
    taken = store.take_in(arrival(relabelled, "file-b"), NOW)
    assert (taken.unchanged, taken.corrected) == (5, 0)


def test_a_b_a_b_is_a_b(store: Store, tmp_path: Path) -> None:
    """U30."""
    a = incidents(10)
    b = pd.concat([changed(a.iloc[5:10].reset_index(drop=True), [0], harm=55.0), incidents(5, seed=1)])
    b = gpd.GeoDataFrame(b.reset_index(drop=True), crs=4326)
    first = store.take_in(arrival(a, "a"), NOW)
    assert first.stored == 10
    assert store.take_in(arrival(a, "a"), NOW).stored == 0
    second = store.take_in(arrival(b, "b"), NOW)
    assert (second.stored, second.unchanged, second.corrected) == (5, 4, 1)
    after = content(store).drop(columns="import_id")
    third = store.take_in(arrival(a, "a"), NOW)
    assert (third.stored, third.unchanged, third.corrected) == (0, 10, 0)
    assert [(warning["code"], warning["n"]) for warning in third.warnings] == [("kept_newer", 1)]
    assert store.take_in(arrival(b, "b"), NOW).unchanged == 10
    assert_frame_equal(content(store).drop(columns="import_id"), after)


def test_a_source_may_go_back_to_an_earlier_version_in_a_new_file(store: Store) -> None:
    rows = incidents(3)
    store.take_in(arrival(rows, "a"), NOW)
    store.take_in(arrival(changed(rows, [0], harm=9.0), "b"), NOW)
    assert store.take_in(arrival(rows, "c"), NOW).corrected == 1
    assert store.incident("I0-0")["harm"] == rows.loc[0, "harm"]  # type: ignore[index]


def test_an_import_of_nothing_leaves_its_trace(store: Store) -> None:
    taken = store.take_in(arrival(incidents(0), refused=refused(2)), NOW)
    assert (taken.records, taken.stored, taken.quarantined) == (2, 0, 2)
    assert len(store.imports()) == 1
    assert store.data_as_of() is None
    assert store.data_version() == 0


def test_a_refused_file_is_listed(store: Store) -> None:
    said = {"code": "not_a_table", "id": "bukan tabel", "en": "no table"}
    name = store.refuse_import("foto.csv", "d", "csv", said, NOW)
    listed = store.imports()
    assert (listed.loc[0, "import_id"], listed.loc[0, "status"]) == (name, "refused")
    assert json.loads(listed.loc[0, "warnings"]) == [said]


def test_the_newest_outcomes_go_back_to_the_last_import_that_was_taken_in(store: Store) -> None:
    home = store.standing().home
    assert store.newest_outcomes(home) == []
    said = {"code": "x", "id": "a", "en": "b"}

    def refuse(number: int, agency: str | None = None) -> None:
        store.refuse_import(f"{number}.csv", "d", "csv", said, NOW + timedelta(hours=number), agency)

    refuse(1)
    refuse(2, "KODIM")
    refuse(3)
    refused = [("refused", NOW + timedelta(hours=hour), [said]) for hour in (3, 1)]
    assert [(one.status, one.created, json.loads(one.warnings)) for one in store.newest_outcomes(home)] == refused
    store.take_in(arrival(incidents(3)), NOW + timedelta(hours=4))
    refuse(5, "KODIM")
    assert [(one.status, one.created) for one in store.newest_outcomes(home)] == [("done", NOW + timedelta(hours=4))]
    refuse(6)
    assert [one.status for one in store.newest_outcomes(home)] == ["refused", "done"]
    assert [one.status for one in store.newest_outcomes("KODIM")] == ["refused", "refused"]
    assert store.newest_outcomes("BUBAR") == []
    store.undo_import("M0004", NOW)
    assert [one.status for one in store.newest_outcomes(home)] == ["refused", "undone"]


def test_the_imports_of_an_agency_are_those_that_it_owns(store: Store) -> None:
    standing = store.standing()
    for number, agency in enumerate((standing.home, "KODIM", None, "BUBAR", "", "KODIM")):
        store.refuse_import(f"{number}.csv", "d", "csv", {"code": "x", "id": "a", "en": "b"}, NOW, agency)
    whole = store.imports()
    for owner in (standing.home, "KODIM", "DISHUB", "BUBAR", "", "kodim"):
        own = whole[[standing.owner(one if isinstance(one, str) else None) == owner for one in whole["agency"]]]
        pd.testing.assert_frame_equal(store.imports(owner=owner), own.reset_index(drop=True))
    assert store.imports(owner=standing.home)["file"].tolist() == ["4.csv", "3.csv", "2.csv", "0.csv"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "TIDAK-ADA"}, ParameterError),
        ({"incident_id": "I-same"}, TableError),
        ({"geometry": shapely.Point(200, 0)}, TableError),
        ({"geometry": None}, TableError),
        ({"time_precision": None}, StoreError),
    ],
)
def test_wrong_rows_are_refused_whole(store: Store, wrong: dict[str, Any], error: type[GeoError]) -> None:
    rows = incidents(5)
    for name, value in wrong.items():
        rows[name] = gpd.GeoSeries([value] * 5, crs=4326) if name == "geometry" else value
    with pytest.raises(error):
        store.take_in(arrival(rows), NOW)
    assert content(store).empty
    assert store.imports().empty


def test_refuses_metres(store: Store) -> None:
    rows = incidents(5).to_crs(32748)
    with pytest.raises(TableError, match="4326"):
        store.take_in(arrival(rows), NOW)


def test_undo_takes_out_what_only_that_import_brought(store: Store) -> None:
    store.take_in(arrival(incidents(10)), NOW)
    store.take_in(arrival(incidents(6, seed=1), "file-b"), NOW)
    counts = store.undo_import("M0001", LATER)
    assert counts == {"removed": 10, "restored": 0, "kept": 0, "kept_by_hand": 0, "relabelled": 0}
    assert set(content(store)["incident_id"]) == set(incidents(6, seed=1)["incident_id"])
    assert list(store.imports()["status"]) == ["done", "undone"]
    assert store.data_as_of() == LATER
    with pytest.raises(StoreError, match="before"):
        store.undo_import("M0001", LATER)
    assert store.take_in(arrival(incidents(10)), LATER).stored == 10


def test_undo_brings_corrected_rows_back_exactly(store: Store) -> None:
    rows = incidents(10)
    rows.loc[2, ["occurred_from", "occurred_to"]] = pd.NaT
    store.take_in(arrival(rows), NOW)
    before = content(store)
    later = changed(rows, [1, 2, 3], harm=1 / 3, agency=None, time_precision="day")
    later.loc[1, "geometry"] = shapely.Point(105.1, -2.1)  # far from all others
    store.take_in(arrival(later, "file-b"), NOW)
    counts = store.undo_import("M0002", LATER)
    assert (counts["removed"], counts["restored"]) == (0, 3)
    assert_frame_equal(content(store), before, check_exact=True)
    assert list(store.history("I0-1")["action"]) == ["corrected", "undone"]
    assert "I0-1" not in set(store.incidents(Chosen(bbox=(105.0, -2.2, 105.2, -2.0)))["incident_id"])


def test_undo_keeps_what_another_import_brought_too(store: Store) -> None:
    rows = incidents(10)
    store.take_in(arrival(rows, "a"), NOW)
    store.take_in(arrival(rows.iloc[:4], "b"), NOW)
    counts = store.undo_import("M0001", NOW)
    assert (counts["removed"], counts["kept"]) == (6, 4)
    assert set(content(store)["import_id"]) == {"M0002"}
    counts = store.undo_import("M0002", NOW)
    assert (counts["removed"], counts["kept"]) == (4, 0)
    assert content(store).empty


def test_undo_in_the_middle_of_a_chain(store: Store) -> None:
    rows = incidents(3)
    store.take_in(arrival(rows, "a"), NOW)
    first = content(store)
    store.take_in(arrival(changed(rows, [0], "two", harm=2.0), "b"), NOW)
    store.take_in(arrival(changed(rows, [0], "three", harm=3.0), "c"), NOW)
    assert store.undo_import("M0002", NOW)["kept"] == 1
    assert store.incident("I0-0")["harm"] == 3.0  # type: ignore[index]
    assert store.undo_import("M0003", NOW)["restored"] == 1
    assert_frame_equal(content(store), first)


def test_undo_of_the_first_when_a_later_one_corrected(store: Store) -> None:
    rows = incidents(3)
    store.take_in(arrival(rows, "a"), NOW)
    store.take_in(arrival(changed(rows.iloc[:1], [0], harm=2.0), "b"), NOW)
    assert store.undo_import("M0001", NOW) == {
        "removed": 2, "restored": 0, "kept": 1, "kept_by_hand": 0, "relabelled": 0}  # fmt: skip
    assert store.incident("I0-0")["harm"] == 2.0  # type: ignore[index]
    assert store.undo_import("M0002", NOW)["removed"] == 1


def test_undo_of_an_unknown_import(store: Store) -> None:
    for name in ("M0007", "7", "'; DROP TABLE imports", "A0001"):
        with pytest.raises(NotFoundError):
            store.undo_import(name, NOW)


def test_what_a_hand_corrected_stays(store: Store) -> None:
    rows = incidents(5)
    store.take_in(arrival(rows, "a"), NOW)
    store.correct_incident("I0-1", {"kind": "CURAT", "lon": 104.5, "lat": -2.5, "status": "verified"}, "salah", LATER)
    store.reject_incident("I0-2", "laporan palsu", LATER)
    taken = store.take_in(arrival(changed(rows, [1, 2, 3], harm=5.0), "b"), LATER)
    assert (taken.unchanged, taken.corrected) == (4, 1)
    assert [(warning["code"], warning["n"]) for warning in taken.warnings] == [("kept_by_hand", 2)]
    found = store.incident("I0-1")
    assert found is not None
    assert (found["kind"], found["lon"], found["status"]) == ("CURAT", 104.5, "verified")
    curat = store.region().kinds.set_index("code").loc["CURAT", "harm"]
    assert found["harm"] == curat
    assert store.incidents(Chosen(bbox=(104.499, -2.501, 104.501, -2.499)))["incident_id"].tolist() == ["I0-1"]
    assert "I0-2" not in set(store.incidents(Chosen())["incident_id"])
    assert store.left_out(Chosen()) == {"rejected": 1}
    assert list(store.history("I0-2")["reason"]) == ["laporan palsu"]
    counts = store.undo_import("M0001", LATER)
    assert (counts["removed"], counts["kept"], counts["kept_by_hand"]) == (0, 3, 2)  # the second brought them too
    counts = store.undo_import("M0002", LATER)
    assert (counts["removed"], counts["kept_by_hand"]) == (3, 2)


def test_the_file_as_delivered_before_a_hand_correction_is_no_news(store: Store) -> None:
    rows = incidents(3)
    store.take_in(arrival(rows), NOW)
    store.correct_incident("I0-0", {"agency": "TNI"}, "salah instansi", NOW)
    again = store.take_in(arrival(rows), NOW)
    assert (again.unchanged, again.warnings) == (3, [])
    assert store.incident("I0-0")["agency"] == "TNI"  # type: ignore[index]


def test_one_incident_by_hand(store: Store) -> None:
    row = incidents(1).assign(incident_id=None, import_id=None, digest=None)
    name = store.add_incident(row, "telepon warga", NOW)
    found = store.incident(name)
    assert found is not None
    assert found["import_id"] is None
    assert list(store.history(name)["action"]) == ["added_by_hand"]
    assert store.data_version() == 1
    with pytest.raises(ParameterError):
        store.add_incident(row.assign(incident_id=name), "lagi", NOW)
    with pytest.raises(ParameterError):
        store.add_incident(incidents(2), "dua", NOW)
    with pytest.raises(ParameterError):
        store.add_incident(incidents(1), "  ", NOW)


@pytest.mark.parametrize(
    "changes",
    [{"kind": "X"}, {"status": "beres"}, {"lon": 104.0}, {"lon": 999, "lat": 0}, {"incident_id": "Z"}, {"kind": None},
     {"digest": "0"}, {"harm\" = 1 --": 3}],
)  # fmt: skip
def test_impossible_corrections_are_refused(store: Store, changes: dict[str, Any]) -> None:
    store.take_in(arrival(incidents(2)), NOW)
    before = content(store)
    with pytest.raises(ParameterError):
        store.correct_incident("I0-0", changes, "uji", NOW)
    with pytest.raises(NotFoundError):
        store.correct_incident("tidak ada", {"harm": 1.0}, "uji", NOW)
    assert_frame_equal(content(store), before)
    assert store.history("I0-0").empty


def test_kinds_never_are_never_returned(store: Store) -> None:
    kinds = store.region().kinds.set_index("code")["visibility"]
    never = kinds.index[kinds == "never"][0]
    masked = kinds.index[kinds == "mask"][0]
    rows = incidents(9, kinds=["CURAT"])
    rows["kind"] = [never] * 3 + [masked] * 2 + ["CURAT"] * 4
    store.take_in(arrival(rows), NOW)
    assert set(store.incidents(Chosen(with_left_out=True))["kind"]) == {masked, "CURAT"}
    assert store.incidents(Chosen(kinds=(never,))).empty
    assert store.counts(Chosen()).set_index("kind")["n"].to_dict() == {"CURAT": 4, masked: 2}
    assert store.left_out(Chosen()) == {"never_mapped": 3}
    drawn = store.columns()
    assert {drawn.kinds[i] for i in drawn.kind} == {"CURAT"}
    assert len(drawn.lon) == 4
    assert store.incident("I0-0") is None
    assert store.history("I0-0").empty
    assert [store.incident_by_number(number) for number in range(1, 10)].count(None) == 3
    store.reject_incident("I0-0", "palsu", NOW)
    assert store.history("I0-0").empty


def test_filters(store: Store) -> None:
    rows = incidents(400, kinds=["CURAT", "CURAS", "ANIAYA"])
    rows.loc[:99, "origin"] = "sensor"
    rows.loc[:9, "left_out"] = "same_event"
    rows.loc[10:19, "left_out"] = "volcano"
    rows.loc[20:29, "status"] = "rejected"
    rows.loc[30:34, ["occurred_from", "occurred_to"]] = pd.NaT
    month = rows.index[40:60]
    rows.loc[month, "occurred_to"] = rows.loc[month, "occurred_from"] + pd.Timedelta(days=30)
    store.take_in(arrival(rows), NOW)
    counted = rows["left_out"].isna() & (rows["status"] != "rejected")
    since, until = (rows["occurred_from"].quantile(q).to_pydatetime() for q in (0.3, 0.6))
    during = (rows["occurred_from"] < until) & (rows["occurred_to"] >= since)
    west, south, east, north = box = (104.25, -3.0, 104.5, -2.75)
    x, y = rows.geometry.x, rows.geometry.y
    inside = x.between(west, east) & y.between(south, north)
    for chosen, wanted in (
        (Chosen(), counted),
        (Chosen(with_left_out=True), counted | True),
        (Chosen(kinds=("CURAT", "CURAS")), counted & rows["kind"].isin(["CURAT", "CURAS"])),
        (Chosen(origins=("sensor",)), counted & (rows["origin"] == "sensor")),
        (Chosen(since=since, until=until), counted & during),
        (Chosen(bbox=box), counted & inside),
        (Chosen(bbox=(-180, -90, 180, 90)), counted),
        (Chosen(bbox=box, kinds=("CURAT",), since=since, origins=("reported",)),
         counted & inside & (rows["kind"] == "CURAT") & (rows["occurred_to"] >= since)
         & (rows["origin"] == "reported")),
    ):  # fmt: skip
        got = store.incidents(chosen)
        assert sorted(got["incident_id"]) == sorted(rows.loc[wanted, "incident_id"]), chosen
        assert store.counts(chosen)["n"].sum() == wanted.sum()
    assert store.left_out(Chosen()) == {"same_event": 10, "volcano": 10, "rejected": 10}
    assert store.left_out(Chosen(since=since))["unknown_time"] == 5
    assert len(store.columns().lon) == counted.sum()


def test_pages_follow_time_then_id(store: Store) -> None:
    rows = incidents(60)
    rows["occurred_from"] = rows["occurred_to"] = rows["occurred_from"].dt.floor("30D")
    store.take_in(arrival(rows), NOW)
    whole = store.incidents(Chosen())
    pages = [store.incidents(Chosen(), limit=25, offset=offset) for offset in (0, 25, 50)]
    assert [len(page) for page in pages] == [25, 25, 10]
    assert_frame_equal(pd.DataFrame(pd.concat(pages, ignore_index=True)), pd.DataFrame(whole))
    assert len(store.incidents(Chosen(), offset=55)) == 5
    few = store.incidents(Chosen(), only=["incident_id", "geometry"])
    assert few["harm"].isna().all()
    assert few.geometry.equals(whole.geometry)
    with pytest.raises(TableError):
        store.incidents(Chosen(), only=["1; DROP TABLE incidents"])


def test_columns_for_the_map(store: Store) -> None:
    rows = incidents(30)
    rows.loc[0, ["occurred_from", "occurred_to"]] = pd.NaT
    rows.loc[1, "outside"] = True
    store.take_in(arrival(rows), NOW)
    drawn = store.columns()
    assert drawn.version == store.data_version() == 1
    assert drawn.kind.dtype == np.int16
    for i in range(len(drawn.lon)):
        one = store.incident_by_number(int(drawn.number[i]))
        assert one is not None
        assert (one["lon"], one["lat"], one["kind"]) == (drawn.lon[i], drawn.lat[i], drawn.kinds[drawn.kind[i]])
        seconds = np.iinfo(np.int64).min if one["occurred_from"] is None else int(one["occurred_from"].timestamp())
        assert drawn.moment[i] == seconds
    assert len(drawn.lon) == 30


def test_an_empty_store_answers(store: Store) -> None:
    assert store.incidents(Chosen()).empty
    assert list(store.incidents(Chosen()).columns) == INCIDENTS.names
    assert store.counts(Chosen()).empty
    assert store.left_out(Chosen()) == {}
    assert len(store.columns().lon) == 0
    assert store.quarantine().empty
    assert store.runs().empty
    assert store.sensor_pixels(NOW, LATER).empty
    assert store.incident("x") is None
    assert store.incident_by_number(1) is None


def test_hostile_text_is_only_text(store: Store) -> None:
    """A03."""
    evil = "'; DROP TABLE incidents; -- ${alert(1)} </script>\x00\u202e"
    rows = incidents(2).assign(source=evil, agency=evil, attributes=json.dumps({"x": evil}))
    rows["incident_id"] = [evil, evil + "2"]
    store.take_in(arrival(rows, file=evil, source=evil), NOW)
    assert store.incidents(Chosen())["agency"].tolist() == [evil] * 2
    assert store.incident(evil)["source"] == evil  # type: ignore[index]
    assert store.incidents(Chosen(kinds=(evil,), origins=(evil,))).empty
    with pytest.raises(NotFoundError):
        store.run(evil)
    with pytest.raises(NotFoundError):
        store.result("latest", evil)


def sensor_rows(seed: int, n: int, event: str | None = None) -> gpd.GeoDataFrame:
    rows = incidents(n, seed=seed, kinds=["KARHUTLA"], origin="sensor")
    rows["event_id"] = rows["incident_id"] if event is None else event
    return rows


def test_satellite_pixels_are_relabelled_with_the_import_and_back(store: Store) -> None:
    kinds = set(store.region().kinds["code"])
    fire = "KARHUTLA" if "KARHUTLA" in kinds else "CURAT"
    old, new = sensor_rows(1, 3).assign(kind=fire), sensor_rows(2, 2).assign(kind=fire)
    store.take_in(arrival(old, "a"), NOW)
    before = content(store)
    regrouped = pd.DataFrame({"incident_id": ["I1-0"], "event_id": ["I2-0"], "left_out": ["same_event"]})
    taken = store.take_in(arrival(new, "b", regrouped=regrouped), NOW)
    assert (taken.stored, taken.corrected) == (2, 0)
    found = store.incident("I1-0")
    assert found is not None
    assert (found["event_id"], found["left_out"]) == ("I2-0", "same_event")
    assert store.left_out(Chosen()) == {"same_event": 1}
    start, end = old["occurred_from"].min().to_pydatetime(), old["occurred_from"].max().to_pydatetime()
    assert set(old["incident_id"]) <= set(store.sensor_pixels(start, end)["incident_id"])
    assert store.undo_import("M0002", NOW)["relabelled"] == 1
    assert_frame_equal(content(store), before)


def test_an_event_that_lost_its_representative_still_counts_once(store: Store) -> None:
    members = sensor_rows(1, 3, event="I2-0").assign(kind="CURAT", left_out="same_event")
    store.take_in(arrival(sensor_rows(2, 1).assign(kind="CURAT"), "a"), NOW)
    store.take_in(arrival(members, "b"), NOW)
    assert len(store.incidents(Chosen())) == 1
    store.undo_import("M0001", NOW)
    left = store.incidents(Chosen(with_left_out=True))
    assert set(left["event_id"]) == {"I1-0"}
    assert store.incidents(Chosen())["incident_id"].tolist() == ["I1-0"]


RUN = {"task": "hotspots", "method": "dbscan", "parameters": {"eps_m": 400.0}, "seed": 7, "chosen": {"kinds": []},
       "audience": [], "versions": {"python": "3"}}  # fmt: skip


def some_hotspots(n: int = 2) -> gpd.GeoDataFrame:
    shapes = [shapely.box(104 + i, -3, 104.5 + i, -2.5) for i in range(n)]
    frame = pd.DataFrame(
        {
            "hotspot_id": [f"H{i}" for i in range(n)],
            "rank": range(1, n + 1),
            "cluster": range(n),
            "n": 12,
            "harm": 1 / 3,
            "area_km2": 2.5,
            "density_km2": 4.8,
            "significant": [True, False] * (n // 2),
            "first": pd.Timestamp(NOW),
            "kinds": '{"CURAT":12}',
            "explanation_id": "Ramai malam hari",
        }
    )
    return gpd.GeoDataFrame(HOTSPOTS.shaped(gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)))


def test_a_run_from_queue_to_result(store: Store) -> None:
    first = store.start_run(RUN, NOW, status="queued")
    second = store.start_run({**RUN, "task": "zones", "method": "districts"}, NOW, status="queued")
    assert (first, second) == ("A0001", "A0002")
    claimed = store.claim_run(LATER)
    assert claimed is not None
    assert (claimed["run_id"], claimed["status"], claimed["started"]) == (first, "running", LATER)
    assert claimed["parameters"] == {"eps_m": 400.0}
    assert claimed["created"] == NOW
    store.update_run(first, {"progress": 0.5})
    assert store.run(first)["progress"] == 0.5
    with pytest.raises(NotFoundError):
        store.run("latest")
    spots = some_hotspots()
    labels = pd.DataFrame({"incident_id": ["I0-3", "I0-1"], "cluster": [0, -1]})
    surface = SURFACES.shaped(
        gpd.GeoDataFrame({"cell_id": ["c1"], "n": [3]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    )
    done = {"finished": LATER, "seconds": 1.5, "incidents": 12, "noise": 1, "left_out": {"rejected": 2}}
    store.finish_run(first, done, {"hotspots": spots, "labels": labels, "surfaces": surface})
    run = store.run("latest")
    assert (run["run_id"], run["status"], run["left_out"], run["progress"]) == (first, "done", {"rejected": 2}, 1.0)
    assert store.run("latest:hotspots")["run_id"] == first
    with pytest.raises(NotFoundError):
        store.run("latest:zones")
    got = store.result("latest", "hotspots")
    assert_frame_equal(pd.DataFrame(got), pd.DataFrame(spots.assign(run_id=first)), check_exact=True)
    assert got.crs.to_epsg() == 4326
    assert_frame_equal(store.result(first, "labels"), labels.astype({"incident_id": "str", "cluster": "Int64"}))
    assert len(store.result(first, "surfaces")) == 1
    assert store.result(first, "zones").empty
    assert list(store.result(first, "zones").columns) == ZONES.names
    listed = store.runs()
    assert list(listed.columns) == RUNS.names
    assert list(listed["run_id"]) == [second, first]
    assert list(store.runs(status="queued")["run_id"]) == [second]
    assert list(store.runs(task="hotspots")["run_id"]) == [first]
    assert store.claim_run(LATER)["run_id"] == second  # type: ignore[index]
    assert store.claim_run(LATER) is None


def test_a_result_is_stored_whole_or_not_at_all(store: Store) -> None:
    """J01."""
    name = store.start_run(RUN, NOW)
    with pytest.raises(TableError):
        store.finish_run(name, {}, {"hotspots": some_hotspots(), "surfaces": some_hotspots().to_crs(32748)})
    assert store.run(name)["status"] == "running"
    assert store.result(name, "hotspots").empty
    with pytest.raises(NotFoundError):
        store.finish_run(name, {}, {"secrets": pd.DataFrame()})


def test_what_was_cancelled_keeps_no_result(store: Store) -> None:
    name = store.start_run(RUN, NOW)
    store.update_run(name, {"status": "cancelled", "finished": NOW})
    with pytest.raises(CancelledError):
        store.finish_run(name, {}, {"hotspots": some_hotspots()})
    assert store.run(name)["status"] == "cancelled"
    assert store.result(name, "hotspots").empty


def test_a_run_without_signs_of_life_is_failed(store: Store) -> None:
    """J01."""
    name = store.start_run(RUN, NOW)
    assert store.fail_lost_runs(NOW + timedelta(seconds=60)) == 0
    store.update_run(name, {"heartbeat": NOW + timedelta(seconds=50)})
    assert store.claim_run(NOW + timedelta(seconds=100)) is None
    assert store.run(name)["status"] == "running"
    assert store.fail_lost_runs(NOW + timedelta(seconds=111)) == 1
    run = store.run(name)
    assert run["status"] == "failed"
    assert run["error"]["code"] == "lost"
    assert run["error"]["id"].startswith("gagal (terputus)")
    assert "cut off" in run["error"]["en"]
    store.finish_run(name, {"finished": LATER}, {})  # it was only slow: its result is welcome
    assert store.run(name)["status"] == "done"
    assert store.run(name)["error"] is None


def test_unknown_runs_and_columns_are_refused(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.update_run("A0009", {"progress": 0.1})
    with pytest.raises(NotFoundError):
        store.finish_run("A0009", {}, {})
    with pytest.raises(ParameterError):
        store.start_run({**RUN, "task": "magic"}, NOW)
    name = store.start_run(RUN, NOW)
    with pytest.raises(ParameterError):
        store.update_run(name, {"sttus": "done"})
    with pytest.raises(ParameterError):
        store.update_run(name, {"status": "beres"})


def test_everything_is_there_after_reopening(store: Store, url: str) -> None:
    store.take_in(arrival(incidents(10), refused=refused(2)), NOW)
    store.start_run(RUN, NOW, status="queued")
    before = content(store)
    store.close()
    with pytest.raises(StoreError):
        store.data_version()
    again: Store = open_store(url)
    try:
        assert_frame_equal(content(again), before)
        assert again.data_version() == 1
        assert len(again.runs()) == 1
        assert again.region().name == "banyuasin"
    finally:
        again.close()


def test_two_open_at_once_see_each_other(store: Store, url: str) -> None:
    other: Store = open_store(url)
    try:
        store.take_in(arrival(incidents(10)), NOW)
        assert len(other.incidents(Chosen())) == 10
        other.reject_incident("I0-0", "palsu", NOW)
        assert len(store.incidents(Chosen())) == 9
        assert store.data_version() == 2
    finally:
        other.close()


def test_a_backup_holds_everything_and_restores_elsewhere(store: Store, url: str, tmp_path: Path) -> None:
    """S06."""
    store.take_in(arrival(incidents(25), refused=refused(2)), NOW)
    store.reject_incident("I0-0", "palsu", NOW)
    name = store.start_run(RUN, NOW)
    store.finish_run(name, {}, {"hotspots": some_hotspots()})
    made = store.backup(tmp_path / "c.petarawan")
    assert made["rows"]["incidents"] == 25
    assert len(made["sha256"]) == 64
    with pytest.raises(StoreError, match="overwritten"):
        store.backup(tmp_path / "c.petarawan")
    elsewhere = url.replace("petarawan.db", "pc baru/lain.db")
    told = restore_store(tmp_path / "c.petarawan", elsewhere)
    assert told["rows"] == made["rows"]
    copy: Store = open_store(elsewhere)
    try:
        assert_frame_equal(content(copy), content(store))
        assert len(copy.result("latest", "hotspots")) == 2
        assert list(copy.history("I0-0")["reason"]) == ["palsu"]
        assert copy.region_files() == store.region_files()
        second = copy.backup(tmp_path / "d.petarawan")
        assert second["checksums"] == made["checksums"]
    finally:
        copy.close()


def test_creating_never_overwrites(store: Store, url: str) -> None:
    store.take_in(arrival(incidents(3)), NOW)
    with pytest.raises(StoreError, match="exists already"):
        create_store(url, region_pack(), NOW)
    assert len(store.incidents(Chosen())) == 3


def test_errors_speak_both_languages(store: Store) -> None:
    with pytest.raises(GeoError) as caught:
        store.undo_import("M0042", datetime(2026, 1, 1, tzinfo=UTC))
    assert caught.value.text("id") != caught.value.text("en")
    assert "M0042" in caught.value.text("id")
