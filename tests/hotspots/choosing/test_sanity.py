"""Warnings about absurd choices: given where they are due, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.hotspots.checked import checked
from geo.hotspots.choosing.sanity import sanity_notices
from geo.hotspots.registry import make
from tests.contracts.test_every_method import STUDY_AREA, gathered
from tests.hotspots.places import ORIGIN, incidents_at

RANDOM = np.random.default_rng(3)
EVEN = ORIGIN + RANDOM.uniform(0, 8000, (800, 2))


def warned(table, name, study_area=STUDY_AREA, **parameters) -> str:
    method, ready = make(name, **parameters), checked(table, study_area)
    told = sanity_notices(method, ready, method.run(ready.incidents, ready.ground, 0))
    assert all(says.id != says.en and "{" not in says.id + says.en for says in told)
    return " ".join(says.en for says in told)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("dbscan", {"eps_m": 200, "min_samples": 8}),
        ("hdbscan", {}),
        ("getis_ord", {}),
        ("kernel_density", {}),
        ("kernel_density", {"bandwidth_m": 300}),
    ],
)
def test_sensible_choices_are_not_blamed(name, parameters):
    assert warned(gathered(), name, **parameters) == ""


def test_a_reach_that_chance_fills():
    told = warned(incidents_at(EVEN), "dbscan", eps_m=500, min_samples=5)
    assert "by chance alone such a circle holds 9.8 incidents" in told
    assert "raise min_samples to 40" in told
    better = float(told.split("for example ")[1].split(" m")[0])
    assert 800 / 64e6 * np.pi * better**2 == pytest.approx(5 / 4, rel=0.1)
    assert "One hotspot holds 100% of all incidents" in told
    assert "covers" in told
    assert "Try eps_m below 500" in told


def test_just_below_what_chance_fills():
    assert "by chance" not in warned(incidents_at(EVEN), "dbscan", eps_m=250, min_samples=5)
    assert "by chance" in warned(incidents_at(EVEN), "dbscan", eps_m=253, min_samples=5)


def test_a_reach_too_short_for_anything():
    told = warned(incidents_at(EVEN), "dbscan", eps_m=2, min_samples=5)
    assert told.startswith("No hotspots: eps_m of 2 m is shorter than the distance to the nearest incident for 95%")
    better = float(told.split("Try eps_m ")[1].split(" m")[0])
    assert 20 < better < 1000


def test_nothing_found_says_what_to_loosen():
    told = warned(incidents_at(EVEN), "dbscan", eps_m=60, min_samples=40)
    assert told == "No hotspots among 800 incidents. Try eps_m above 60."
    assert "min_cluster_size below 600" in warned(incidents_at(EVEN), "hdbscan", min_cluster_size=600)


def test_cells_and_reach_finer_than_the_coordinates():
    rounded = incidents_at(ORIGIN + RANDOM.integers(0, 16, (800, 2)) * 500.0)
    told = warned(rounded, "getis_ord", cell_m=100)
    assert "Cells of 100 m are finer than the coordinates (rounded to about 500 m)" in told
    assert "at least 1,500 m" in told
    assert "eps_m of 300 m is shorter" in warned(rounded, "dbscan", eps_m=300)
    assert "finer" not in warned(rounded, "getis_ord", cell_m=500)
    assert "bandwidth_m of 100 m is shorter" in warned(rounded, "kernel_density", bandwidth_m=100)


def test_cells_and_bandwidth_too_wide():
    assert "larger than a tenth of the study area (8,000 m across)" in warned(
        incidents_at(EVEN), "getis_ord", cell_m=1500
    )
    told = warned(incidents_at(EVEN), "kernel_density", bandwidth_m=3000)
    assert "bandwidth_m of 3,000 m is wider than a third of the study area" in told
    assert "Take 800 m or less" in told


def test_one_hotspot_that_is_half_of_everything():
    xy = np.vstack([ORIGIN + 4000 + RANDOM.normal(scale=100, size=(300, 2)), EVEN[:60]])
    told = warned(incidents_at(xy), "dbscan", eps_m=100, min_samples=8)
    assert told.startswith("One hotspot holds 8")
    assert "covers" not in told


@pytest.mark.parametrize("area", [None, STUDY_AREA])
@pytest.mark.parametrize("name", ["dbscan", "hdbscan", "getis_ord", "kernel_density"])
@pytest.mark.parametrize(
    "xy",
    [
        np.empty((0, 2)),
        [ORIGIN + 5],
        np.repeat([ORIGIN + 5], 40, axis=0),
        ORIGIN + np.outer(np.arange(30) * 20.0, [1, 0.5]),
    ],
    ids=["none", "one", "one place", "a line"],
)
def test_few_and_odd_incidents_are_no_error(xy, name, area):
    told = warned(incidents_at(xy), name, area)
    assert len(xy) >= 20 or told == ""


def test_a_long_hotspot_does_not_cover_what_it_goes_around():
    """A ring of incidents: its hull is half of the area, the ground that it covers is not."""
    turn = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    ring = ORIGIN + 4000 + 3200 * np.column_stack([np.cos(turn), np.sin(turn)])
    told = warned(incidents_at(np.vstack([ring, EVEN[:400]])), "dbscan", eps_m=100, min_samples=3)
    assert "covers" not in told


def test_the_hull_stands_in_for_an_unknown_area():
    assert "by chance alone" in warned(incidents_at(EVEN), "dbscan", None, eps_m=500)


def test_chance_of_places_is_not_that_of_methods_in_time():
    method = make("dbscan", eps_m=500, min_samples=5)
    ready = checked(incidents_at(EVEN), shapely.box(*ORIGIN, *(ORIGIN + 8000)))
    detection = method.run(ready.incidents, ready.ground, 0)

    class InTime:
        name, uses_time, eps_m, min_samples = "in_time", True, 500.0, 5

    assert not any("by chance" in says.en for says in sanity_notices(InTime(), ready, detection))
    assert any("by chance" in says.en for says in sanity_notices(method, ready, detection))


def test_what_the_method_chose_is_looked_at_too():
    method = make("kernel_density", bandwidth_m=500)
    ready = checked(incidents_at(EVEN), STUDY_AREA)
    detection = method.run(ready.incidents, ready.ground, 0)
    object.__setattr__(detection, "chosen", {"distance_m": 4000.0})
    assert any("distance_m of 4,000 m" in says.en for says in sanity_notices(method, ready, detection))
