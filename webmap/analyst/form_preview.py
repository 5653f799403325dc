"""How many incidents a question would use, counted before the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd

from geo.pipelines.within import within
from geo.spatial.crs import WGS84
from webmap.analyst.form_question import Question

if TYPE_CHECKING:
    from geo.store.protocol import Store


@dataclass(frozen=True)
class Preview:
    """How many match, how many of them lie in the study area (None: not counted), why others stay out, its size."""

    matching: int
    inside: int | None
    left_out: dict[str, int]
    area_m2: float

    @property
    def used(self) -> int:
        """As many as the run would take, as far as it is known."""
        return self.matching if self.inside is None else self.inside


def preview_of(store: Store, question: Question) -> Preview:
    """Count what a question matches; inside an area of its own only when there is one, since that takes longer."""
    region = store.region()
    counted = store.counts(question.chosen)
    matching = int(counted["n"].sum()) if len(counted) else 0
    inside: int | None = None
    area = region.boundary
    if question.area is not None:
        area = question.area
        incidents = store.incidents(question.chosen, only=("geometry",))
        inside = len(within(incidents, area, region.crs).incidents)
    area_m2 = float(gpd.GeoSeries([area], crs=WGS84).to_crs(region.crs).area.iloc[0])
    return Preview(matching, inside, store.left_out(question.chosen), area_m2)
