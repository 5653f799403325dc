"""The duties of a hotspot method: whatever is registered passes these tests, built in or a stranger's.

What is promised about the order of rows: noise is the same in any order, and so is the division into clusters, except
that DBSCAN gives a border incident within reach of two clusters to the one whose first core comes first in the rows.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import hotspots
from geo.errors import GeoError, NotPointsError, ParameterError, UnprojectedError
from geo.tables.hotspots import HOTSPOTS, SURFACES, TRENDS
from tests.hotspots.places import CRS, ORIGIN, incidents_at
from tests.hotspots.test_outlines import assert_sound
from tests.spatial.networks_at_hand import lattice

DOCS = Path(__file__).parents[2] / "docs" / "methods.md"
SIDE_M = 8000.0
FEW = {"replicates": 0}
STUDY_AREA = shapely.box(*ORIGIN, *(ORIGIN + SIDE_M))


def gathered(n: int = 60) -> gpd.GeoDataFrame:
    """Return three groups far apart and some scatter, with doubles, in a study area of 8 km by 8 km."""
    random = np.random.default_rng(20)
    groups = [centre + random.normal(scale=80, size=(n, 2)) for centre in ([1500, 1500], [6000, 2000], [3000, 6500])]
    scatter = np.stack(np.meshgrid(np.arange(500, 8000, 1500), np.arange(500, 8000, 1500)), axis=-1).reshape(-1, 2)
    xy = ORIGIN + np.vstack([*groups, groups[0][:10], scatter])
    xy = xy[random.permutation(len(xy))]
    hours = np.arange(len(xy)) * 37 % (24 * 300)
    return incidents_at(
        xy,
        kind=np.where(np.arange(len(xy)) % 3 == 0, "CUR", "ANI"),
        harm=1.0 + np.arange(len(xy)) % 4,
        occurred_from=np.datetime64("2026-01-01T00:00", "us") + hours.astype("timedelta64[h]"),
        time_precision="minute",
    )


def ground_of(name: str) -> dict[str, object]:
    """Return what a method needs beside the incidents: roads every 250 m for those along a network."""
    return {"network": lattice(SIDE_M, 250, ORIGIN)} if hotspots.get(name).needs_network else {}


def assert_drawn(name, shapes, xy, labels):
    """Check the outlines: one by one for clusters in time, which may overlap in space; all together for others."""
    apart = [shapes.loc[[cluster]] for cluster in shapes.index] if hotspots.get(name).uses_time else [shapes]
    for some in apart:
        assert_sound(some, xy, labels)


def same_division(one, other) -> bool:
    """Whether two labellings are the same but for the clusters' numbers, noise being noise in both."""
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    return ((one == -1) == (other == -1)).all() and len(pairs) == len({a for a, _ in pairs}) == len(
        {b for _, b in pairs}
    )


