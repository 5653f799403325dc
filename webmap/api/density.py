"""The density surface as picture tiles, each computed with the margin that its neighbours lend, so without seams."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from flask import Blueprint, Response, abort

from webmap import questions
from webmap.api.answers import answer
from webmap.incident_index import LEVEL, IncidentIndex
from webmap.limits import check_limit
from webmap.maps.styles import DENSITY_STEPS, density_colours
from webmap.questions import LARGEST_ZOOM, Shown
from webmap.services import services
from webmap.sessions import csrf_token
from webmap.settings import WebSettings

TILE = 256
SIGMA = 9.0
MARGIN = 28  # where the kernel is cut off, just above three sigma
KEEP_SECONDS = 3600
TILES_ALLOWED = "4000 per minute"
"""Of one session; a map of 1440 x 900 that is moved every second asks for a third of it."""
# The brightest colour stands for this quantile of the densest places of the whole region at the same zoom.
_BRIGHTEST = 0.995
_ALONE = 3.0  # and for at least this many incidents at one place, so that a single one never looks alarming


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/density/{z}/{x}/{y}.png`."""

    @room.get("/density/<digits:z>/<digits:x>/<digits:y>.png")
    def density(z: int, x: int, y: int) -> Response:
        if z > LARGEST_ZOOM or x >= 1 << z or y >= 1 << z:
            abort(404)
        tile_allowed()
        questions.only({"kinds", "period", "version"})
        questions.whole("version", 0, 999_999_999, 0)  # only makes the address new when the data are
        index = services().index()
        shown = questions.shown(index.kinds, services().now(), services().region().timezone)
        key = ("density", index.version, shown, z, x, y)
        body = services().kept(key, lambda: tile(index, shown, z, x, y))
        if not body:
            empty = Response(status=204)
            empty.headers["Cache-Control"] = f"private, max-age={KEEP_SECONDS}"
            return empty
        return answer(body, mimetype="image/png", keep_seconds=KEEP_SECONDS)


def tile_allowed() -> None:
    """Count one more tile of this session.

    Raises
    ------
    TooManyRequests
        When it has asked for more than anybody can look at.
    """
    check_limit("tiles", TILES_ALLOWED, csrf_token())


def tile(index: IncidentIndex, shown: Shown, z: int, x: int, y: int) -> bytes:
    """Draw one tile of the web map's grid.

    Returns
    -------
    bytes
        A PNG of 256 x 256 pixels with a palette, or nothing when no incident is near enough to be seen.
    """
    surface = smoothed(index, shown, z, x, y)
    if surface is None:
        return b""
    share = np.sqrt(np.clip(surface / brightest(index, shown, z), 0, 1))
    steps = np.round(share * (DENSITY_STEPS - 1)).astype(np.uint8)
    return _png(steps) if steps.any() else b""


def smoothed(index: IncidentIndex, shown: Shown, z: int, x: int, y: int) -> npt.NDArray[np.float64] | None:
    """Return incidents per pixel of one tile after smoothing (256 x 256), or None when none is within reach."""
    from scipy.ndimage import gaussian_filter

    rows = index.rows_around(z, x, y)
    rows = rows[index.matching(shown)[rows]]
    side = TILE + 2 * MARGIN
    across = np.floor((index.x[rows] * (1 << z) - x) * TILE).astype(np.int64) + MARGIN
    down = np.floor((index.y[rows] * (1 << z) - y) * TILE).astype(np.int64) + MARGIN
    near = (across >= 0) & (across < side) & (down >= 0) & (down < side)
    if not near.any():
        return None
    counts = np.bincount(down[near] * side + across[near], minlength=side * side).reshape(side, side)
    smooth = gaussian_filter(counts.astype(np.float64), SIGMA, mode="constant", radius=MARGIN)
    return np.asarray(smooth[MARGIN:-MARGIN, MARGIN:-MARGIN])


def brightest(index: IncidentIndex, shown: Shown, z: int) -> float:
    """Return the density per pixel that is brightest: one for all tiles of a zoom, or their borders would show."""
    key = ("brightest", index.version, shown, z)
    made = services().kept(key, lambda: np.float64(_brightest(index, shown, z)).tobytes())
    return float(np.frombuffer(made, dtype=np.float64)[0])


def _brightest(index: IncidentIndex, shown: Shown, z: int) -> float:
    level = min(z + 4, LEVEL)  # cells of 16 pixels, about two sigma
    codes = index.code[index.matching(shown)] >> (2 * (LEVEL - level))
    alone = _ALONE / (2 * np.pi * SIGMA**2)
    if not len(codes):
        return float(alone)
    first = np.flatnonzero(np.diff(codes, prepend=codes[0] - 1))
    counts = np.diff(first, append=len(codes))
    return float(max(np.quantile(counts, _BRIGHTEST) / 16**2, alone))


def _png(steps: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    colours = density_colours()
    picture = Image.frombytes("P", (TILE, TILE), steps.tobytes())
    picture.putpalette(colours[:, :3].tobytes())
    written = io.BytesIO()
    picture.save(written, format="PNG", transparency=colours[:, 3].tobytes(), compress_level=6)
    return written.getvalue()
