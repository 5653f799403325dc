"""Density tiles: no seams, transparent where nothing is, quick refusals."""

from __future__ import annotations

import io

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.webmap.signing import sign_in
from tests.webmap.test_incident_index import columns
from webmap.api import density
from webmap.api.density import MARGIN, SIGMA, TILE, brightest, smoothed
from webmap.incident_index import IncidentIndex, index_of
from webmap.questions import Shown


@pytest.fixture(scope="module")
def index() -> IncidentIndex:
    return index_of(columns(3000))


@pytest.mark.parametrize("zoom", [8, 10, 11])
def test_neighbours_meet_without_a_seam(index: IncidentIndex, zoom: int) -> None:
    side = 1 << zoom
    x, y = int(index.x[1500] * side), int(index.y[1500] * side)
    tiles = {(dx, dy): smoothed(index, Shown(), zoom, x + dx, y + dy) for dx in (0, 1) for dy in (0, 1)}
    filled = {at: np.zeros((TILE, TILE)) if tile is None else tile for at, tile in tiles.items()}
    joined = np.block([[filled[0, 0], filled[1, 0]], [filled[0, 1], filled[1, 1]]])
    # The same place computed in one piece, at its own resolution.
    from scipy.ndimage import gaussian_filter

    wide = 2 * TILE + 2 * MARGIN
    across = np.floor((index.x * side - x) * TILE).astype(int) + MARGIN
    down = np.floor((index.y * side - y) * TILE).astype(int) + MARGIN
    near = (across >= 0) & (across < wide) & (down >= 0) & (down < wide)
    counts = np.zeros((wide, wide))
    np.add.at(counts, (down[near], across[near]), 1)
    whole = gaussian_filter(counts, SIGMA, mode="constant", radius=MARGIN)[MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert np.allclose(joined, whole, atol=1e-12)


def test_nothing_is_lost_by_smoothing(index: IncidentIndex) -> None:
    total = smoothed(index, Shown(), 0, 0, 0)
    assert total is not None
    assert np.isclose(total.sum(), 3000, rtol=1e-3)


def test_a_tile_is_a_small_picture_with_transparency(client: FlaskClient) -> None:
    answer = client.get("/api/density/9/404/259.png")
    assert answer.mimetype == "image/png"
    assert len(answer.data) < 60_000
    picture = Image.open(io.BytesIO(answer.data)).convert("RGBA")
    assert picture.size == (TILE, TILE)
    alpha = np.asarray(picture)[:, :, 3]
    assert alpha.min() == 0
    assert alpha.max() > 150


def test_empty_sea_is_an_empty_answer_that_is_kept(client: FlaskClient) -> None:
    """A07."""
    answer = client.get("/api/density/9/0/0.png")
    assert answer.status_code == 204
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.data == b""


@pytest.mark.parametrize(
    "address",
    [
        "-1/0/0",
        "19/0/0",
        "31/0/0",
        "1000000000/0/0",
        "5/32/0",
        "5/0/32",
        "5/0/-1",
        "5/1.5/0",
        "5/%00/0",
        "5/0",
        "x/0/0",
        "9" * 5000 + "/0/0",
    ],
)
def test_tiles_that_do_not_exist(client: FlaskClient, address: str) -> None:
    """A07."""
    assert client.get(f"/api/density/{address}.png").status_code == 404


def test_unknown_filters_are_refused(client: FlaskClient) -> None:
    assert client.get("/api/density/9/404/259.png?kinds=KDRT").status_code == 400
    assert client.get("/api/density/9/404/259.png?colour=red").status_code == 400


def test_a_filter_changes_the_picture(client: FlaskClient) -> None:
    every, some = (client.get(f"/api/density/9/404/259.png{query}").data for query in ("", "?kinds=CURAT&version=3"))
    assert every != some


def test_one_brightness_for_a_whole_zoom(index: IncidentIndex, client: FlaskClient) -> None:
    with client.application.app_context():
        assert brightest(index, Shown(), 9) == brightest(index, Shown(), 9) > 0
        assert brightest(index, Shown(kinds=("nothing",)), 9) > 0


def test_many_tiles_stay_within_the_cache(client: FlaskClient) -> None:
    """A07."""
    cache = client.application.extensions["petarawan"].answers
    for x in range(380, 420):
        for y in range(240, 270):
            client.get(f"/api/density/9/{x}/{y}.png")
    assert len(cache) <= cache.most_entries
    assert cache.bytes <= cache.most_bytes


@pytest.mark.parametrize("kind", ["density", "hours/density"])
def test_a_flood_of_tiles_is_told_to_wait(app: Flask, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A07: beyond the limit of a session 429 with the seconds to wait; other sessions are not concerned."""
    monkeypatch.setattr(density, "TILES_ALLOWED", "12 per minute")
    reader, other = sign_in(app), sign_in(app)
    answers = [reader.get(f"/api/{kind}/9/{x}/0.png") for x in range(14)]
    assert [answer.status_code for answer in answers] == [204] * 12 + [429] * 2
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert other.get(f"/api/{kind}/9/0/0.png").status_code == 204


def test_the_limit_is_beyond_what_anybody_can_look_at() -> None:
    """A07: a large screen moved every second, with two layers, asks for less; ten thousand tiles are more."""
    allowed = int(density.TILES_ALLOWED.split()[0])
    assert 60 * 24 * 2 < allowed < 10_000
