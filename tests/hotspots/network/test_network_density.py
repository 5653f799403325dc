from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError
from geo.hotspots.ground import Ground
from geo.hotspots.network import network_density
from geo.hotspots.network.network_density import NetworkDensity
from geo.spatial.networks import network_of_lines, network_of_tables
from geo.tables.hotspots import SURFACES
from tests.contracts.test_every_method import SIDE_M, STUDY_AREA, gathered, same_division
from tests.hotspots.places import CRS, ORIGIN, incidents_at
from tests.hotspots.test_outlines import assert_sound
from tests.spatial.networks_at_hand import graph, lattice, lines


@pytest.fixture(scope="module")
def roads():
    return lattice(SIDE_M, 250, ORIGIN)


@pytest.fixture(scope="module")
def found(roads):
    return NetworkDensity().run(gathered(), Ground(STUDY_AREA, network=roads), 0)


def places_of(table):
    return shapely.get_coordinates(table.geometry.array)


def test_three_groups_are_three_hotspots(found):
    assert found.labels.max() == 2
    assert found.labels.dtype == np.int64
    assert found.statistics["significant"].tolist() == [True] * 3
    assert found.statistics["p_value"].tolist() == [0.01] * 3
    n = found.labels[found.labels >= 0].value_counts().sort_index()
    assert (n > 20 * found.statistics["expected"]).all()
    assert_sound(found.polygons, places_of(gathered()), found.labels.to_numpy())
    told = " ".join(notice.en for notice in found.notices)
    assert "5 incidents more than 100 m from the network take no part" in told
    assert "Network of 528 km, pieces of at most 50 m" in told
    assert "3 of 3 hotspots are denser than chance explains" in told
    assert all(notice.id != notice.en for notice in found.notices)


def test_the_surface_is_lines_with_incidents_per_km(found, roads):
    surface = found.surface
    assert set(SURFACES.names) <= set(surface.columns)
    assert surface["cell_id"].is_unique
    assert surface["cell_id"].str.fullmatch(r"lixel:\d+:\d+").all()
    assert (surface.geom_type == "LineString").all()
    assert surface.crs == CRS
    peak = surface["density_km"].max()
    assert surface["density_km"].min() > peak / 1000
    assert (surface["density_km"] * surface.length / 1000).sum() == pytest.approx(len(gathered()) - 5, rel=0.01)
    assert surface["n"].sum() == len(gathered()) - 5
    assert surface.distance(shapely.union_all(roads.geometries)).max() < 1e-6


@pytest.mark.parametrize("kernel", ["discontinuous", "continuous"])
def test_density_of_one_crossroads_by_hand(kernel):
    """Twelve incidents on a crossroads of four arms."""
    roads = lattice(4000, 2000, ORIGIN)
    table = incidents_at(np.repeat([ORIGIN + 2000], 12, axis=0))
    found = NetworkDensity(bandwidth_m=400, lixel_m=1, kernel=kernel).run(table, Ground(network=roads), 0)
    held = found.surface["density_km"] * found.surface.length / 1000
    assert held.sum() == pytest.approx(12, rel=1e-4)
    assert found.labels.tolist() == [0] * 12
    if kernel == "continuous":  # every arm alike: the kernel of a line, twice over 4 arms
        assert found.surface["density_km"].max() == pytest.approx(12 * 15 / 16 / 400 * 1000 / 2, rel=1e-4)


def test_order_of_rows_and_seed(roads, found):
    table = gathered()
    turned = table.sample(frac=1, random_state=4)
    other = NetworkDensity().run(turned, Ground(STUDY_AREA, network=roads), 0)
    assert same_division(found.labels, other.labels.reindex(table.index))
    pd.testing.assert_frame_equal(found.surface, other.surface)
    pd.testing.assert_frame_equal(found.statistics, other.statistics)
    assert (found.polygons.symmetric_difference(other.polygons).area < 1e-6).all()


def test_incidents_of_one_place_have_one_label(found):
    assert (found.labels.groupby(gathered().geometry.to_wkb()).nunique() == 1).all()


def test_its_input_is_untouched(roads):
    table = gathered()
    before = table.copy(deep=True)
    NetworkDensity(permutations=0).run(table, Ground(STUDY_AREA, network=roads), 0)
    assert table.equals(before)


def test_without_a_network_it_says_how_to_give_one():
    table = gathered()
    found = NetworkDensity().run(table, Ground(STUDY_AREA), 0)
    assert found.labels.tolist() == [-1] * len(table)
    assert found.labels.index.equals(table.index)
    assert "--network" in found.notices[-1].en
    assert "network=" in found.notices[-1].id


