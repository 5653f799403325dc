"""The audience in SQL is that of the rule: nothing more, nothing less, and what is left out is counted (A02)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from geo.store import open_store
from geo.store.selection import matches
from geo.store.sqlite import SqliteStore
from geo.tables.chosen import Chosen
from geo.tables.incidents import SHARINGS
from tests.store.samples import NOW, arrival, fresh_store, incidents

OWNERS = ("POLRES", "KODIM", "BPBD", "Polsek Betung", None)
N = 240


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    pairs = list(itertools.product(OWNERS, SHARINGS))
    chosen = [pairs[number % len(pairs)] for number in range(N)]
    rows = incidents(N, agency=[agency for agency, _ in chosen], sharing=[sharing for _, sharing in chosen])
    rows.loc[::7, "status"] = "rejected"
    opened = open_store(fresh_store(tmp_path_factory.mktemp("seen") / "p.db"))
    opened.take_in(arrival(rows), NOW)
    yield opened
    opened.close()


AUDIENCES = [("POLRES",), ("KODIM",), ("BPBD",), ("DISHUB",), ("ASING",), ("POLRES", "KODIM"), ("KODIM", "BPBD", "BNN")]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_only_what_all_of_the_audience_may_see(store: SqliteStore, audience: tuple[str, ...]) -> None:
    standing = store.standing()
    everything = store.incidents(Chosen())
    seen = [
        all(standing.may_see(asker, None if pd.isna(agency) else agency, sharing) for asker in audience)
        for agency, sharing in zip(everything["agency"], everything["sharing"], strict=True)
    ]
    wanted = set(everything.loc[seen, "incident_id"])
    assert 0 < len(wanted) < len(everything)
    chosen = Chosen(audience=audience)
    assert set(store.incidents(chosen)["incident_id"]) == wanted
    assert store.counts(chosen)["n"].sum() == len(wanted)
    assert store.left_out(chosen)["audience"] == len(everything) - len(wanted)
    assert "audience" not in store.left_out(Chosen())


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_left_out_for_other_reasons_is_told_of_own_incidents_only(
    store: SqliteStore, audience: tuple[str, ...]
) -> None:
    rejected = store.incidents(Chosen(with_left_out=True, audience=audience))
    assert store.left_out(Chosen(audience=audience)).get("rejected", 0) == (rejected["status"] == "rejected").sum()


def test_the_audience_goes_with_every_other_filter(store: SqliteStore) -> None:
    for more in ({"kinds": ("CURANMOR",)}, {"bbox": (104.3, -3.0, 104.5, -2.8)}, {"since": NOW}):
        chosen, free = Chosen(audience=("KODIM",), **more), Chosen(**more)  # type: ignore[arg-type]  # of three types
        told = store.left_out(chosen)
        assert store.counts(chosen)["n"].sum() + told.get("audience", 0) == store.counts(free)["n"].sum()


def test_the_maps_arrays_say_whose_each_incident_is(store: SqliteStore) -> None:
    drawn, standing = store.columns(), store.standing()
    for i in range(len(drawn.lon)):
        one = store.incident_by_number(int(drawn.number[i]))
        assert one is not None
        assert drawn.owners[drawn.owner[i]] == standing.owner(one["agency"])
        assert SHARINGS[drawn.sharing[i]] == one["sharing"]
    assert drawn.owner.dtype == np.int16


def test_an_audience_without_the_regions_agencies_is_refused_not_ignored() -> None:
    with pytest.raises(ValueError, match="agencies"):
        matches(Chosen(audience=("POLRES",)))


def test_a_filter_survives_being_written_down() -> None:
    chosen = Chosen(kinds=("CURAT",), audience=("KODIM", "POLRES"))
    assert Chosen.from_dict(chosen.as_dict()) == chosen
    assert Chosen.from_dict({"kinds": ["CURAT"]}).audience == ()
