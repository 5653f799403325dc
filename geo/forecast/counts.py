"""Plain counts: the cells with most incidents in the last 28 days, the last year, or ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field

from geo.forecast.model import Places, Surface
from geo.forecast.raster import Floats
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    from typing import Self

    from geo.forecast.history import History, Windows

_SOURCE = "Chainey, Tompson & Uhlig (2008), Security Journal 21, 4-28"


class Counts365(Parameters):
    """Incidents of the last `days` days per cell."""

    name: ClassVar[str] = "counts_365"
    source: ClassVar[str] = _SOURCE
    says: ClassVar[Says] = Says(
        "Jumlah kejadian setahun terakhir per tempat.", "Number of incidents in the last year at each place."
    )

    days: Annotated[int, Unit("days"), Help(id="Umur tertua yang dihitung.", en="Oldest age that is counted.")] = Field(
        365, ge=1, le=36_500
    )

    def settled(self, history: History, windows: Windows, n_units: int, *, floating: History | None = None) -> Self:
        """Return the model itself: nothing is automatic."""
        return self

    def surfaces(self, history: History, windows: Windows, places: Places | None = None) -> Iterator[Surface]:
        """Yield the count of each cell; see `geo.forecast.model.Model.surfaces`."""
        for first, _ in windows.pairs():
            yield Surface(history.counts(first - self.days, first))

    def weights(self, age_days: Floats) -> Floats:
        """Return 1 up to the oldest age that counts, else 0."""
        return np.asarray(age_days <= self.days, dtype=np.float64)


class Counts28(Counts365):
    """Incidents of the last four weeks per cell."""

    name: ClassVar[str] = "counts_28"
    says: ClassVar[Says] = Says(
        "Jumlah kejadian 28 hari terakhir per tempat.", "Number of incidents in the last 28 days at each place."
    )

    days: Annotated[int, Unit("days"), Help(id="Umur tertua yang dihitung.", en="Oldest age that is counted.")] = Field(
        28, ge=1, le=36_500
    )


class CountsAll(Parameters):
    """All incidents known per cell, but for those of the last `delay_days` days."""

    name: ClassVar[str] = "counts_all"
    source: ClassVar[str] = _SOURCE
    says: ClassVar[Says] = Says(
        "Jumlah semua kejadian yang diketahui per tempat.", "Number of all known incidents at each place."
    )

    delay_days: Annotated[
        int,
        Unit("days"),
        Help(
            id="Hari-hari terakhir yang belum dihitung karena laporannya belum lengkap.",
            en="Latest days that are not counted yet because their reports are incomplete.",
        ),
    ] = Field(0, ge=0, le=365)

    def settled(self, history: History, windows: Windows, n_units: int, *, floating: History | None = None) -> Self:
        """Return the model itself: nothing is automatic."""
        return self

    def surfaces(self, history: History, windows: Windows, places: Places | None = None) -> Iterator[Surface]:
        """Yield the count of each cell; see `geo.forecast.model.Model.surfaces`."""
        for first, _ in windows.pairs():
            yield Surface(history.counts(None, first - self.delay_days))

    def weights(self, age_days: Floats) -> Floats:
        """Return 1 for every age beyond the delay, else 0."""
        return np.asarray(age_days > self.delay_days, dtype=np.float64)
