"""The weekly forecast of Portland's vehicle thefts: eight published figures, then what our own models reach.

The data are in feet, so the unit-free layers below the public function are driven here.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import ndimage

from geo.forecast import forecast, registry
from geo.forecast.backtest import REFERENCE, backtest
from geo.forecast.bootstrap import paired_difference
from geo.forecast.history import History, Windows, hottest
from geo.forecast.place import pixels_of
from geo.forecast.raster import Raster
from geo.forecast.rolled import Candidate
from geo.forecast.serve import challenger, choice

pytestmark = pytest.mark.real_data
SIDE_FT, CELLS_FLAGGED = 500.0, 83
TESTED = Windows.regular(int(np.datetime64("2015-06-01", "D").astype(int)), 7, 104)
EARLIER = Windows.before(int(TESTED.first[0]), 7, 104)
ORIGINS = [(0, 0), (250, 0), (0, 250), (250, 250)]
MODELS = ("self_exciting", "decayed", "counts_all", "counts_365", "counts_28")


@pytest.fixture(scope="module")
def portland(real_data):
    folder = real_data / "crime" / "portland_nij"
    boundary = gpd.read_file(folder / "portland_boundary.shp")
    city = shapely.union_all(boundary.geometry.array).buffer(0)
    thefts = pd.read_csv(folder / "portland_vehicle_theft_2012_2017.csv.gz")
    day = pd.to_datetime(thefts["occ_date"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    return city, thefts["x_coordina"].to_numpy(float), thefts["y_coordina"].to_numpy(float), day


def history(portland, origin=(0, 0)):
    city, x, y, day = portland
    west, south = city.bounds[:2]
    raster = Raster.over(city.bounds, SIDE_FT, origin=(west + origin[0], south + origin[1]))
    return History.within(raster, city, x, y, day)


def hits_of(h, score_at):
    """Return the hits of a score in each tested week, flagged by the recipe."""
    found = []
    for first, end in TESTED.pairs():
        cells = hottest(score_at(first) + h.ties(first), h.inside, CELLS_FLAGGED)
        found.append(h.counts(first, end).ravel()[cells].sum())
    return np.asarray(found)


def mixed(h, first):
    long = ndimage.gaussian_filter(h.decayed(first, 365), 0.5)
    short = ndimage.gaussian_filter(h.decayed(first, 14), 1.0)
    return 0.7 * long / long.sum() + 0.3 * short / short.sum()


def by_model(name, **values):
    model = registry.make(name, **values)
    return lambda h, first: next(iter(model.surfaces(h, Windows.regular(first, 7, 1)))).score


TABLE = {
    "last 28 days, count": (by_model("counts_28"), 5.35, (-152, -80)),
    "kernel density, 1 year, sigma 1 cell": (
        lambda h, first: ndimage.gaussian_filter(h.counts(first - 365, first), 1.0),
        6.17,
        (-110, -43),
    ),
    "last 365 days, count": (by_model("counts_365"), 7.67, (0, 0)),
    "decayed, half-life 180 d, sigma 0.5": (by_model("decayed", half_life_days=180, sigma_cells=0.5), 7.63, (-21, 19)),
    "0.7 decayed 365 + 0.3 decayed 14": (mixed, 7.71, (-22, 26)),
    "all history, count": (by_model("counts_all"), 8.19, (-5, 58)),
    "decayed, half-life 365 d, sigma 0.5": (by_model("decayed", half_life_days=365, sigma_cells=0.5), 8.25, (9, 49)),
}


def test_cells_and_thefts(portland):
    h = history(portland)
    assert portland[0].area / 5280**2 == pytest.approx(147.70, abs=0.005)
    assert round(0.005 * int(h.inside.sum())) in (82, 83)
    flagged_mi2 = CELLS_FLAGGED * SIDE_FT**2 / 5280**2
    assert flagged_mi2 == pytest.approx(0.744, abs=0.0005)
    assert sum(h.total(first, end) for first, end in TESTED.pairs()) == 5006


@pytest.mark.parametrize("name", TABLE)
def test_share_caught_and_its_interval(portland, name):
    h = history(portland)
    score, percent, (low, high) = TABLE[name]
    hits = hits_of(h, lambda first: score(h, first))
    assert 100 * hits.sum() / 5006 == pytest.approx(percent, abs=0.005 + 1e-9)
    found = paired_difference(hits, hits_of(h, lambda first: by_model("counts_365")(h, first)), seed=1)
    assert found == pytest.approx((low, high), abs=5)  # ends of a bootstrap interval move by a few hits with the seed


def test_random_cells_catch_what_chance_gives(portland):
    # The table's 0.48 % (24 hits) is one draw; its expectation is 0.502 %, and single draws differ by 0.1 points.
    h = history(portland)
    inside = sum(h.counts(first, end)[h.inside].sum() for first, end in TESTED.pairs())
    percent = 100 * inside * CELLS_FLAGGED / h.inside.sum() / 5006
    assert percent == pytest.approx(0.502, abs=0.001)
    rng = np.random.default_rng(0)
    draws = [100 * hits_of(h, lambda _: rng.random(h.raster.shape) * 1e6).sum() / 5006 for _ in range(5)]
    assert np.abs(np.asarray(draws) - 0.48).max() < 0.35


@pytest.mark.slow
def test_the_served_model_beats_the_one_year_count_on_most_grids(portland):
    """Parameters and challenger are chosen before the first tested week; the grids differ by their origin only.

    A regression test, no proof: the model's form was fixed after variants of it had been scored on these weeks, and the
    lower ends are a few hits from zero (docs, forecast, Measured).
    """
    proved = 0
    for origin in ORIGINS:
        h = history(portland, origin)
        candidates = [Candidate(registry.make(name)) for name in MODELS]
        run = backtest(h, candidates, CELLS_FLAGGED, earlier=EARLIER, tested=TESTED, seed=0)
        chosen = challenger(run, candidates, "grid")
        served = choice(run, chosen, seed=0)
        proved += served.low > 0
        assert (served.key == chosen) == (served.low > 0)
        below = paired_difference(run.hits[chosen], run.hits["counts_all"], seed=0)
        assert below[1] > 0, f"significantly below the count of all history at {origin}"
        row = run.table.set_index("candidate").loc[served.key]
        assert 0.85 <= row["expected_over_observed"] <= 1.15
        assert row["hit_rate"] < 0.085, "figures well above 8.2 % on this grid would be a leak"
        reference = run.table.set_index("candidate").loc[REFERENCE]
        assert 0.85 <= reference["expected_over_observed"] <= 1.15
    assert proved >= 3


@pytest.mark.slow
@pytest.mark.parametrize("origin", ORIGINS)
def test_floating_squares_beat_the_one_year_count_on_every_grid(portland, origin):
    """The recipe was fixed beforehand; on every grid its interval lies above that of the count it is held against."""
    h = history(portland, origin)
    fine = pixels_of(h.raster)
    pixels = h.on(fine, fine.inside(portland[0]))
    candidates = [
        Candidate(registry.make("decayed", half_life_days=365, sigma_cells=0.5)),
        Candidate(registry.make("counts_all")),
        Candidate(registry.make("decayed", half_life_days=730, sigma_cells=0), "floating"),
    ]
    none = Windows.before(int(TESTED.first[0]), 7, 0)
    run = backtest(
        h, candidates, CELLS_FLAGGED, earlier=none, tested=TESTED, pixels=pixels, shares=registry.make("risk_terrain")
    )
    caught = run.hits["decayed floating"].sum() / 5006 * 100
    assert 8.3 < caught < 9.3
    assert caught > run.hits["decayed"].sum() / 5006 * 100
    low, _ = paired_difference(run.hits["decayed floating"], run.hits[REFERENCE], seed=0)
    assert low > 0
    _, high = paired_difference(run.hits["decayed floating"], run.hits["counts_all"], seed=0)
    assert high > 0, "significantly below the count of all history"


@pytest.mark.slow
def test_thin_data_is_served_by_the_plain_count(portland):
    """Every twentieth theft, through the public function in metres: nothing can be proved, and that is what it says."""
    city, x, y, day = portland
    thefts = gpd.GeoDataFrame(
        {"occurred_from": pd.to_datetime(day, unit="D", utc=True), "time_precision": "day"},
        geometry=gpd.points_from_xy(x, y),
        crs=2913,
    ).to_crs(32610)
    area = gpd.GeoSeries([city], crs=2913)
    found = forecast(thefts.iloc[::20], area, at="2017-05-29", unit_m=152.4, n_places=83)
    assert found.served == REFERENCE
    assert "not proved above zero" in found.says[0].en
    assert len(found.backtest) == 6
    assert found.units["expected"].sum() < 2
