"""Changing a store's region: checked, all or nothing, nothing in use vanishes, kinds keep their numbers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from geo.errors import RegionError
from geo.store import create_store, open_store
from geo.store.connect import connect
from geo.store.region_change import plan_region_change, put_region_files
from tests.webmap import samples


def with_kinds(
    pack: dict[str, bytes], change: dict[str, dict[str, str]], drop: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """Return the pack with some cells of kinds.csv changed, rows dropped, or rows added."""
    rows = list(csv.DictReader(io.StringIO(pack["kinds.csv"].decode())))
    names = list(rows[0])
    known = {row["code"] for row in rows}
    rows = [{**row, **change.get(row["code"], {})} for row in rows if row["code"] not in drop]
    rows += [{"code": code, **cells} for code, cells in change.items() if code not in known]
    written = io.StringIO()
    writer = csv.DictWriter(written, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {**pack, "kinds.csv": written.getvalue().encode()}


NEW_KIND = {
    "name_id": "Uji baru",
    "name_en": "New test",
    "group": "K",
    "harm": "2",
    "visibility": "map",
    "partners_needed": "0",
}


@pytest.fixture
def store(tmp_path: Path):
    made = create_store(f"sqlite:///{tmp_path}/s.db", samples.pack(), samples.NOW)
    samples.take_in(made, samples.incidents(40))
    yield made
    made.close()


def kinds_in(store) -> dict[str, tuple[int, float, str]]:
    con = connect(store.path, read_only=True)
    try:
        return {code: (number, harm, shown) for number, code, harm, shown in con.execute("SELECT * FROM kinds")}
    finally:
        con.close()


def test_the_same_pack_changes_nothing(store) -> None:
    before = store.data_version()
    assert put_region_files(store.url, samples.pack(), samples.NOW).files == ()
    assert store.data_version() == before


def test_a_comment_changes_the_file_and_nothing_else(store) -> None:
    files = {**samples.pack(), "region.toml": b"# kept\n" + samples.pack()["region.toml"]}
    change = put_region_files(store.url, files, samples.NOW)
    assert (change.files, change.changes) == (("region.toml",), ())
    assert store.region_files() == files


def test_kinds_keep_their_numbers_and_new_ones_get_the_next(store) -> None:
    before = kinds_in(store)
    files = with_kinds(samples.pack(), {"ZZ_BARU": NEW_KIND, "CURAS": {"name_id": "Begal", "harm": "9"}})
    change = put_region_files(store.url, files, samples.NOW)
    after = kinds_in(store)
    assert {code: number for code, (number, _, _) in after.items() if code != "ZZ_BARU"} == {
        code: number for code, (number, _, _) in before.items()
    }
    assert after["ZZ_BARU"] == (max(number for number, _, _ in before.values()) + 1, 2.0, "map")
    assert after["CURAS"][1] == 9
    told = {(one.subject, one.action, one.code): one for one in change.changes}
    assert told["kind", "added", "ZZ_BARU"].fields == {}
    assert told["kind", "changed", "CURAS"].fields["harm"] == ("7", "9")
    assert told["kind", "changed", "CURAS"].fields["name_id"][1] == "Begal"


def test_incidents_with_a_kinds_weight_follow_it_and_others_do_not(store) -> None:
    samples.take_in(store, samples.incidents(8, seed=2, kinds=("CURAS",), harm=7.0))
    files = with_kinds(samples.pack(), {"CURAS": {"harm": "9"}})
    assert any("8 incidents" in notice.en for notice in plan_region_change(store.url, files).notices)
    put_region_files(store.url, files, samples.NOW)
    con = connect(store.path, read_only=True)
    found = dict(con.execute("SELECT i.harm, count(*) FROM incidents i JOIN kinds k ON k.number = i.kind "
                             "WHERE code = 'CURAS' GROUP BY i.harm").fetchall())  # fmt: skip
    con.close()
    assert found == {1.0: 10, 9.0: 8}


def test_a_kind_in_use_cannot_vanish_and_the_refusal_names_file_and_remedy(store) -> None:
    files = with_kinds(samples.pack(), {}, drop=("CURAT",))
    planned = plan_region_change(store.url, files)
    assert planned.refusals[0][0] == "kinds.csv"
    with pytest.raises(RegionError, match="kind CURAT is used by 10 incidents") as caught:
        put_region_files(store.url, files, samples.NOW)
    assert caught.value.params["faults"][0]["file"] == "kinds.csv"
    assert store.region_files() == samples.pack()


def test_a_kind_that_only_history_knows_stays_too(store) -> None:
    files = with_kinds(samples.pack(), {"ZZ_BARU": NEW_KIND})
    put_region_files(store.url, files, samples.NOW)
    store.correct_incident("I0-0", {"kind": "ZZ_BARU"}, "uji", samples.NOW)
    store.correct_incident("I0-0", {"kind": "CURAT"}, "uji", samples.NOW)
    with pytest.raises(RegionError, match="history of 1 incidents"):
        put_region_files(store.url, samples.pack(), samples.NOW)


def test_an_unused_kind_can_go(store) -> None:
    put_region_files(store.url, with_kinds(samples.pack(), {"ZZ_BARU": NEW_KIND}), samples.NOW)
    change = put_region_files(store.url, samples.pack(), samples.NOW)
    assert [(one.action, one.code) for one in change.changes] == [("removed", "ZZ_BARU")]
    assert "ZZ_BARU" not in kinds_in(store)


def test_an_agency_that_recorded_incidents_cannot_vanish(store) -> None:
    text = samples.pack()["agencies.toml"].decode().replace('"POLRES"', '"POLRESTA"')
    kinds = samples.pack()["kinds.csv"].decode().replace("POLRES", "POLRESTA")
    region = samples.pack()["region.toml"].decode().replace('"POLRES"', '"POLRESTA"')
    files = {
        **samples.pack(),
        "agencies.toml": text.encode(),
        "kinds.csv": kinds.encode(),
        "region.toml": region.encode(),
    }
    with pytest.raises(RegionError, match="agency POLRES recorded 40 incidents"):
        put_region_files(store.url, files, samples.NOW)


@pytest.mark.parametrize(("key", "value"), [("crs", "32749"), ("timezone", '"Asia/Makassar"'), ("name", '"lain"')])
def test_what_results_were_computed_with_stays_while_there_are_any(store, tmp_path: Path, key: str, value: str) -> None:
    lines = samples.pack()["region.toml"].decode().splitlines()
    lines = [f"{key} = {value}" if line.split("=")[0].strip() == key else line for line in lines]
    files = {**samples.pack(), "region.toml": "\n".join(lines).encode()}
    with pytest.raises(RegionError, match=f"{key} cannot be changed"):
        put_region_files(store.url, files, samples.NOW)
    with create_store(f"sqlite:///{tmp_path}/e.db", samples.pack(), samples.NOW) as empty:
        put_region_files(empty.url, files, samples.NOW)
        assert str(getattr(empty.region(), key)) == value.strip('"')


def test_a_boundary_may_change_where_no_incident_changes_sides(store) -> None:
    document = json.loads(samples.pack()["boundary.geojson"])
    ring = document["features"][0]["geometry"]["coordinates"][0]
    ring[0] = ring[-1] = [ring[0][0] + 0.001, ring[0][1]]
    files = {**samples.pack(), "boundary.geojson": json.dumps(document).encode()}
    change = put_region_files(store.url, files, samples.NOW)
    assert [one.subject for one in change.changes] == ["boundary"]
    west = [[104.0, -3.0], [104.1, -3.0], [104.1, -2.9], [104.0, -3.0]]
    document["features"][0]["geometry"] = {"type": "Polygon", "coordinates": [west]}
    moved = {**files, "boundary.geojson": json.dumps(document).encode()}
    with pytest.raises(RegionError, match="moves 40 incidents"):
        put_region_files(store.url, moved, samples.NOW)


def test_a_wrong_pack_is_refused_with_every_fault(store) -> None:
    files = with_kinds(samples.pack(), {"CURAS": {"harm": "-1"}, "CURAT": {"visibility": "secret"}})
    with pytest.raises(RegionError) as caught:
        put_region_files(store.url, files, samples.NOW)
    places = {(fault["file"], fault["column"]) for fault in caught.value.params["faults"]}
    assert {("kinds.csv", "harm"), ("kinds.csv", "visibility")} <= places


def test_every_open_store_sees_the_new_region_and_data_version_rises(store) -> None:
    with open_store(store.url) as other:
        assert other.region() is other.region()
        before = other.data_version()
        put_region_files(store.url, with_kinds(samples.pack(), {"CURAS": {"visibility": "never"}}), samples.NOW)
        assert other.data_version() == before + 1
        kinds = other.region().kinds.set_index("code")
        assert kinds.loc["CURAS", "visibility"] == "never"
        assert other.region() is other.region()
        assert "CURAS" not in {other.columns().kinds[i] for i in set(other.columns().kind)}


def test_a_thread_that_began_earlier_hands_its_older_region_to_nobody_else(store) -> None:
    """Between the look at the version and the answer another thread puts back what it had read before."""
    now = store.region()
    older = (-1, object())

    class Interrupted(tuple):
        def __getitem__(self, place):
            found = super().__getitem__(place)
            store._region = older
            return found

    store._region = Interrupted(store._region)
    assert store.region() is now
