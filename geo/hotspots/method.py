"""What a hotspot method is: a small frozen object of parameters that labels incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import ParameterError
from geo.hotspots.parameter import described, problem_of
from geo.languages import Says

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pydantic.fields import FieldInfo
    from shapely.geometry.base import BaseGeometry

    from geo.spatial.grid import Grid

NOISE = -1


class Parameters(BaseModel):
    """Base of every method: frozen, unknown parameters refused, ranges checked once, at birth.

    Each field is annotated with its unit and its help in both languages::

        eps_m: Annotated[float, Unit("m"), Help(id="…", en="…")] = Field(500.0, ge=1, le=50_000)

    Raises
    ------
    ParameterError
        When a value is missing its range or a name is unknown; the text names parameter, range and unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            fields = described(type(self).model_fields)
            name, problem = problem_of(error, fields)
            raise ParameterError(name=name, problem=problem) from error


@dataclass(frozen=True)
class Cells:
    """The cells that a method found hot: a grid, flat cell indices and the cluster of each."""

    grid: Grid
    flat: Any
    cluster: Any


@dataclass(frozen=True)
class Detection:
    """What a method found.

    Parameters
    ----------
    labels
        One int64 per incident on the index of the incidents, named `cluster`; -1 is noise. Incidents at
        the very same place have the same label.
    surface
        A table in the form of `SURFACES`, in the metric CRS of the incidents, or None.
    statistics
        Indexed by cluster, any of the columns z_score, p_value, q_value, significant, expected; or None.
    polygons
        Outlines in the metric CRS, indexed by cluster, when the method itself defines them (cells);
        None: they are drawn around the members.
    cells
        The hot cells behind `polygons`, for methods on a grid.
    link_m
        Members no farther apart than this belong to one piece of an outline, metres; None: as far as
        needed to keep the cluster in one piece.
    notices
        What the user should know, in both languages, values already filled in.
    """

    labels: pd.Series[int]
    surface: gpd.GeoDataFrame | None = None
    statistics: pd.DataFrame | None = None
    polygons: gpd.GeoSeries | None = None
    cells: Cells | None = None
    link_m: float | None = None
    notices: list[Says] = field(default_factory=list)


class Method(Protocol):
    """The duties of a method; its instances are its parameters.

    Attributes
    ----------
    name
        Name under which it is registered.
    source
        The paper that it follows.
    says
        One line saying what it does.
    gives_surface
        Whether `Detection.surface` is filled.
    tests_significance
        Whether clusters carry p values.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    says: ClassVar[Says]
    gives_surface: ClassVar[bool]
    tests_significance: ClassVar[bool]
    model_fields: ClassVar[dict[str, FieldInfo]]

    def run(self, incidents: gpd.GeoDataFrame, study_area: BaseGeometry | None, seed: int) -> Detection:
        """Label incidents.

        Parameters
        ----------
        incidents
            Points in a metric CRS, checked: none missing, empty or infinite, all inside `study_area`.
            Always has the columns kind, harm, occurred_from, occurred_to, time_precision. May be empty.
        study_area
            Valid polygon in the same CRS, or None when it is unknown.
        seed
            Source of all randomness.
        """
        ...

    def model_dump(self, *, mode: str = "python") -> dict[str, Any]:
        """Return all parameters by name; `mode="json"` makes them fit for JSON."""
        ...


def parameters_of(method: type[Method]) -> list[Mapping[str, Any]]:
    """Return the description of each parameter, in order (see `geo.hotspots.parameter.described`)."""
    return list(described(method.model_fields).values())