@pytest.mark.parametrize(
    "xy",
    [
        np.empty((0, 2)),
        [ORIGIN + 100],
        [ORIGIN + 100, ORIGIN + 150],
        np.repeat([ORIGIN + 4000], 40, axis=0),
        ORIGIN + np.outer(np.arange(30) * 20.0, [1, 0.5]),
        ORIGIN + np.outer(np.arange(30) * 20.0, [0, 1]),
    ],
    ids=["none", "one", "two", "one place", "one line", "one road"],
)
def test_few_and_odd_incidents(xy, roads):
    table = incidents_at(xy)
    for area in (None, STUDY_AREA):
        found = NetworkDensity(permutations=19).run(table, Ground(area, network=roads), 0)
        assert len(found.labels) == len(table)
        if found.polygons is None:
            assert "Not enough data" in found.notices[-1].en
            assert (found.labels == -1).all()
        else:
            assert_sound(found.polygons, places_of(table), found.labels)
    assert (len(xy) >= 30) == (found.polygons is not None)


def test_incidents_far_from_every_road_take_no_part(roads):
    table = incidents_at(ORIGIN + np.full((20, 2), 125.0))  # the middle of a block, 125 m from its roads
    found = NetworkDensity().run(table, Ground(network=roads), 0)
    assert (found.labels == -1).all()
    assert found.notices[-1].en == "Not enough data: 0 incidents near the network, a hotspot needs at least 3."
    near = NetworkDensity(snap_m=130).run(table, Ground(network=roads), 0)
    assert (near.labels == 0).all()
    assert near.polygons.iloc[0].buffer(1e-6).contains(table.geometry.iloc[0])


def test_bridges_do_not_lead_down():
    """Two roads cross without a node: incidents on one leave the other cold."""
    west, south = ORIGIN
    over = network_of_lines(
        lines([(west, south), (west + 4000, south + 4000)], [(west, south + 4000), (west + 4000, south)])
    )
    on_one = ORIGIN + 2000 + np.outer(np.linspace(-300, 300, 30), [1, 1])
    found = NetworkDensity(bandwidth_m=200).run(incidents_at(on_one), Ground(network=over), 0)
    assert found.surface["cell_id"].str.startswith("lixel:0:").all()


def test_only_the_network_within_the_study_area_counts(roads):
    """Roads far outside would make any pattern look dense."""
    random = np.random.default_rng(3)
    box = shapely.box(*(ORIGIN + 1000), *(ORIGIN + 3000))
    table = incidents_at(ORIGIN + 1000 + random.uniform(0, 2000, (400, 2)))
    inside = NetworkDensity(permutations=99).run(table, Ground(box, network=roads), 0)
    anywhere = NetworkDensity(permutations=99).run(table, Ground(network=roads), 0)
    assert anywhere.statistics["significant"].all()
    assert anywhere.statistics["p_value"].max() < inside.statistics["p_value"].min()
    assert not inside.statistics["significant"].any()
    assert inside.surface["cell_id"].is_unique
    whole = set(
        NetworkDensity(permutations=0).run(table, Ground(network=roads), 0).surface["cell_id"].str.split(":").str[1]
    )
    assert set(inside.surface["cell_id"].str.split(":").str[1]) <= whole
    nowhere = NetworkDensity().run(table, Ground(box, network=lattice(500, 250, ORIGIN - 9000)), 0)
    assert "no part of the network" in nowhere.notices[-1].en


def test_p_values_are_even_when_there_is_nothing(roads):
    """Evenly strewn incidents: the chance of p <= 0.25 for the densest is a quarter, not more."""
    small = lattice(2000, 250, ORIGIN)
    random = np.random.default_rng(11)
    hits = 0
    for _ in range(40):
        edge = random.choice(len(small), 80, p=small.lengths_m / small.total_m)
        on = small.at(edge, random.random(80))
        table = incidents_at(shapely.get_coordinates(small.points(on)))
        found = NetworkDensity(permutations=19, min_incidents=1).run(table, Ground(network=small), 5)
        hits += bool(found.statistics["p_value"].min() <= 0.25)
    assert 3 <= hits <= 19  # binomial(40, 1/4): outside these bounds less than once in 500


def test_without_runs_there_is_no_p_value(roads):
    found = NetworkDensity(permutations=0).run(gathered(), Ground(network=roads), 0)
    assert "p_value" not in found.statistics
    assert not found.statistics["significant"].any()


