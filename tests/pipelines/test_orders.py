"""Orders: issued once, numbered without gaps or clashes, kept as they were, written and verified."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from geo.errors import ExportError, NotFoundError, ParameterError, StoreError
from geo.pipelines import orders
from geo.pipelines.orders import (
    FORMATS,
    MEDIA,
    file_of_order,
    form_of_order,
    issue_orders,
    order_of,
    routes_to_order,
    verify,
)
from geo.pipelines.routes import RouteRequest, propose_in_store
from geo.settings import Settings, load_settings
from geo.store import open_store
from tests.pipelines.patrol_store import NOW, copy_of

RUN = "A0003"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return copy_of("routes", tmp_path)


@pytest.fixture
def store(file: Path):
    with open_store(f"sqlite:///{file}") as made:
        yield made


def at(store, now: str = NOW) -> Settings:
    return load_settings({}, store=store.url, now=now)


def ids(issued) -> list[str]:
    return [one.order.order_id for one in issued]


def test_orders_are_issued_once_and_numbered_in_turn(store):
    first = issue_orders(store, "latest:routes", at(store))
    assert ids(first) == ["S2026-0001", "S2026-0002"]
    assert all(one.new for one in first)
    again = issue_orders(store, RUN, at(store, "2026-11-24T07:00+07:00"))
    assert [one.order for one in again] == [one.order for one in first]
    assert not any(one.new for one in again)
    assert [order_of(store, name) for name in ids(first)] == [one.order for one in first]


def test_one_route_only_and_the_rest_later(store):
    run_id, table = routes_to_order(store, "latest:routes")
    assert run_id == RUN
    last, first = table["route_id"].iloc[1], table["route_id"].iloc[0]
    [one] = issue_orders(store, RUN, at(store), [last])
    assert (one.order.route_id, one.order.order_id) == (last, "S2026-0001")
    both = issue_orders(store, RUN, at(store))
    assert [(one.order.route_id, one.order.sequence, one.new) for one in both] == [(first, 2, True), (last, 1, False)]


def test_another_run_of_routes_gets_the_next_numbers(store):
    issue_orders(store, RUN, at(store))
    propose_in_store(store, RouteRequest(seconds=1.0), at(store))
    more = issue_orders(store, "latest:routes", at(store))
    assert ids(more)[0] == "S2026-0003"
    assert {one.order.run_id for one in more} == {"A0004"}


def test_numbers_begin_again_with_the_local_year(store):
    route = routes_to_order(store, RUN)[1]["route_id"].tolist()
    issue_orders(store, RUN, at(store, "2026-12-31T16:59+00:00"), route[:1])
    [one] = issue_orders(store, RUN, at(store, "2026-12-31T17:01+00:00"), route[1:])
    assert (one.order.order_id, one.order.sequence) == ("S2027-0001", 1)
    assert "2027" in one.order.number


@pytest.mark.parametrize("taken", [0, 1, 2, 3, 4, 7, 8, 9, 31, 100])
def test_the_last_number_is_found_however_many_there_are(taken):
    class Few:
        def kept(self, table, chosen):
            [name] = chosen["order_id"]
            return orders.pd.DataFrame({"order_id": [name] if int(name.split("-")[1]) <= taken else []})

    assert orders._last_number(Few(), 2026) == taken


class Interrupted:
    """A store at which another process issues orders in between, once."""

    def __init__(self, store, meanwhile, before: str) -> None:
        self._store, self._meanwhile, self._before = store, meanwhile, before

    def __getattr__(self, name: str):
        if name == self._before and self._meanwhile is not None:
            meanwhile, self._meanwhile = self._meanwhile, None
            meanwhile()
        return getattr(self._store, name)


@pytest.mark.parametrize("before", ["keep", "kept"])
@pytest.mark.parametrize("now", [NOW, "2026-11-23T12:00:07+07:00"])
@pytest.mark.parametrize("which", [slice(0, 1), slice(1, 2), slice(0, 2)])
def test_two_who_issue_at_once_neither_clash_nor_double(store, before, now, which):
    names = routes_to_order(store, RUN)[1]["route_id"].tolist()

    def other() -> None:
        issue_orders(store, RUN, at(store, now), names[which])

    issued = issue_orders(Interrupted(store, other, before), RUN, at(store))
    assert sorted(ids(issued)) == ["S2026-0001", "S2026-0002"]
    kept = store.kept("orders")
    assert sorted(kept["route_id"]) == sorted(names)
    assert sorted(kept["sequence"]) == [1, 2]
    new = {one.order.route_id for one in issued if one.new}
    assert new == set(names) - set(names[which])


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_an_issued_order(store, name, language):
    [one, *_] = issue_orders(store, RUN, at(store))
    content = file_of_order(store, one.order.order_id, name, language)
    heads = {"pdf": b"%PDF", "gpx": b"<?xml", "kml": b"<?xml", "kmz": b"PK", "gpkg": b"SQLite format 3", "xlsx": b"PK"}
    assert content.startswith(heads.get(name, b""))
    assert content == file_of_order(store, one.order.order_id, name, language)
    assert name in MEDIA
    if name == "txt":
        assert one.order.order_id in content.decode()


def test_the_form_is_a_sheet_that_names_its_order(store):
    [one, *_] = issue_orders(store, RUN, at(store))
    book = openpyxl.load_workbook(io.BytesIO(form_of_order(store, one.order.order_id, "id")))
    texts = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert any(one.order.order_id in text for text in texts)


def test_codes_are_verified_as_people_type_them(store):
    [one, *_] = issue_orders(store, RUN, at(store))
    order = one.order
    bare = order.verification.replace("-", "").lower()
    for text in (
        f"petarawan:order:{order.order_id}:{order.verification}",
        f"https://example.id/p?petarawan:order:{order.order_id}:{order.verification}",
        f"{order.order_id} {order.verification}",
        f"  {order.order_id.lower()}   {bare[:5]} {bare[5:]} ",
    ):
        assert verify(store, text) == (order, True)
    assert verify(store, f"{order.order_id} AAAAA-AAAAA") == (order, False)
    for text in ("", "   ", order.order_id, "what"):
        with pytest.raises(ParameterError, match="--verify"):
            verify(store, text)
    with pytest.raises(NotFoundError, match="S2026-0099"):
        verify(store, "S2026-0099 AAAAA-AAAAA")


def test_an_order_changed_in_the_file_is_not_genuine(store, file):
    [one, *_] = issue_orders(store, RUN, at(store))
    with sqlite3.connect(file) as con:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'orders'"
        for (name,) in con.execute(query).fetchall():
            con.execute(f"DROP TRIGGER {name}")
        con.execute("UPDATE orders SET content = replace(content, 'POLRES', 'KODIM')")
    con.close()
    assert not verify(store, f"{one.order.order_id} {one.order.verification}")[1]


def test_without_the_secret_nothing_is_judged(store, file):
    [keyed, *_] = issue_orders(store, RUN, at(store), routes_to_order(store, RUN)[1]["route_id"].tolist()[:1])
    secret = file.with_name(file.name + ".secret")
    content = secret.read_bytes()
    secret.unlink()
    with pytest.raises(StoreError, match="secret"):
        verify(store, f"{keyed.order.order_id} {keyed.order.verification}")
    plain = next(one.order for one in issue_orders(store, RUN, at(store)) if one.new)
    assert not plain.keyed
    assert verify(store, f"{plain.order_id} {plain.verification}")[1]
    secret.write_bytes(content)
    secret.chmod(0o600)
    assert verify(store, f"{keyed.order.order_id} {keyed.order.verification}")[1]


def test_unknown_runs_routes_orders_and_formats(store):
    with pytest.raises(ParameterError, match="A0002 is a run of zones"):
        issue_orders(store, "A0002", at(store))
    with pytest.raises(ParameterError, match="A0003 has no route R-NOPE"):
        issue_orders(store, RUN, at(store), ["R-NOPE"])
    with pytest.raises(NotFoundError):
        order_of(store, "S2026-0001")
    assert store.kept("orders").empty
    issue_orders(store, RUN, at(store))
    with pytest.raises(ExportError):
        file_of_order(store, "S2026-0001", "doc", "id")
