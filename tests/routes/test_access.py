"""Mandates where a place lies, and where boats and land crews get to."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.routes.access import ground, kind_shares, law_of
from geo.routes.crews import make_crews
from geo.routes.parameters import RouteParameters
from tests.routes import making
from tests.routes.making import SOUTH, WEST, agency, unit, zones

HERE = np.array([[WEST + 1_000, SOUTH + 1_000], [WEST + 60_000, SOUTH + 1_000]])


def test_shares_weigh_counts_by_harm() -> None:
    where = making.region((), ())
    assert kind_shares('{"CURI": 4, "ILLOG": 3}', where) == pytest.approx({"ILLOG": 0.75, "CURI": 0.25})
    assert list(kind_shares({"CURI": 4, "ILLOG": 3}, where)) == ["ILLOG", "CURI"]
    assert kind_shares('{"NEW": 2}', where) == {"NEW": 1.0}
    for nothing in ("{}", "x", None, "[]", '{"CURI": 0}', '{"CURI": null}'):
        assert kind_shares(nothing, where) == {}


def test_harmless_kinds_share_by_count() -> None:
    where = making.region((), ())
    where.kinds.loc[:, "harm"] = 0.0
    assert kind_shares('{"CURI": 1, "ILLOG": 3}', where) == pytest.approx({"ILLOG": 0.75, "CURI": 0.25})


def test_a_mandate_holds_inside_the_jurisdiction_only() -> None:
    agencies = (agency("POL", lead="CURI"), agency("TNI", support="ILLOG", jurisdiction=making.square(0, 0, 10_000)))
    where = making.region(agencies, [unit("P1", "POL", 0, 0), unit("T1", "TNI", 0, 0)])
    (crew,) = make_crews(
        zones({"zone_id": "Z01", "lead": "POL", "partners": ["TNI"], "units": ["P1", "T1"], "hotspots": []}),
        where,
        RouteParameters(),
    ).crews
    law = law_of(where, HERE, making.CRS)
    kinds = {"ILLOG": 0.75, "CURI": 0.25}
    assert law.share(crew, 0, kinds) == pytest.approx(1.0)
    assert law.share(crew, 1, kinds) == pytest.approx(0.25)
    assert law.share(crew, 1, {}) == 1.0
    assert law.share(crew, 1, {"INFO": 1.0}) == 1.0
    assert law.share(crew, 1, {"ROMPAK": 1.0}) == 0.0


def test_nobody_aboard_with_jurisdiction_means_no_mandate_at_all() -> None:
    agencies = (agency("POL", lead="CURI", jurisdiction=making.square(0, 0, 10_000)),)
    where = making.region(agencies, [unit("P1", "POL", 0, 0)])
    rows = zones({"zone_id": "Z01", "lead": "POL", "units": ["P1"], "hotspots": []})
    (crew,) = make_crews(rows, where, RouteParameters()).crews
    law = law_of(where, HERE, making.CRS)
    assert law.share(crew, 0, {}) == 1.0
    assert law.share(crew, 1, {}) == 0.0


def test_boats_keep_to_water_and_cars_to_land() -> None:
    sea = making.square(50_000, 0, 20_000)
    where = making.region((), (), waters=sea)
    points = np.array([shapely.Point(WEST + x, SOUTH + 5_000).coords[0] for x in (10_000, 48_000, 60_000)])
    wet, dry = ground(where, points, making.CRS, 3_000)
    assert wet.tolist() == [False, True, True]
    assert dry.tolist() == [True, True, False]


def test_without_layers_of_water_nothing_is_forbidden() -> None:
    wet, dry = ground(making.region((), ()), HERE, making.CRS, 3_000)
    assert wet.all()
    assert dry.all()


def test_no_places() -> None:
    where = making.region((agency("POL", lead="CURI"),), (), waters=making.square(0, 0, 10))
    nowhere = np.empty((0, 2))
    assert law_of(where, nowhere, making.CRS).covers["POL"].shape == (0,)
    assert [len(side) for side in ground(where, nowhere, making.CRS, 3_000)] == [0, 0]
