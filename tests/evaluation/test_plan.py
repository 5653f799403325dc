from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from geo.errors import ParameterError
from geo.evaluation.canonical import canonical_json
from geo.evaluation.plan import MAX_EARLIER, plan_of
from geo.evaluation.rings import MAX_VERTICES, Area
from tests.evaluation.grounds import AFTER, BEFORE, EARLIER, ZONES, areas, degrees, half_year, plan

_ANGLES = np.linspace(0, 6.28, MAX_VERTICES + 1)
TOO_FINE = shapely.Polygon(np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1))


def test_comes_back_from_its_content():
    one = plan(earlier=EARLIER, harm={"CURAT": 3}, kinds=("CURAT",), scale="earlier", run_id="R1", seed=5)
    content = json.loads(canonical_json(one.content()))
    again = plan_of(content)
    assert again.content() == one.content()
    assert plan_of(again.content()) == again
    assert again.harm == {"CURAT": 3.0}
    assert again.parameters == one.parameters


def test_content_does_not_depend_on_the_order_of_drawing():
    square = degrees(ZONES["Z1"])
    turned = shapely.Polygon([*square.exterior.coords[2:], *square.exterior.coords[1:3]])
    one, other = (plan(zones=(Area("Z1", "Z1", shape),)) for shape in (square, turned))
    assert canonical_json(one.content()) == canonical_json(other.content())
    assert plan(earlier=EARLIER).content() == plan(earlier=EARLIER[::-1]).content()


def test_areas_are_laid_out_by_the_plan():
    assert plan().areas().table["role"].value_counts().to_dict() == {"treated": 2, "ring": 2, "control": 2}


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"collaboration": "navy"}, "collaboration"),
        ({"scale": "people"}, "scale"),
        ({"selection": "best"}, "selection"),
        ({"decides": "ring"}, "decides"),
        ({"zones": ()}, "zones"),
        ({"before": AFTER, "after": BEFORE}, "before"),
        ({"before": BEFORE, "after": BEFORE}, "before"),
        ({"scale": "earlier"}, "scale"),
        ({"earlier": (BEFORE,)}, "earlier"),
        ({"earlier": (EARLIER[0], EARLIER[0])}, "earlier"),
        ({"earlier": tuple(half_year(1950 + year) for year in range(MAX_EARLIER + 1))}, "earlier"),
        ({"harm": {"CURAT": -1}}, "harm"),
        ({"harm": {"CURAT": float("nan")}}, "harm"),
        ({"purpose": "x" * 2_001}, "purpose"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"zones": (Area("P", "P", shapely.Point(104, -2)),)}, "zones"),
        ({"control": (Area("P", "P", shapely.Polygon()),)}, "zones"),
        ({"region": TOO_FINE}, "zones"),
    ],
)
def test_nonsense_is_refused_by_name(wrong, name):
    with pytest.raises(ParameterError) as refused:
        plan(**wrong)
    assert refused.value.params["name"] == name


def test_no_control_and_no_region_is_a_plan_all_the_same():
    assert plan(control=(), region=None).areas().notices
    assert plan(control=areas({"K": ZONES["Z1"]}))
