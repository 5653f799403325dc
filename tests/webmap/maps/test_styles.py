"""Colours: ordered, distinct, readable; the same in style sheet, script and legend."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from geo.tables.lineage import CHANGES as KNOWN_CHANGES
from webmap.assets import FOLDER
from webmap.maps.styles import (
    AGENCIES,
    CHANGES,
    CONFIDENCE_OPACITY,
    FORECAST,
    RANKS,
    density_colours,
    density_ramp,
    for_browser,
)

CSS = (FOLDER / "app.css").read_text(encoding="utf-8")

TEXTS = (
    ("ink", "ground"),
    ("ink", "soft"),
    ("quiet", "ground"),
    ("quiet", "soft"),
    ("accent", "ground"),
    ("accent-ink", "accent"),
    ("warn-ink", "warn"),
    ("bad", "ground"),
    ("place", "land"),
    *((f"change-{change}", ground) for change in KNOWN_CHANGES for ground in ("ground", "soft")),
)


def luminance(colour: str) -> float:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_ranks_darken_step_by_step() -> None:
    steps = [luminance(colour) for colour in RANKS]
    assert steps == sorted(steps, reverse=True)
    assert all(one / other > 1.2 for one, other in pairwise(steps))


def test_the_style_sheet_has_the_same_ranks() -> None:
    assert tuple(re.findall(r"--rank-\d: (#\w{6});", CSS)) == RANKS


def test_the_forecast_is_blue_and_darkens() -> None:
    assert tuple(re.findall(r"--blue-\d: (#\w{6});", CSS)) == FORECAST
    steps = [luminance(colour) for colour in FORECAST]
    assert all(one / other > 1.2 for one, other in pairwise(steps))
    for colour in FORECAST:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert blue > green > red
    assert set(FORECAST).isdisjoint(RANKS)


def test_what_stands_on_the_blues_can_be_read() -> None:
    for step, colour in enumerate(FORECAST):
        assert contrast("#0d1b2a" if step < 3 else "#ffffff", colour) >= 4.5


def test_every_change_has_its_own_sign_and_line() -> None:
    assert set(CHANGES) == set(KNOWN_CHANGES)
    assert len({style.sign for style in CHANGES.values()}) == len(CHANGES)
    assert len({(style.weight, style.dashes) for style in CHANGES.values()}) == len(CHANGES)
    for style in CHANGES.values():
        for ground in ("#fbfaf6", "#262c31"):  # the light and the dark land
            assert contrast(style.colour, ground) >= 3


def test_the_surer_the_fuller() -> None:
    assert list(CONFIDENCE_OPACITY) == sorted(CONFIDENCE_OPACITY, reverse=True)
    assert all(one - other >= 0.25 for one, other in pairwise(CONFIDENCE_OPACITY))
    assert for_browser()["confidence"]["opacity"] == list(CONFIDENCE_OPACITY)


def test_agencies_are_distinct() -> None:
    assert len(set(AGENCIES)) == len(AGENCIES) >= 6
    assert for_browser()["agencies"] == list(AGENCIES)


def test_zero_density_is_transparent_and_more_is_brighter() -> None:
    table = density_colours()
    assert table[0, 3] == 0
    assert (np.diff(table[:, 3].astype(int)) >= 0).all()
    shown = [luminance(f"#{r:02x}{g:02x}{b:02x}") for r, g, b, a in table if a]
    assert (np.diff(shown) >= -0.01).all()
    assert len(density_ramp()) == 5


def _variables(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def test_texts_are_readable_in_light_and_dark() -> None:
    light = _variables(CSS[: CSS.index("@media screen")])
    dark = {**light, **_variables(CSS[CSS.index("@media screen") : CSS.index("* { box-sizing")])}
    for scheme in (light, dark):
        for ink, ground in TEXTS:
            assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)
        for shape, ground in [("boundary", "land"), ("incident", "land"), ("focus", "ground"), ("chosen", "land")]:
            assert contrast(scheme[shape], scheme[ground]) >= 3, (shape, ground)
