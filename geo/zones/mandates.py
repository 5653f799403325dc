"""Which agency may lawfully act on which harm: lead and support mandates by kind, and jurisdiction by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geo.agencies.region import Agency, Region
from geo.zones.atoms import Atoms
from geo.zones.districting import Floats

UNCLASSIFIED = "INFO"
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Demand:
    """Harm of one kind in one zone on which the same agencies may act.

    Parameters
    ----------
    kind
        Kind code; empty when nothing is known of it.
    harm
        Harm of that kind at those places.
    leads, helpers
        Agencies with jurisdiction there and a lead mandate, or any mandate, for the kind.
    needed
        Distinct agencies that the kind asks for: one, and the partners beside it.
    """

    kind: str
    harm: float
    leads: frozenset[str]
    helpers: frozenset[str]
    needed: int

    def with_mandate(self, agency: str, *, lead: bool) -> Demand:
        """Return the same with one agency more that may act, and lead too when said."""
        return replace(self, leads=self.leads | {agency} if lead else self.leads, helpers=self.helpers | {agency})

    def uncovered(self, present: Iterable[str]) -> tuple[bool, int]:
        """Return whether nobody present may lead on it, and how many agencies are missing."""
        there = set(present)
        return not (self.leads & there), max(0, self.needed - len(self.helpers & there))


@dataclass(frozen=True)
class Mandates:
    """The law over all places as arrays.

    Parameters
    ----------
    agencies, kinds
        Codes, in the order of the arrays.
    harm
        (atoms, kinds) harm; each row sums to the atom's harm.
    inside
        (atoms, agencies) whether the atom lies in the agency's jurisdiction; a hole in it is outside.
    lead, support
        (kinds, agencies) whether the agency has a lead mandate, or any mandate.
    needed
        (kinds,) distinct agencies asked for.
    """

    agencies: tuple[str, ...]
    kinds: tuple[str, ...]
    harm: Floats
    inside: Bools
    lead: Bools
    support: Bools
    needed: npt.NDArray[np.int64]

    def cover(self, members: npt.NDArray[np.int64]) -> dict[str, float]:
        """Return the share of some atoms' harm in each agency's jurisdiction."""
        weight = self.harm[members].sum(axis=1)
        share = weight @ self.inside[members] / max(float(weight.sum()), 1e-300)
        return {code: float(value) for code, value in zip(self.agencies, share, strict=True)}

    def lawful(self, members: npt.NDArray[np.int64]) -> dict[str, float]:
        """Return the share of some atoms' harm on which each agency may act, by any mandate."""
        mandated = self.harm[members] @ self.support  # (members, agencies)
        total = max(float(self.harm[members].sum()), 1e-300)
        share = (mandated * self.inside[members]).sum(axis=0) / total
        return {code: float(value) for code, value in zip(self.agencies, share, strict=True)}

    def demands(self, members: npt.NDArray[np.int64]) -> tuple[Demand, ...]:
        """Return the harm of some atoms by kind and by the agencies that may act on it, in a fixed order."""
        sums: dict[tuple[int, bytes, bytes], float] = {}
        for i in members:
            for c in np.flatnonzero(self.harm[i] > 0):
                helpers = self.inside[i] & self.support[c]
                key = (int(c), (helpers & self.lead[c]).tobytes(), helpers.tobytes())
                sums[key] = sums.get(key, 0.0) + float(self.harm[i, c])
        return tuple(
            Demand(self.kinds[c], harm, self._codes(leads), self._codes(helpers), int(self.needed[c]))
            for (c, leads, helpers), harm in sorted(sums.items(), key=lambda item: item[0])
        )

    def _codes(self, mask: bytes) -> frozenset[str]:
        return frozenset(self.agencies[a] for a in np.flatnonzero(np.frombuffer(mask, dtype=bool)))

    def uncovered(self, present: Iterable[str]) -> tuple[Floats, Floats]:
        """Return each atom's harm without a mandated lead, and harm x missing agencies, if only these were there.

        Returns
        -------
        tuple
            (atoms,) harm of kinds on which nobody present may lead, and (atoms,) harm x agencies missing.
        """
        there = np.isin(self.agencies, sorted(present))
        led = self.inside[:, there].astype(np.float64) @ self.lead[:, there].T.astype(np.float64) > 0
        helping = self.inside[:, there].astype(np.float64) @ self.support[:, there].T.astype(np.float64)
        missing = np.maximum(self.needed[None, :] - helping, 0.0)
        return (self.harm * ~led).sum(axis=1), (self.harm * missing).sum(axis=1)

    def unavoidable(self, senders: Iterable[str]) -> dict[str, float]:
        """Return by kind the harm on which none of the agencies that have a crew may lead: no plan covers it."""
        there = np.isin(self.agencies, sorted(senders))
        led = self.inside[:, there].astype(np.float64) @ self.lead[:, there].T.astype(np.float64) > 0
        lost = (self.harm * ~led).sum(axis=0)
        return {kind: float(value) for kind, value in zip(self.kinds, lost, strict=True) if value > 0}


