"""Parameters describe themselves and refuse nonsense in both languages."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import Field, model_validator

from geo.errors import ParameterError
from geo.hotspots.method import parameters_of
from geo.parameters import Help, Parameters, Unit


class Sample(Parameters):
    """A method's parameters of every make."""

    name: ClassVar[str] = "sample"
    reach_m: Annotated[float, Unit("m"), Help("Jangkauan", "Reach")] = Field(1500.5, ge=1, le=50_000)
    least: Annotated[int, Unit("incidents"), Help("Paling sedikit", "Fewest")] = Field(5, ge=2)
    width_m: Annotated[float | None, Unit("m"), Help("Lebar", "Width")] = Field(None, gt=0, le=100)
    shape: Annotated[Literal["round", "square"], Help("Bentuk", "Shape")] = "round"

    @model_validator(mode="after")
    def _narrower(self) -> Sample:
        if self.width_m is not None and self.width_m > self.reach_m:
            msg = "width_m > reach_m"
            raise ValueError(msg)
        return self


def test_description_has_unit_range_default_and_help():
    reach, least, width, shape = parameters_of(Sample)
    assert reach == {
        "name": "reach_m",
        "unit": "m",
        "low": 1,
        "high": 50_000,
        "default": 1500.5,
        "choices": None,
        "automatic": False,
        "integer": False,
        "help_id": "Jangkauan",
        "help_en": "Reach",
    }
    assert (least["integer"], least["high"]) == (True, None)
    assert (width["automatic"], width["default"], width["low"], width["high"]) == (True, None, 0, 100)
    assert (shape["choices"], shape["low"], shape["high"]) == (["round", "square"], "round", "square")


@pytest.mark.parametrize(
    ("values", "name", "indonesian", "english"),
    [
        (
            {"reach_m": 0},
            "reach_m",
            "harus bilangan dari 1 sampai 50.000 m; diberikan 0.",
            "must be a number from 1 to 50,000 m; got 0.",
        ),
        ({"reach_m": "abc"}, "reach_m", "diberikan 'abc'.", "got 'abc'."),
        ({"reach_m": float("nan")}, "reach_m", "harus bilangan", "must be a number"),
        ({"reach_m": float("inf")}, "reach_m", "harus bilangan", "must be a number"),
        (
            {"least": 2.5},
            "least",
            "harus bilangan bulat paling sedikit 2 kejadian; diberikan 2,5.",
            "must be a whole number, at least 2 incidents; got 2.5.",
        ),
        ({"width_m": -1}, "width_m", "(atau kosong: otomatis)", "(or left empty: automatic)"),
        ({"shape": "star"}, "shape", "salah satu dari round, square", "one of round, square"),
        ({"reech": 1}, "reech", "tidak dikenal; yang ada: reach_m", "is unknown; known: reach_m"),
        ({"reach_m": 5, "width_m": 9}, "reach_m, least, width_m, shape", "width_m > reach_m", "width_m > reach_m"),
    ],
)
def test_nonsense_is_refused_at_birth(values, name, indonesian, english):
    with pytest.raises(ParameterError) as refused:
        Sample(**values)
    assert refused.value.params["name"] == name
    assert indonesian in refused.value.text("id")
    assert english in refused.value.text("en")


def test_parameters_are_frozen():
    sample = Sample()
    with pytest.raises(ValueError, match="frozen"):
        sample.reach_m = 3.0