@pytest.fixture(params=hotspots.names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_one_label_per_incident_on_the_same_index(name):
    table = gathered()
    table.index = np.arange(len(table))[::-1] * 3 + 7
    labels = hotspots.detect(table, name, study_area=STUDY_AREA, **ground_of(name))
    assert labels.index.equals(table.index)
    assert labels.dtype == np.int64
    assert labels.name == "cluster"
    assert labels.min() >= -1
    assert labels.max() >= 2, "three groups of sixty in a study area of 64 km² are three hotspots at least"


def test_leaves_its_input_untouched(name):
    table = gathered()
    before = table.copy(deep=True)
    hotspots.find(table, name, study_area=STUDY_AREA, **ground_of(name), **FEW)
    assert table.equals(before)
    assert table.crs == before.crs


@pytest.mark.parametrize("study_area", [None, STUDY_AREA], ids=["no area", "area"])
@pytest.mark.parametrize(
    "xy",
    [
        np.empty((0, 2)),
        [ORIGIN + 100],
        [ORIGIN + 100, ORIGIN + 150],
        np.repeat([ORIGIN + 4000], 40, axis=0),
        ORIGIN + np.outer(np.arange(30) * 20.0, [1, 0.5]),
    ],
    ids=["none", "one", "two", "one place", "one line"],
)
def test_takes_few_and_odd_incidents(name, xy, study_area):
    table = incidents_at(xy)
    found = hotspots.find(table, name, study_area=study_area, **ground_of(name), **FEW)
    assert len(found.labels) == len(table)
    assert found.hotspots.columns.tolist() == HOTSPOTS.names
    assert_drawn(
        name, found.hotspots.set_index("cluster").geometry, shapely.get_coordinates(table.geometry.array), found.labels
    )


def test_refuses_degrees_and_rows_without_a_point(name):
    with pytest.raises(UnprojectedError):
        hotspots.detect(gathered().to_crs(4326), name)
    with pytest.raises(NotPointsError):
        hotspots.detect(gpd.GeoDataFrame(geometry=[None], crs=CRS), name)


def test_nothing_is_found_without_a_network_and_the_reason_is_told(name):
    if hotspots.get(name).needs_network:
        found = hotspots.find(gathered(), name, study_area=STUDY_AREA)
        assert (found.labels == -1).all()
        assert any("network" in notice.en and "jaringan" in notice.id for notice in found.notices)


def test_same_seed_same_answer(name):
    one = hotspots.find(gathered(), name, study_area=STUDY_AREA, seed=5, **ground_of(name))
    other = hotspots.find(gathered(), name, study_area=STUDY_AREA, seed=5, **ground_of(name))
    assert one.labels.equals(other.labels)
    assert one.hotspots.equals(other.hotspots)
    assert (one.surface is None and other.surface is None) or one.surface.equals(other.surface)


def test_order_of_rows_does_not_matter(name):
    table = gathered()
    turned = table.sample(frac=1, random_state=4)
    one = hotspots.find(table, name, study_area=STUDY_AREA, **ground_of(name), **FEW)
    other = hotspots.find(turned, name, study_area=STUDY_AREA, **ground_of(name), **FEW)
    assert same_division(one.labels, other.labels.reindex(table.index))
    for column in ("hotspot_id", "n", "harm", "kinds", "hours", "trend"):
        assert one.hotspots[column].tolist() == other.hotspots[column].tolist()
    apart = one.hotspots.geometry.symmetric_difference(other.hotspots.geometry, align=False).area
    assert (apart < 1e-6).all()


def test_incidents_of_one_place_have_one_label(name):
    """Of one place and, for clusters in time, of one moment."""
    table = gathered()
    twice = gpd.GeoDataFrame(pd.concat([table, table.iloc[::3]], ignore_index=True), crs=table.crs)
    labels = hotspots.detect(twice, name, study_area=STUDY_AREA, **ground_of(name))
    same = [twice.geometry.to_wkb()]
    if hotspots.get(name).uses_time:
        same.append(twice["occurred_from"])
    assert (labels.groupby(same).nunique() == 1).all()


def test_hotspots_are_sound_and_complete(name):
    table = gathered()
    found = hotspots.find(table, name, study_area=STUDY_AREA, timezone="Asia/Jakarta", **ground_of(name), **FEW)
    rows = found.hotspots
    assert rows.columns.tolist() == HOTSPOTS.names
    assert rows.crs == table.crs
    assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
    assert rows["hotspot_id"].is_unique
    assert rows["harm"].is_monotonic_decreasing
    counts = found.labels[found.labels >= 0].value_counts()
    assert dict(zip(rows["cluster"], rows["n"], strict=True)) == counts.to_dict()
    assert rows["trend"].isin(TRENDS).all()
    required = [column.name for column in HOTSPOTS.columns if column.required and column.kind != "geometry"]
    assert rows[[*required, "expected", "explanation_id", "explanation_en"]].notna().all(axis=None)
    assert (rows["n"] > rows["expected"]).all()
    assert (rows["area_km2"] - rows.area / 1e6).abs().max() < 1e-9
    assert_drawn(name, rows.set_index("cluster").geometry, shapely.get_coordinates(table.geometry.array), found.labels)
    assert rows.geometry.difference(STUDY_AREA).area.max() < 1e-6
    assert found.study_area_km2 == pytest.approx(64.0)


def test_gives_what_it_says_it_gives(name):
    method = hotspots.get(name)
    found = hotspots.find(gathered(), name, study_area=STUDY_AREA, **ground_of(name), **FEW)
    assert (found.surface is not None) == method.gives_surface
    if found.surface is not None:
        assert found.surface.columns.tolist() == SURFACES.names
        assert found.surface["cell_id"].is_unique
        assert found.surface.crs == CRS
    assert (found.hotspots["tested"] == method.tests_significance).all()
    if method.tests_significance:
        assert found.hotspots["p_value"].between(0, 1).all()


def test_names_itself_its_source_and_what_it_does(name):
    described = hotspots.describe(name)
    assert hotspots.get(name).name == name
    assert any(character.isdigit() for character in described["source"]), "a source has a year"
    assert described["says"]["id"]
    assert described["says"]["en"]
    assert described["says"]["id"] != described["says"]["en"]


def test_every_parameter_is_described(name):
    for parameter in hotspots.describe(name)["parameters"]:
        for key in ("unit", "help_id", "help_en"):
            assert parameter[key], f"{parameter['name']} has no {key}"
        assert parameter["low"] is not None
        assert parameter["high"] is not None
        assert "default" in parameter
        assert parameter["default"] is not None or parameter["automatic"]
        assert parameter["help_id"] != parameter["help_en"]


def test_nonsense_parameters_are_refused(name):
    with pytest.raises(ParameterError, match="no_such_thing"):
        hotspots.detect(gathered(), name, no_such_thing=1)
    for parameter in hotspots.describe(name)["parameters"]:
        bad = ["nonsense", [1], {}]
        if parameter["choices"] is None:
            bad += [parameter["low"] - 1, parameter["high"] + 1, float("nan"), float("inf")]
        for value in bad:
            with pytest.raises(ParameterError) as refused:
                hotspots.make(name, **{parameter["name"]: value})
            assert parameter["name"] in refused.value.text("id")
            assert isinstance(refused.value, GeoError)


def test_defaults_may_be_given_as_texts(name):
    defaults = hotspots.get(name)().model_dump()
    texts = {key: "auto" if value is None else str(value) for key, value in defaults.items()}
    assert hotspots.make(name, **texts).model_dump() == defaults


def test_is_documented(name):
    assert f"## {name}\n" in DOCS.read_text(encoding="utf-8")
