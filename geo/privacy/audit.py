"""Proves that releases together tell nothing that must not be told, or names what they do tell.

For every number that is not published - what lies in one release's row but not in another's, a part of a row that is
known to hold fewer than k, one month of a quarter, one kind among others - the least and the greatest value that fit
everything published are computed exactly. This is the audit of cell suppression (Fischetti & Salazar 2001) for many
overlapping tables: cells of all levels, districts, periods, kinds, and agreements with other k, sizes and areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.errors import ParameterError
from geo.languages import Says
from geo.privacy.contradictions import reconciled
from geo.privacy.derive import is_part_of
from geo.privacy.hierarchy import Ints
from geo.privacy.intervals import Mask, unsafe
from geo.privacy.knowledge import RowId, Told, told
from geo.privacy.released import Release
from geo.tables.releases import DISTRICT

MOST_QUESTIONS = 2_000_000
"""Sums asked about, times facts known about them, in one group: beyond it an audit would take hours."""
_TOO_MANY = Says(
    "{name} terlalu berbeda dari {others} untuk dibuktikan aman bersama-sama. Beri keduanya sharings, jenis dan sel "
    "yang sama, atau periode dan sel yang lebih besar.",
    "{name} differs too much from {others} for a proof that they are safe together. Give them the same sharings, kinds "
    "and cells, or longer periods and larger cells.",
)


@dataclass(frozen=True)
class Fault:
    """A number that can be told.

    Parameters
    ----------
    release_id
        The release that was looked at.
    with_releases
        Ids of the others that take part.
    rows
        (level, cell id) of the release's rows that take part, finest first.
    low, high
        Least and greatest value; infinite: no limit.
    k
        Fewest incidents that may be told of.
    """

    release_id: str
    with_releases: tuple[str, ...]
    rows: tuple[RowId, ...]
    low: float
    high: float
    k: int

    def text(self) -> Says:
        """Say what can be told, in both languages."""
        return Says(
            "Dari {release} bersama {others} dapat dihitung bahwa suatu bagian dari {rows} memuat {low} sampai {high} "
            "kejadian (k = {k}).",
            "From {release} together with {others} it can be told that a part of {rows} has {low} to {high} "
            "incidents (k = {k}).",
        ).filled(
            release=self.release_id,
            others=list(self.with_releases) or "–",
            rows=[f"{level}/{cell_id}" for level, cell_id in self.rows],
            low=int(self.low),
            high=self.high,
            k=self.k,
        )


def audit_release(release: Release, others: Sequence[Release] = ()) -> tuple[Fault, ...]:
    """Look for numbers that can be told from a release and all others together.

    Parameters
    ----------
    release
        The one to be looked at.
    others
        Releases of the region for any audience; those of other periods or editions take no part (a restatement rests
        on other data, so that sums over both mean nothing).

    Returns
    -------
    tuple
        Records that came late or were corrected between two releases make sums that contradict one another: then the
        fewest corrections are supposed that explain them, what these touch is taken out, and the rest is looked at.
        One fault per number whose possible values are neither 0 to at least k - 1, nor at least k in k values, nor
        more than k values; k is the least of the releases that take part. Empty: nothing can be told.

    Raises
    ------
    ParameterError
        When the releases differ so much that a proof would take hours; the text says how to make them alike.
    """
    near = _near(release, others)
    # A part of another release tells nothing beside it, and what is left out of it is not what was merged.
    whole = next((other for other in near if is_part_of(release, other)), release)
    rest = [other for other in near if other is not whole]
    rest = [one for n, one in enumerate(rest) if not any(is_part_of(one, other) for other in (whole, *rest[:n]))]
    rest = [one for one in rest if not any(one is not other and is_part_of(one, other) for other in rest)]
    releases = [whole, *rest]
    found: list[Fault] = []
    for level in ("cell", DISTRICT):
        found += _faults(releases, told(releases, level))
    return tuple(found)


def _near(release: Release, others: Sequence[Release]) -> list[Release]:
    """Return the releases that share a month with it, and those that share one with them (a quarter's months)."""
    alike = {
        other.release_id: other for other in others if other.edition == release.edition and other.crs == release.crs
    }
    alike.pop(release.release_id, None)
    months = set(release.period.months)
    for _ in range(2):
        months = months.union(*(other.period.months for other in alike.values() if months & set(other.period.months)))
    return [other for other in alike.values() if months & set(other.period.months)]


def _faults(releases: Sequence[Release], facts: Sequence[Told]) -> list[Fault]:
    found: list[Fault] = []
    for members in _components(facts):
        if not any(facts[number].release == 0 for number in members):
            continue
        part = [facts[number] for number in members]
        among = _told_apart(part)
        known = [fact.known(among) for fact in part]
        asked = _asked(part, [fact.members for fact in known])
        if len(known) * len(asked) > MOST_QUESTIONS:
            others = sorted({releases[fact.release].agreement_id for fact in part if fact.release})
            raise ParameterError(
                name="agreement", problem=_TOO_MANY.filled(name=releases[0].agreement_id, others=others)
            )
        k = min(releases[fact.release].k for fact in part)
        left = reconciled(known, [fact.release != 0 for fact in part])
        for number, interval in unsafe(left, asked, k):
            touching = [fact for fact, one in zip(part, known, strict=True) if (one.members & asked[number]).any()]
            found.append(_fault(releases, touching, part, interval.low, interval.high, k))
    return found


def _fault(
    releases: Sequence[Release], touching: Sequence[Told], part: Sequence[Told], low: float, high: float, k: int
) -> Fault:
    # The rows that the number lies in first, then those that only help to tell it; finest cells before coarse ones.
    ranked = [(step, fact) for step, group in enumerate((touching, part)) for fact in group if fact.release == 0]
    rows = dict.fromkeys(
        fact.row for _, fact in sorted(ranked, key=lambda one: (one[0], len(one[1].row[0]), one[1].row))
    )
    names = sorted({releases[fact.release].release_id for fact in part if fact.release})
    return Fault(releases[0].release_id, tuple(names), tuple(rows), low, high, k)


def _components(facts: Sequence[Told]) -> list[list[int]]:
    """Return the facts in groups that have nothing to do with each other."""
    if not facts:
        return []
    group = np.concatenate([fact.groups for fact in facts])
    fact = np.repeat(np.arange(len(facts)), [len(one.groups) for one in facts])
    _, group = np.unique(group, return_inverse=True)
    size = len(facts) + int(group.max(initial=-1)) + 1
    links = coo_array((np.ones(len(fact)), (fact, len(facts) + group.ravel())), shape=(size, size))
    label = connected_components(links, directed=False)[1][: len(facts)]
    order = np.argsort(label, kind="stable")
    return [part.tolist() for part in np.split(order, np.flatnonzero(np.diff(label[order])) + 1)]


def _told_apart(part: Sequence[Told]) -> Ints:
    """Return one group of each set of groups that the same facts hold."""
    groups = np.unique(np.concatenate([fact.groups for fact in part]))
    signature = np.stack([np.isin(groups, fact.groups) for fact in part])
    return groups[np.unique(signature, axis=1, return_index=True)[1]]


def _asked(part: Sequence[Told], members: Sequence[Mask]) -> list[Mask]:
    """Return every sum to look at.

    Rows and parts; single groups; what is in one but not the other or in both; and what is left of one when all that
    another release, or all others, tell of its inside is taken out.
    """
    size = len(members[0])
    wanted = [*members, *(np.arange(size) == number for number in range(size))]
    for i, one in enumerate(members):
        within: dict[int, Mask] = {}
        for j, other in enumerate(members):
            if part[i].release == part[j].release or not (one & other).any():
                continue
            if j < i:
                wanted += [one & ~other, other & ~one, one & other]
            if part[j].surely and not (other & ~one).any():
                within[part[j].release] = within.get(part[j].release, np.zeros(size, dtype=bool)) | other
        wanted += [one & ~inside for inside in within.values()]
        if len(within) > 1:
            wanted.append(one & ~np.logical_or.reduce(list(within.values())))
    distinct = {mask.tobytes(): mask for mask in wanted if mask.any()}
    return list(distinct.values())
