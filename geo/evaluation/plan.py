"""What will be judged, and how: the content of a declaration before it is sealed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.evaluation.parameters import EvaluationParameters
from geo.evaluation.period import Period, period_of
from geo.evaluation.rings import MAX_VERTICES, Area, StudyAreas, study_areas
from geo.evaluation.words import COLLABORATIONS, DECIDES, SCALES, SELECTIONS, require_known
from geo.languages import Says

Scale = Literal["equal", "area", "earlier"]
Decides = Literal["total", "local"]
Selection = Literal["count", "earlier", "drawn", "other"]
MAX_EARLIER = 60
_LONGEST_TEXT = 2_000
_NO_ZONES = Says(
    "beri paling sedikit satu zona; tanpa zona tidak ada yang dinilai.",
    "give at least one zone; without zones there is nothing to judge.",
)
_NO_SHAPE = Says(
    "daerah {ids} tidak punya luas; yang dinilai dan pembandingnya harus poligon.",
    "areas {ids} have no extent; what is judged and what it is compared with must be polygons.",
)
_TOO_FINE = Says(
    "{n} titik batas, paling banyak {limit}; sederhanakan dahulu garis batasnya, misalnya hingga 10 m.",
    "{n} vertices, at most {limit}; simplify the outlines first, for example to 10 m.",
)
_SEED = Says(
    "harus bilangan bulat 0 atau lebih; diberikan {given}.", "must be a whole number of 0 or more; got {given}."
)
_OVERLAP = Says(
    "periode {one} dan {other} tumpang tindih; pisahkan keduanya.",
    "the periods {one} and {other} overlap; separate them.",
)
_ORDER = Says(
    "periode sebelum harus berakhir sebelum periode sesudah dimulai.",
    "the period before must end before the period after begins.",
)
_NO_EARLIER = Says(
    "skala earlier memerlukan paling sedikit satu periode terdahulu; beri satu, atau pakai skala equal atau area.",
    "scale earlier needs at least one earlier period; give one, or take scale equal or area.",
)
_EARLIER_LATE = Says(
    "periode terdahulu harus berakhir sebelum periode sebelum dimulai.",
    "earlier periods must end before the period before begins.",
)
_TOO_MANY = Says("{n} periode terdahulu, paling banyak {limit}.", "{n} earlier periods, at most {limit}.")
_HARM = Says(
    "bobot {kind} harus 0 atau lebih; diberikan {given}.", "the weight of {kind} must be 0 or more; got {given}."
)
_TEXT = Says("paling panjang {limit} huruf.", "at most {limit} characters.")


@dataclass(frozen=True)
class Plan:
    """What will be judged.

    Parameters
    ----------
    collaboration
        Code of one of the ten, see `geo.evaluation.words.COLLABORATIONS`.
    before, after
        The periods that are compared; before must be over when after begins.
    zones
        Treated areas.
    control
        Areas to compare with, empty for the rest of the region.
    other_zones
        Patrolled too, but not judged here.
    region
        Where incidents are recorded, WGS 84, or None.
    earlier
        Periods before `before`, for the check of trends and scatter.
    kinds
        Codes that count, empty for all.
    harm
        Weight of each kind, empty: harm is not judged.
    scale
        How controls are scaled to treated areas and rings: `equal` (the controls together against the zones together,
        as published; the ring's own change is taken as it is), `area` (km²) or `earlier` (incidents of earlier
        periods).
    decides
        Which difference the verdict rests on: `total` (zones and ring together) or `local` (the zones alone).
    selection
        How the zones were chosen: `count` (of the period before), `earlier` data, `drawn` by lot, or `other`.
    with_patrol
        Count incidents that patrols discovered.
    parameters
        Level, ring, draws, response.
    run_id, purpose, author, seed
        The run it rests on, in words what for, who declares, source of all draws.

    Raises
    ------
    ParameterError
        When there is no zone or an area is no polygon, periods are in the wrong order, or a code, weight or the seed is
        wrong; also when outlines have more vertices than a declaration may hold.
    """

    collaboration: str
    before: Period
    after: Period
    zones: tuple[Area, ...]
    control: tuple[Area, ...] = ()
    other_zones: tuple[Area, ...] = ()
    region: BaseGeometry | None = None
    earlier: tuple[Period, ...] = ()
    kinds: tuple[str, ...] = ()
    harm: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    scale: Scale = "equal"
    decides: Decides = "total"
    selection: Selection = "count"
    with_patrol: bool = False
    parameters: EvaluationParameters = field(default_factory=EvaluationParameters)
    run_id: str = ""
    purpose: str = ""
    author: str = ""
    seed: int = 0

    def __post_init__(self) -> None:
        require_known("collaboration", self.collaboration, COLLABORATIONS)
        require_known("scale", self.scale, SCALES)
        require_known("decides", self.decides, DECIDES)
        require_known("selection", self.selection, SELECTIONS)
        if not self.zones:
            raise ParameterError(name="zones", problem=_NO_ZONES)
        for name in ("run_id", "purpose", "author"):
            if len(getattr(self, name)) > _LONGEST_TEXT:
                raise ParameterError(name=name, problem=_TEXT.filled(limit=_LONGEST_TEXT))
        for kind, weight in self.harm.items():
            if not math.isfinite(weight) or weight < 0:
                raise ParameterError(name="harm", problem=_HARM.filled(kind=kind, given=repr(weight)))
        if isinstance(self.seed, bool) or not isinstance(self.seed, int | np.integer) or self.seed < 0:
            raise ParameterError(name="seed", problem=_SEED.filled(given=repr(self.seed)[:40]))
        self._check_shapes()
        self._check_periods()

    def _check_shapes(self) -> None:
        areas = (*self.zones, *self.control, *self.other_zones)
        flat = [one.area_id[:60] for one in areas if not shapely.area(one.geometry) > 0]
        if flat:
            raise ParameterError(name="zones", problem=_NO_SHAPE.filled(ids=flat))
        shapes = [one.geometry for one in areas] + ([] if self.region is None else [self.region])
        vertices = int(shapely.get_num_coordinates(shapes).sum())
        if vertices > MAX_VERTICES:
            raise ParameterError(name="zones", problem=_TOO_FINE.filled(n=vertices, limit=MAX_VERTICES))

    def _check_periods(self) -> None:
        if self.before.ends > self.after.begins:
            raise ParameterError(name="before", problem=_ORDER)
        if len(self.earlier) > MAX_EARLIER:
            problem = _TOO_MANY.filled(n=len(self.earlier), limit=MAX_EARLIER)
            raise ParameterError(name="earlier", problem=problem)
        if self.scale == "earlier" and not self.earlier:
            raise ParameterError(name="scale", problem=_NO_EARLIER)
        for number, period in enumerate(self.earlier):
            if period.ends > self.before.begins:
                raise ParameterError(name="earlier", problem=_EARLIER_LATE)
            for other in self.earlier[:number]:
                if period.overlaps(other):
                    problem = _OVERLAP.filled(one=other.text(), other=period.text())
                    raise ParameterError(name="earlier", problem=problem)

    def areas(self) -> StudyAreas:
        """Lay out treated areas, rings and controls.

        Raises
        ------
        ParameterError
            When no ground is left for a control; the text says which and what to do.
        """
        return study_areas(
            self.zones,
            ring_m=self.parameters.ring_m,
            control=self.control,
            region=self.region,
            other_zones=self.other_zones,
        )

    def content(self) -> dict[str, Any]:
        """Return the plan as JSON-ready values; equal plans give equal content."""
        return {
            "collaboration": self.collaboration,
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
            "earlier": [one.as_dict() for one in sorted(self.earlier, key=lambda one: one.begins)],
            "zones": [_area_dict(one) for one in self.zones],
            "control": [_area_dict(one) for one in self.control],
            "other_zones": [_area_dict(one) for one in self.other_zones],
            "region": None if self.region is None else _geojson(self.region),
            "kinds": sorted(self.kinds),
            "harm": {kind: float(self.harm[kind]) for kind in sorted(self.harm)},
            "scale": self.scale,
            "decides": self.decides,
            "selection": self.selection,
            "with_patrol": self.with_patrol,
            "parameters": self.parameters.model_dump(),
            "run_id": self.run_id,
            "purpose": self.purpose,
            "author": self.author,
            "seed": int(self.seed),
        }


def plan_of(content: Mapping[str, Any]) -> Plan:
    """Return the plan of `Plan.content`; other keys are ignored.

    Raises
    ------
    ParameterError
        When the content says something that no plan may.
    """
    return Plan(
        collaboration=content["collaboration"],
        before=period_of(content["before"]),
        after=period_of(content["after"]),
        zones=tuple(_area(one) for one in content["zones"]),
        control=tuple(_area(one) for one in content["control"]),
        other_zones=tuple(_area(one) for one in content["other_zones"]),
        region=None if content["region"] is None else shape(content["region"]),
        earlier=tuple(period_of(one) for one in content["earlier"]),
        kinds=tuple(content["kinds"]),
        harm=MappingProxyType(dict(content["harm"])),
        scale=content["scale"],
        decides=content["decides"],
        selection=content["selection"],
        with_patrol=content["with_patrol"],
        parameters=EvaluationParameters(**content["parameters"]),
        run_id=content["run_id"],
        purpose=content["purpose"],
        author=content["author"],
        seed=content["seed"],
    )


def _area_dict(area: Area) -> dict[str, Any]:
    return {"area_id": area.area_id, "name": area.name, "geometry": _geojson(area.geometry)}


def _area(record: Mapping[str, Any]) -> Area:
    return Area(record["area_id"], record["name"], shape(record["geometry"]))


def _geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Return GeoJSON with seven decimals (about a centimetre), rings in one order whoever drew them."""
    rounded = shapely.transform(shapely.normalize(geometry), lambda xy: np.round(xy, 7) + 0.0)
    found = mapping(rounded)
    return {"type": found["type"], "coordinates": _lists(found["coordinates"])}


def _lists(nested: Any) -> Any:
    return [_lists(one) for one in nested] if isinstance(nested, tuple | list) else float(nested)