def mandates_of(atoms: Atoms, region: Region) -> Mandates:
    """Read the law of a region over some atoms.

    Parameters
    ----------
    atoms
        Places with harm by kind. An atom whose kinds are unknown counts as `INFO` when the region has that kind, else
        as of no kind: then only an agency with general powers may lead.
    region
        Agencies with mandates and jurisdictions (EPSG:4326), and the partners that each kind needs.
    """
    agencies = region.agencies
    harm, kinds = _harm_by_kind(atoms, region)
    partners = {str(c): int(p) for c, p in zip(region.kinds["code"], region.kinds["partners_needed"], strict=True)}
    inside = np.column_stack([_inside(agency, atoms) for agency in agencies]) if agencies else np.zeros((atoms.n, 0))
    lead = np.array([[agency.may_lead(kind) for agency in agencies] for kind in kinds], dtype=bool)
    support = np.array([[agency.may_support(kind) for agency in agencies] for kind in kinds], dtype=bool)
    shape = (len(kinds), len(agencies))
    return Mandates(
        agencies=tuple(agency.code for agency in agencies),
        kinds=kinds,
        harm=harm,
        inside=inside.astype(bool),
        lead=lead.reshape(shape),
        support=support.reshape(shape),
        needed=np.array([1 + partners.get(kind, 0) for kind in kinds], dtype=np.int64),
    )


def _harm_by_kind(atoms: Atoms, region: Region) -> tuple[Floats, tuple[str, ...]]:
    """Share each atom's harm among its kinds as their own harm weighs."""
    known = atoms.kind_harm.to_numpy(dtype=np.float64).reshape(atoms.n, -1)
    kinds = [str(code) for code in atoms.kind_harm.columns]
    sums = known.sum(axis=1)
    blank = sums <= 0
    if blank.any():
        rest = UNCLASSIFIED if UNCLASSIFIED in set(region.kinds["code"]) else ""
        if rest not in kinds:
            kinds.append(rest)
            known = np.column_stack([known, np.zeros(atoms.n)])
        known = known.copy()
        known[blank, kinds.index(rest)] = 1.0
        sums = known.sum(axis=1)
    return np.asarray(known / sums[:, None] * atoms.harm[:, None]), tuple(kinds)


def _inside(agency: Agency, atoms: Atoms) -> Bools:
    """Return which atoms lie in an agency's jurisdiction (one without limits covers all)."""
    area = agency.jurisdiction
    if area is None:
        return np.ones(atoms.n, dtype=bool)
    to_degrees = Transformer.from_crs(atoms.hotspots.crs, 4326, always_xy=True)
    lon, lat = to_degrees.transform(atoms.x, atoms.y)
    valid = area if area.is_valid else shapely.make_valid(area)
    return np.asarray(shapely.intersects_xy(valid, lon, lat), dtype=bool)
