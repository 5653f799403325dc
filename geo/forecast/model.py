"""What a forecast model is: a small frozen object of parameters that scores every cell before each window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from geo.forecast.raster import Floats
from geo.languages import Says

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from pydantic.fields import FieldInfo

    from geo.forecast.history import History, Windows


@dataclass(frozen=True)
class Places:
    """Places that may draw or keep away incidents: bars, ports, police posts.

    Parameters
    ----------
    x, y
        Coordinates in the unit of the history.
    kind
        Kind of each, text.
    """

    x: Floats
    y: Floats
    kind: npt.NDArray[np.str_]


@dataclass(frozen=True)
class Surface:
    """What a model says about one window.

    Parameters
    ----------
    score
        Higher is sooner flagged, shape (columns, rows); only the order matters.
    share
        Chance that an incident of the window falls into each cell, summing to at most 1 over the study area; None
        where the model only orders cells.
    """

    score: Floats
    share: Floats | None = None


class Model(Protocol):
    """The duties of a model; its instances are its parameters.

    Attributes
    ----------
    name
        Name under which it is registered.
    source
        The paper that it follows.
    says
        One line saying what it does.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    says: ClassVar[Says]
    model_fields: ClassVar[dict[str, FieldInfo]]

    def settled(self, history: History, windows: Windows, n_units: int, *, floating: History | None = None) -> Model:
        """Return the model with its automatic parameters chosen on past windows.

        Parameters
        ----------
        history
            Incidents; only those before the end of the last window are used.
        windows
            Windows that lie before everything that will be tested or forecast; may be none.
        n_units
            Number of units flagged in each.
        floating
            The same incidents on pixels a fifth of a unit wide: choose for floating units instead of cells.
        """
        ...

    def surfaces(self, history: History, windows: Windows, places: Places | None = None) -> Iterator[Surface]:
        """Yield one surface per window, each from incidents strictly before the window's first day."""
        ...

    def model_dump(self, *, mode: str = "python") -> dict[str, Any]:
        """Return all parameters by name."""
        ...


@runtime_checkable
class FloatingModel(Protocol):
    """What a model has besides when it weights incidents by their age alone: its units need not lie on a grid."""

    def weights(self, age_days: Floats) -> Floats:
        """Return the weight of incidents by age in whole days."""
        ...
