"""Ids that last from run to run, and the record of splits and merges."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import hotspots
from geo.errors import ParameterError, TableError, UnprojectedError
from geo.hotspots.standing.identity import LEAST_KINSHIP, carried_ids
from geo.tables.lineage import EVENTS
from tests.hotspots.places import CRS, ORIGIN, incidents_at


def hotspots_at(*boxes, ids=None, n=None, rank=None) -> gpd.GeoDataFrame:
    """Return a table of hotspots, each a rectangle (west, south, east, north) in metres from the origin."""
    shapes = [shapely.affinity.translate(shapely.box(*box), *ORIGIN) for box in boxes]
    count = len(shapes)
    return gpd.GeoDataFrame(
        {
            "hotspot_id": ids if ids is not None else [f"N{k}" for k in range(count)],
            "rank": np.array(rank if rank is not None else np.arange(1, count + 1), dtype=np.int64),
            "n": np.array(n if n is not None else np.full(count, 20), dtype=np.int64),
            "area_km2": [shape.area / 1e6 for shape in shapes],
        },
        geometry=gpd.GeoSeries(shapes, crs=CRS),
        crs=CRS,
    )


def events(lineage) -> set[tuple[str, str, str]]:
    rows = lineage.kinships
    return set(zip(rows["event"], rows["hotspot_id"].fillna("-"), rows["previous_id"].fillna("-"), strict=True))


def test_a_hotspot_that_stays_keeps_its_id():
    lineage = carried_ids(hotspots_at((10, 0, 110, 100)), hotspots_at((0, 0, 100, 100), ids=["OLD"]))
    assert lineage.ids.tolist() == ["OLD"]
    assert lineage.kinships.to_dict("records") == [
        {
            "hotspot_id": "OLD",
            "previous_id": "OLD",
            "event": "same",
            "overlap_share": pytest.approx(90 / 110),
            "n": 20,
            "previous_n": 20,
            "rank": 1,
            "previous_rank": 1,
        }
    ]


def test_a_split_leaves_the_id_with_the_larger_part():
    new = hotspots_at((0, 0, 40, 100), (50, 0, 100, 100))
    lineage = carried_ids(new, hotspots_at((0, 0, 100, 100), ids=["OLD"]))
    assert lineage.ids.tolist() == ["N0", "OLD"]
    assert events(lineage) == {("same", "OLD", "OLD"), ("split", "N0", "OLD")}


def test_a_merger_takes_the_id_of_the_larger_part():
    previous = hotspots_at((0, 0, 40, 100), (50, 0, 100, 100), ids=["A", "B"])
    lineage = carried_ids(hotspots_at((0, 0, 100, 100)), previous)
    assert lineage.ids.tolist() == ["B"]
    assert events(lineage) == {("same", "B", "B"), ("merged", "B", "A")}


def test_gone_and_new():
    lineage = carried_ids(hotspots_at((500, 0, 600, 100)), hotspots_at((0, 0, 100, 100), ids=["A"]))
    assert events(lineage) == {("new", "N0", "-"), ("gone", "-", "A")}
    assert lineage.kinships["overlap_share"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("width", "event"), [(9.9, "new"), (10.1, "same")])
def test_negligible_contact_is_no_kinship(width, event):
    assert LEAST_KINSHIP == 0.1
    lineage = carried_ids(hotspots_at((100 - width, 0, 200 - width, 100)), hotspots_at((0, 0, 100, 100), ids=["A"]))
    assert lineage.kinships["event"].iloc[0] == event


def test_a_part_that_goes_to_another_heir_is_split_and_merged():
    """A takes most of P's leavings and all of Q: P's id stays with B, A is no Q, and Q lives on in A."""
    previous = hotspots_at((0, 0, 1000, 100), (1000, 0, 1200, 100), ids=["P", "Q"])
    new = hotspots_at((0, 0, 600, 100), (620, 0, 1200, 100), ids=["B", "A"])
    lineage = carried_ids(new, previous)
    assert lineage.ids.tolist() == ["P", "A"]
    assert events(lineage) == {("same", "P", "P"), ("split", "A", "P"), ("merged", "A", "Q")}


def test_ties_go_to_the_smaller_then_to_the_better_rank_then_to_the_id():
    new = hotspots_at((0, 0, 100, 100))
    equal = hotspots_at((0, 0, 50, 100), (50, 0, 150, 100), ids=["A", "B"], rank=[2, 1])
    assert carried_ids(new, equal).ids.tolist() == ["A"]
    ranks = hotspots_at((0, 0, 50, 100), (50, 0, 100, 100), ids=["A", "B"], rank=[2, 1])
    assert carried_ids(new, ranks).ids.tolist() == ["B"]
    names = hotspots_at((0, 0, 50, 100), (50, 0, 100, 100), ids=["B", "A"], rank=[1, 1])
    assert carried_ids(new, names).ids.tolist() == ["A"]
    halves = hotspots_at((0, 0, 50, 100), (50, 0, 100, 100), ids=["X", "Y"], rank=[2, 1])
    assert carried_ids(halves, hotspots_at((0, 0, 100, 100), ids=["OLD"])).ids.tolist() == ["X", "OLD"]


def test_new_ids_avoid_all_ids_that_others_had():
    previous = hotspots_at((0, 0, 100, 100), ids=["H1"])
    new = hotspots_at((0, 0, 100, 100), (500, 0, 600, 100), (700, 0, 800, 100), ids=["H9", "H1", "H1-2"])
    assert carried_ids(new, previous).ids.tolist() == ["H1", "H1-3", "H1-2"]
    assert carried_ids(new, previous, taken={"H1-2", "H1-4"}).ids.tolist() == ["H1", "H1-3", "H1-5"]
    gone = hotspots_at((0, 0, 100, 100), ids=["H1"])
    assert carried_ids(hotspots_at((500, 0, 600, 100), ids=["H1"]), gone).ids.tolist() == ["H1-2"]


@pytest.mark.parametrize("few", [0, 1])
def test_empty_tables(few):
    some, none = hotspots_at(*[(0, 0, 100, 100)] * few), hotspots_at()
    assert carried_ids(some, none).ids.tolist() == ["N0"][:few]
    assert carried_ids(none, some).kinships["event"].tolist() == ["gone"][:few]


def test_refuses_what_it_cannot_compare():
    table = hotspots_at((0, 0, 100, 100))
    with pytest.raises(UnprojectedError):
        carried_ids(table.to_crs(4326), table)
    with pytest.raises(TableError, match="rank"):
        carried_ids(table, table.drop(columns="rank"))
    with pytest.raises(ParameterError, match="CRS"):
        carried_ids(table, table.to_crs(32749))
    with pytest.raises(ParameterError, match="N0"):
        carried_ids(hotspots_at((0, 0, 1, 1), (5, 5, 6, 6), ids=["N0", "N0"]), table)


@st.composite
def rectangles(draw: st.DrawFn, letter: str) -> gpd.GeoDataFrame:
    count = draw(st.integers(0, 7))
    boxes = []
    for _ in range(count):
        west, south = draw(st.integers(0, 40)) * 10, draw(st.integers(0, 10)) * 10
        boxes.append((west, south, west + draw(st.integers(1, 20)) * 10, south + draw(st.integers(1, 6)) * 10))
    names = draw(st.permutations([f"{letter}{k}" for k in range(count)]))
    return hotspots_at(*boxes, ids=list(names), n=draw(st.lists(st.integers(1, 90), min_size=count, max_size=count)))


@settings(max_examples=50, deadline=None)
@given(rectangles("H"), rectangles("H"), st.randoms(use_true_random=False))
def test_invariants(new, previous, random):
    lineage = carried_ids(new, previous, taken={"H2", "H3-2"})
    rows = lineage.kinships
    assert lineage.ids.index.equals(new.index)
    assert lineage.ids.is_unique
    assert rows["event"].isin(EVENTS).all()
    kept = rows[rows["event"] == "same"]
    assert (kept["hotspot_id"] == kept["previous_id"]).all()
    assert kept["previous_id"].is_unique
    newcomers = rows.loc[rows["event"].isin(["split", "new"]), "hotspot_id"]
    assert not newcomers.isin([*previous["hotspot_id"], "H2", "H3-2"]).any()
    assert sorted([*kept["hotspot_id"], *newcomers]) == sorted(lineage.ids)
    past = rows.loc[rows["event"].isin(["same", "merged", "gone"]), "previous_id"]
    assert sorted(past) == sorted(previous["hotspot_id"])
    ancestors = rows.loc[rows["event"] == "split", "previous_id"]
    assert ancestors.isin(previous["hotspot_id"]).all()
    assert rows.loc[rows["event"] == "merged", "hotspot_id"].isin(lineage.ids).all()
    assert rows["overlap_share"].between(0, 1).all()
    assert ((rows["overlap_share"] > 0) == ~rows["event"].isin(["new", "gone"])).all()

    order, other = list(new.index), list(previous.index)
    random.shuffle(order)
    random.shuffle(other)
    turned = carried_ids(new.loc[order], previous.loc[other], taken=["H3-2", "H2"])
    assert turned.ids.reindex(new.index).equals(lineage.ids)
    assert turned.kinships.equals(rows)


@settings(max_examples=50, deadline=None)
@given(rectangles("N"), rectangles("P"))
def test_agrees_with_brute_force(new, previous):
    """The heir is whoever comes first among all pairs, compared one by one."""

    def key(i, j):
        one, other = new.geometry.iloc[i], previous.geometry.iloc[j]
        common, smaller = one.intersection(other).area, min(one.area, other.area)
        return (
            (
                -round(common, 2),
                -round(common / smaller, 9),
                previous["rank"].iloc[j],
                previous["hotspot_id"].iloc[j],
                new["rank"].iloc[i],
                new["hotspot_id"].iloc[i],
            )
            if round(common / smaller, 9) >= 0.1
            else None
        )

    pairs = {(i, j): key(i, j) for i in range(len(new)) for j in range(len(previous))}
    kin = sorted((value, pair) for pair, value in pairs.items() if value is not None)
    expected = set()
    for _, (i, j) in kin:
        best_of_new = next(pair for _, pair in kin if pair[0] == i)
        best_of_previous = next(pair for _, pair in kin if pair[1] == j)
        if best_of_new == best_of_previous == (i, j):
            expected.add((i, previous["hotspot_id"].iloc[j]))
    ids = carried_ids(new, previous).ids.tolist()
    assert {(i, one) for i, one in enumerate(ids) if one.startswith("P")} == expected


@pytest.mark.parametrize(
    ("method", "parameters"),
    [("dbscan", {"eps_m": 150, "min_samples": 8}), ("getis_ord", {}), ("kernel_density", {})],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_few_more_incidents_do_not_change_ids(method, parameters, seed):
    random = np.random.default_rng(seed)
    centres = random.uniform(800, 7200, (6, 2))
    near = centres[random.integers(6, size=900)] + random.normal(scale=90, size=(900, 2))
    xy = ORIGIN + np.vstack([near, random.uniform(0, 8000, (300, 2))]).clip(0, 8000)
    more = np.vstack([xy, xy[random.integers(900, size=9)] + random.normal(scale=40, size=(9, 2)), xy[-3:] + 7])
    area = shapely.box(*ORIGIN, *(ORIGIN + 8000))
    before = hotspots.find(incidents_at(xy), method, study_area=area, replicates=0, **parameters).hotspots
    now = hotspots.find(incidents_at(more), method, study_area=area, replicates=0, **parameters).hotspots
    lineage = carried_ids(now, before)
    assert len(before) >= 4
    stayed = lineage.kinships[lineage.kinships["event"] == "same"]
    assert len(stayed) >= len(before) - 1
    for one, there in zip(lineage.ids, now.geometry, strict=True):
        heirs = before[before.geometry.intersection(there).area > 0.5 * there.area]
        if len(heirs):
            assert one == heirs["hotspot_id"].iloc[0]
    for large in before[before["n"] >= 50]["hotspot_id"]:
        assert large in set(lineage.ids)
