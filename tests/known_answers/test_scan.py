"""K9: the New York leukaemia scan; and SaTScan's three sample data sets against a scan written out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.hotspots.scan.areas import scan_areas
from tests.hotspots.scan_by_hand import best_window, llr_bernoulli, llr_poisson

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def leukaemia(real_data: Path) -> pd.DataFrame:
    """Return tracts with x, y, cases and population."""
    folder = real_data / "benchmarks"
    data = pd.read_csv(folder / "spatialepi_NYleukemia_data.csv")
    return data.merge(pd.read_csv(folder / "spatialepi_NYleukemia_geo.csv"), on="censustract.FIPS", validate="1:1")


def test_leukaemia_in_planar_coordinates(leukaemia):
    planar = np.column_stack([0.7826 * leukaemia["x"], leukaemia["y"]])
    found = scan_areas(planar, leukaemia["cases"], leukaemia["population"], largest_share=0.15, runs=999).clusters[0]
    assert len(found.places) == 30
    assert found.observed == pytest.approx(108.763859, rel=1e-9)
    assert found.expected == pytest.approx(66.10394619, rel=1e-9)
    assert found.llr == pytest.approx(13.278158, rel=1e-7)
    assert found.rank_p_value == 0.001
    assert found.gumbel_p_value < 0.001


@pytest.mark.parametrize("road", ["great circle", "EPSG:32618"])
def test_leukaemia_on_the_earth(leukaemia, road):
    degrees = leukaemia[["x", "y"]].to_numpy()
    if road == "EPSG:32618":
        import geopandas as gpd

        points = gpd.GeoSeries(gpd.points_from_xy(*degrees.T), crs=4326).to_crs(road)
        places = np.column_stack([points.x, points.y])
    else:
        places = degrees
    found = scan_areas(
        places,
        leukaemia["cases"],
        leukaemia["population"],
        largest_share=0.15,
        great_circle=road == "great circle",
        runs=99,
    ).clusters[0]
    assert len(found.places) == 31
    assert found.observed == pytest.approx(108.786039, rel=1e-8)
    assert found.expected == pytest.approx(66.634560, rel=1e-8)
    assert found.llr == pytest.approx(12.909141, rel=1e-7)


def test_clusters_of_leukaemia_share_no_tract(leukaemia):
    planar = np.column_stack([0.7826 * leukaemia["x"], leukaemia["y"]])
    clusters = scan_areas(planar, leukaemia["cases"], leukaemia["population"], largest_share=0.15, runs=99).clusters
    tracts = np.concatenate([cluster.places for cluster in clusters])
    assert len(tracts) == len(np.unique(tracts))
    ratios = [cluster.llr for cluster in clusters]
    assert ratios == sorted(ratios, reverse=True)


def same(found, by_hand) -> None:
    ratio, places, first, last, observed, base = by_hand
    assert found.llr == pytest.approx(ratio, rel=1e-12)
    assert (sorted(found.places), found.first, found.last, found.observed) == (places, first, last, observed)
    return base


def test_humberside_bernoulli(real_data):
    folder = real_data / "benchmarks"
    geo = pd.read_csv(folder / "satscan_NHumbersidegeo.csv")
    cases = pd.read_csv(folder / "satscan_NHumbersidecas.csv")["numcases"].to_numpy()
    everyone = cases + pd.read_csv(folder / "satscan_NHumbersidectl.csv")["numcontrols"].to_numpy()
    places = geo[["x-coordinate", "y-coordinate"]].to_numpy(dtype=float)
    found = scan_areas(places, cases, everyone, model="bernoulli", runs=99)
    assert cases.sum() == 62
    assert everyone.sum() == 203
    by_hand = best_window(places, cases[:, None], everyone[:, None], [(0, 0)], llr_bernoulli, 0.5)
    base = same(found.clusters[0], by_hand)
    assert found.clusters[0].expected == pytest.approx(base * 62 / 203)


def test_new_mexico_poisson_in_space_and_time(real_data):
    folder = real_data / "benchmarks"
    geo = pd.read_csv(folder / "satscan_NMgeo.csv")
    cases = pd.read_csv(folder / "satscan_NMcas.csv")
    people = pd.read_csv(folder / "satscan_NMpop.csv")
    years = np.arange(1973, 1992)
    # Population is known for 1973, 1982 and 1991 and taken as level until the next census here.
    known = people.groupby(["county", "year"])["population"].sum().unstack().reindex(geo["county"])
    census = np.searchsorted(known.columns.to_numpy() + 1900, years, side="right") - 1
    population = known.to_numpy(dtype=float)[:, census]
    held = (
        cases.groupby(["county", "year"])["cases"]
        .sum()
        .unstack(fill_value=0)
        .reindex(index=geo["county"], columns=years, fill_value=0)
        .to_numpy()
    )
    places = geo[["lat", "long"]].to_numpy(dtype=float)
    assert held.sum() == 1175
    for time in ("retrospective", "prospective"):
        found = scan_areas(places, held, population, time=time, runs=19, longest_periods=9)
        spans = [(b, e) for b in range(19) for e in range(b, min(b + 9, 19)) if time == "retrospective" or e == 18]
        same(found.clusters[0], best_window(places, held, population, spans, llr_poisson, 0.5))


def test_new_york_fever_space_time_permutation(real_data):
    folder = real_data / "benchmarks"
    geo = pd.read_csv(folder / "satscan_NYCfevergeo.csv")
    cases = pd.read_csv(folder / "satscan_NYCfevercas.csv", parse_dates=["date"])
    days = pd.date_range(cases["date"].min(), cases["date"].max())
    held = (
        cases.groupby(["zip", "date"])["cases"]
        .sum()
        .unstack(fill_value=0)
        .reindex(index=geo["zip"], columns=days, fill_value=0)
        .to_numpy()
    )
    assert held.sum() == cases["cases"].sum()
    places = geo[["lat", "long"]].to_numpy()
    found = scan_areas(places, held, model="space_time_permutation", time="prospective", longest_periods=7, runs=99)
    spans = [(len(days) - length, len(days) - 1) for length in range(1, 8)]
    expected = held.sum(axis=1)[:, None] * held.sum(axis=0)[None, :]
    same(found.clusters[0], best_window(places, held, expected, spans, llr_poisson, 0.5))
