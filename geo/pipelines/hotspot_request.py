"""What may be asked of the hotspot pipeline, and how a run records it so that it can be done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo import hotspots
from geo.hotspots.find import Stacks
from geo.pipelines.ground_layers import GroundNames
from geo.pipelines.record import versions
from geo.tables.chosen import Chosen


@dataclass(frozen=True)
class HotspotRequest:
    """What is asked.

    Parameters
    ----------
    method, parameters, seed
        The method, its parameters by name, and the source of all randomness.
    chosen, area
        Which incidents, and inside which area (EPSG:4326; None: the region).
    ground
        Which layers lie under the incidents: mask, exposure, network.
    stacks
        Whether piles of incidents on one coordinate are kept (and named) or left out.
    replicates
        Resamples for the confidence; None: as many as take a few seconds, 0: none.
    """

    method: str = "dbscan"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    chosen: Chosen = field(default_factory=Chosen)
    area: BaseGeometry | None = None
    seed: int = 0
    ground: GroundNames = field(default_factory=GroundNames)
    stacks: Stacks = "keep"
    replicates: int | None = None

    def as_chosen(self) -> dict[str, Any]:
        """Return the JSON form of filter, area and ground, as a run records them."""
        return {
            **self.chosen.as_dict(),
            "area": shapely.to_wkt(self.area, rounding_precision=7) if self.area else None,
            "ground": self.ground.as_dict(),
            "stacks": self.stacks,
            "replicates": self.replicates,
        }


def request_of_run(run: Mapping[str, Any]) -> HotspotRequest:
    """Rebuild the request from a run's row, so that it can be done (again)."""
    chosen = dict(run["chosen"])
    area = chosen.pop("area", None)
    ground, stacks = chosen.pop("ground", {}), chosen.pop("stacks", "keep")
    replicates = chosen.pop("replicates", 0)  # runs of earlier versions had none
    return HotspotRequest(
        method=run["method"],
        parameters=run["parameters"],
        chosen=Chosen.from_dict(chosen),
        area=shapely.from_wkt(area) if area else None,
        seed=int(run["seed"]),
        ground=GroundNames.from_dict(ground),
        stacks=stacks,
        replicates=replicates,
    )


def run_row(request: HotspotRequest) -> dict[str, Any]:
    """Return the run row of a request: complete parameters, so that a later default cannot change it.

    Raises
    ------
    UnknownMethodError, ParameterError
        When the method or one of its parameters is not what the catalogue says.
    """
    method = hotspots.make(request.method, **request.parameters)
    return {
        "task": "hotspots",
        "method": request.method,
        "parameters": method.model_dump(mode="json"),
        "seed": request.seed,
        "chosen": request.as_chosen(),
        "audience": list(request.chosen.audience),
        "versions": versions(),
    }
