"""What a hotspot method is: a small frozen object of parameters that labels incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from geo.languages import Says
from geo.parameters import described

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pydantic.fields import FieldInfo

    from geo.hotspots.ground import Ground
    from geo.spatial.grid import Grid

NOISE = -1


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
        the very same place have the same label, unless the method clusters in time too.
    surface
        A table in the form of `SURFACES`, in the metric CRS of the incidents, or None.
    statistics
        Indexed by cluster, any of the columns z_score, p_value, q_value, significant, expected, relative_risk,
        log_likelihood_ratio, pattern, begins and ends (UTC); or None.
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
    chosen
        Automatic parameters as they were chosen, by name; resamples keep them.
    """

    labels: pd.Series[int]
    surface: gpd.GeoDataFrame | None = None
    statistics: pd.DataFrame | None = None
    polygons: gpd.GeoSeries | None = None
    cells: Cells | None = None
    link_m: float | None = None
    notices: list[Says] = field(default_factory=list)
    chosen: Mapping[str, Any] = field(default_factory=dict)


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
    uses_time
        Whether a cluster is one in time as well, so that incidents at one place may have different labels.
    needs_network
        Whether it works along a network and finds nothing without one.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    says: ClassVar[Says]
    gives_surface: ClassVar[bool]
    tests_significance: ClassVar[bool]
    uses_time: ClassVar[bool]
    needs_network: ClassVar[bool]
    model_fields: ClassVar[dict[str, FieldInfo]]

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents.

        Parameters
        ----------
        incidents
            Points in a metric CRS, checked: none missing, empty or infinite, all inside `ground.area`.
            Always has the columns kind, harm, occurred_from, occurred_to, time_precision. May be empty.
        ground
            Study area, exposure and network in the same CRS, as far as they are known.
        seed
            Source of all randomness.
        """
        ...

    def model_dump(self, *, mode: str = "python") -> dict[str, Any]:
        """Return all parameters by name; `mode="json"` makes them fit for JSON."""
        ...


def parameters_of(method: type[Method]) -> list[Mapping[str, Any]]:
    """Return the description of each parameter, in order (see `geo.parameters.described`)."""
    return list(described(method.model_fields).values())
