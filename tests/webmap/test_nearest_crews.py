"""Nearest crews: every available unit once, sorted, over the network where there is one, and its limits said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pytest

from geo.pipelines.travelling import NetworkRequest, build_in_store
from geo.store.protocol import Store
from tests.webmap import samples
from webmap.nearest_crews import nearest_crews
from webmap.services import Services


class _Clock:
    """Stands for settings: only the clock is asked."""

    @staticmethod
    def clock() -> datetime:
        """Return the fixed moment."""
        return samples.NOW


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with routes of which one is under way."""
    made = samples.full_store(tmp_path_factory.mktemp("crews"))
    yield made
    made.close()


def test_straight_lines_sort_every_available_unit(store: Store) -> None:
    of = Services(samples.settings_of(store), store)
    found = nearest_crews(of, 104.75, -2.7)
    region = of.region()
    assert sorted(crew.unit.unit_id for crew in found.crews) == sorted(u.unit_id for u in region.units if u.available)
    assert not found.over_network
    minutes = [crew.minutes for crew in found.crews if crew.minutes is not None]
    assert minutes == sorted(minutes)
    assert len(minutes) == len(found.crews)
    first = found.crews[0]
    assert len(first.line) == 2
    assert first.line[-1] == (104.75, -2.7)
    assert first.km == pytest.approx(first.straight_km)
    assert found.crews[5].line == ()
    assert "garis" in found.says[0].id or "jarak lurus" in found.says[0].id
    assert "Hubungi" in found.says[1].id


def test_at_a_base_its_own_crew_is_there_already(store: Store) -> None:
    of = Services(samples.settings_of(store), store)
    unit = next(unit for unit in of.region().units if unit.available and np.isfinite(unit.lon))
    found = nearest_crews(of, unit.lon, unit.lat)
    assert found.crews[0].minutes == 0
    assert unit.unit_id in {crew.unit.unit_id for crew in found.crews if crew.minutes == 0}


def test_over_the_network_what_has_no_way_comes_last(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = samples.make_store(tmp_path_factory.mktemp("network"))
    of = Services(samples.settings_of(made), made)
    before = nearest_crews(of, 104.41, -2.89)
    build_in_store(made, NetworkRequest(), _Clock)  # type: ignore[arg-type]  # only the clock is asked
    found = nearest_crews(of, 104.41, -2.89)
    assert not before.over_network
    assert found.over_network
    known = [crew.minutes is not None for crew in found.crews]
    assert known == sorted(known, reverse=True)
    assert any(known)
    assert not all(known)
    without = [crew for crew in found.crews if crew.minutes is None]
    apart = [np.inf if crew.straight_km is None else crew.straight_km for crew in without]
    assert apart == sorted(apart)
    drawn = next(crew for crew in found.crews if crew.line)
    assert drawn.km is not None
    assert drawn.straight_km is not None
    assert drawn.km >= drawn.straight_km
    wet = nearest_crews(of, 104.41, -2.89, "wet")
    assert wet.season == "wet"
    assert "hujan" in wet.says[0].id
    made.close()


def test_a_crew_on_its_route_is_said_to_be_busy(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = samples.make_store(tmp_path_factory.mktemp("busy"))
    unit = next(unit for unit in made.region().units if unit.available)
    found = samples.hotspots(2)
    _, zones = samples.add_runs(made, found, samples.zones(found))
    routes, stops = samples.routes()
    routes["units"] = [f'["{unit.unit_id}"]', "[]"]
    samples.add_routes(made, str(zones), (routes, stops))
    crews = {
        crew.unit.unit_id: crew for crew in nearest_crews(Services(samples.settings_of(made), made), 104.7, -2.7).crews
    }
    assert crews[unit.unit_id].route == "R01"
    assert crews[unit.unit_id].until is not None
    assert sum(crew.route is not None for crew in crews.values()) == 1
    made.close()