def test_networks_notices_are_passed_on_and_small_stretches_told():
    west, south = ORIGIN
    joined = network_of_lines(
        lines([(west, south), (west + 900, south)], [(west + 900.2, south), (west + 2000, south)])
    )
    along = np.concatenate([np.full(6, 100.0), [1900.0, 1901.0]])
    table = incidents_at(ORIGIN + np.outer(along, [1, 0]))
    found = NetworkDensity(bandwidth_m=100, share=0.9).run(table, Ground(network=joined), 0)
    assert found.labels.tolist() == [0] * 6 + [-1, -1]
    told = [notice.en for notice in found.notices]
    assert told[0] == "1 line ends were merged with others within 0.5 m."
    assert "1 dense stretches hold fewer than 3 incidents and are no hotspots." in told


def test_another_crs_is_refused_none_is_taken(roads):
    with pytest.raises(ParameterError, match="32749"):
        NetworkDensity().run(gathered().set_crs(32749, allow_override=True), Ground(network=roads), 0)
    bare = network_of_tables(
        pd.DataFrame({"id": [0, 1], "x": ORIGIN[0] + [0, 900], "y": ORIGIN[1] + [0, 0]}),
        pd.DataFrame({"from": [0], "to": [1]}),
    )
    table = incidents_at(ORIGIN + np.outer(np.linspace(400, 500, 9), [1, 0]))
    assert (NetworkDensity(bandwidth_m=100).run(table, Ground(network=bare), 0).labels == 0).any()


def test_absurd_wishes_are_refused_with_the_remedy(roads, monkeypatch):
    long = graph([ORIGIN, np.add(ORIGIN, [5_000_000, 0])], [(0, 1)])
    table = gathered()
    with pytest.raises(ParameterError, match="5,000,000 pieces") as refused:
        NetworkDensity(lixel_m=1).run(table, Ground(network=long), 0)
    assert "longer pieces" in refused.value.text("en")
    with pytest.raises(ParameterError, match="longer than the reach"):
        NetworkDensity(bandwidth_m=100, lixel_m=200).run(table, Ground(network=roads), 0)
    huge = graph([ORIGIN, np.add(ORIGIN, [0, 60_000_000])], [(0, 1)])
    with pytest.raises(ParameterError, match="bandwidth_m"):
        NetworkDensity(bandwidth_m=50).run(table, Ground(network=huge), 0)
    monkeypatch.setattr(network_density, "_MOST_WORK", 1e6)
    with pytest.raises(ParameterError, match=r"9,999 random patterns take too long .* at most about"):
        NetworkDensity(permutations=9999).run(table, Ground(network=roads), 0)
    monkeypatch.setattr(network_density, "_MOST_WORK", 1e3)
    with pytest.raises(ParameterError, match="bandwidth_m: a reach of 500 m"):
        NetworkDensity(permutations=0).run(table, Ground(network=roads), 0)


def test_a_reach_across_too_many_crooked_streets_is_refused(monkeypatch, roads):
    from geo.hotspots.network import kernel as network_kernel

    monkeypatch.setattr(network_kernel, "MOST_ENTRIES", 1024)
    with pytest.raises(ParameterError, match="spans too many edges") as refused:
        NetworkDensity(bandwidth_m=10_000).run(gathered(), Ground(network=roads), 0)
    assert "bandwidth_m" in refused.value.text("id")


def test_a_wide_network_gets_pieces_that_are_not_too_many():
    far = graph([ORIGIN, np.add(ORIGIN, [0, 6_000_000])], [(0, 1)])
    table = incidents_at(ORIGIN + np.outer(np.linspace(100, 300, 9), [0, 1]))
    found = NetworkDensity(bandwidth_m=100, permutations=0).run(table, Ground(network=far), 0)
    assert any("pieces of at most 12 m" in notice.en for notice in found.notices)
    assert found.labels.max() == 0


def test_the_class_is_there_before_anything_is_compiled():
    code = "import sys, geo.hotspots.network.network_density, geo.spatial.networks; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.real_data
def test_crimes_on_the_streets_of_chicago(real_data):
    folder = real_data / "benchmarks"
    feet = 0.3048
    vertices = pd.read_csv(folder / "spatstat_chicago_network_vertices.csv")
    vertices[["x", "y"]] *= feet
    streets = network_of_tables(vertices, pd.read_csv(folder / "spatstat_chicago_network_edges.csv"))
    crimes = pd.read_csv(folder / "spatstat_chicago_crimes_on_network.csv")
    table = incidents_at(crimes[["x", "y"]].to_numpy() * feet)
    found = NetworkDensity(bandwidth_m=75).run(table, Ground(network=streets), 0)
    assert streets.total_m == pytest.approx(9494.58, abs=0.01)
    held = found.surface["density_km"] * found.surface.length / 1000
    assert held.sum() == pytest.approx(116, rel=2e-3)
    assert found.labels.max() >= 2
    assert (found.labels >= 0).mean() > 0.25
    assert_sound(found.polygons, places_of(table), found.labels)
