"""Publishes what is due under every agreement: one release a period, made once, none without knowing all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import geopandas as gpd

from geo.agencies.region import Region
from geo.errors import GeoError, RecordError
from geo.languages import Says
from geo.privacy.periods import Period, periods_due
from geo.privacy.release import make_release
from geo.privacy.released import Release
from geo.privacy.restate import restate
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.spatial.periods import zone
from geo.store.protocol import Store
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile
from geo.store.service.refusals import Refusal, Refusals
from geo.store.service.releases import ReleaseHead, Releases
from geo.tables.agreements import PUBLIC, Agreement
from geo.tables.chosen import Chosen

PUBLIC_ID = "PUBLIK"
LONGEST_YEARS = 10
"""Periods further back than this are not published: one date typed wrongly must not make hundreds of empty ones."""
_COLUMNS = ("incident_id", "source", "kind", "occurred_from", "occurred_to", "time_precision", "precision_m", "origin",
            "status", "sharing", "left_out", "outside", "geometry")  # fmt: skip
_TRIES = 3
_MAKING = Says("menerbitkan rilis", "publishing releases")


@dataclass(frozen=True)
class Made:
    """What one round did: releases published, and what was refused, with the reason."""

    published: tuple[ReleaseHead, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass
class _Round:
    """What one round knows: the data as they stand, and everything published so far."""

    incidents: gpd.GeoDataFrame
    region: Region
    releases: Releases
    now: datetime
    previous: list[Release]
    made: list[ReleaseHead] = field(default_factory=list)

    def publish(self, make: Callable[[Sequence[Release]], Sequence[Release]]) -> None:
        """Make releases from everything published so far and publish the new ones; again if others came meanwhile."""
        for attempt in range(_TRIES):
            known = {release.release_id for release in self.previous}
            fresh = [release for release in make(self.previous) if release.release_id not in known]
            try:
                for release in fresh:
                    self.made.append(self.releases.add(release, now=self.now, known=len(self.previous)))
                    self.previous.append(release)
            except RecordError:  # another process published one between
                if attempt + 1 == _TRIES:
                    raise
                self.previous = self.releases.all()
            else:
                return


def public_agreement(day: date) -> Agreement:
    """Return what the public sees as long as nobody decides otherwise: quarters, squares of 8 km, k of 5, late."""
    return Agreement(
        agreement_id=PUBLIC_ID,
        agency=PUBLIC,
        title=Says("Peta publik", "Public map"),
        period="quarter",
        delay_days=30,
        k=5,
        cell_m=8000,
        downloads=True,
        valid_from=day,
        status="active",
        sharings=("own", "joint", "open"),
    )


def ensure_public(service: ServiceFile, region: Region, now: datetime) -> bool:
    """Make the public's agreement in an installation that never had one; say whether it was made."""
    agreements = Agreements(service)
    if agreements.list(agency=PUBLIC):
        return False
    day = now.astimezone(zone(region.timezone)).date()
    return agreements.put(public_agreement(day), by="petarawan", now=now)


def make_due(
    store: Store, service: ServiceFile, settings: Settings, now: datetime | None = None, progress: Progress = silent
) -> Made:
    """Make and publish every release that is due and not there yet, and the yearly restatement.

    Incidents are taken as they stand now. Agreements over wider areas and with smaller k come first, so that narrower
    ones become parts of them. Doing it twice does nothing; two processes at once publish each period once, since a
    release made without knowing every other is refused and made again.

    Parameters
    ----------
    store
        Read only.
    service
        Holds agreements and releases.
    settings
        The clock, where `now` is None.
    now
        The present moment.
    progress
        Told the share done.

    Returns
    -------
    Made
        A release that cannot be made keeps no other waiting; it stands in `refused`, and in the service file for the
        rooms of partner and administrator.
    """
    now, region = now or settings.clock(), store.region()
    ensure_public(service, region, now)
    today = now.astimezone(zone(region.timezone)).date()
    agreements = [one for one in Agreements(service).list(status="active") if one.in_force(today)]
    if not agreements:
        Refusals(service).note((), now)
        return Made()
    incidents = store.incidents(Chosen(with_left_out=True), only=_COLUMNS)
    releases = Releases(service)
    doing = _Round(incidents, region, releases, now, releases.all())
    first = _first_day(incidents, region, today)
    refused: list[Refusal] = []
    for number, agreement in enumerate(sorted(agreements, key=_widest_first)):
        progress(number / len(agreements), _MAKING)
        due = periods_due(agreement, region.timezone, first, now) if first is not None else ()
        refused += _periods(doing, agreement, due)
        refused += _restatement(doing, agreement, today)
    progress(1.0, _MAKING)
    Refusals(service).note(refused, now)
    return Made(tuple(doing.made), tuple(refused))


def is_due(store: Store, service: ServiceFile, now: datetime) -> bool:
    """Say cheaply whether there may be something to make: some agreement's newest period due is not published yet."""
    region = store.region()
    agreements = Agreements(service)
    if not agreements.list(agency=PUBLIC):
        return True
    today = now.astimezone(zone(region.timezone)).date()
    releases = Releases(service)
    for agreement in agreements.list(status="active"):
        if not agreement.in_force(today):
            continue
        start = today.replace(year=today.year - 1, day=1)
        due = periods_due(agreement, region.timezone, start, now)
        heads = releases.of([agreement.agreement_id])
        if due and due[-1].label not in {head.period for head in heads}:
            return True
        if heads and _year_to_restate(agreement, heads, today) is not None:
            return True
    return False


def _periods(doing: _Round, agreement: Agreement, due: Sequence[Period]) -> list[Refusal]:
    """Publish the periods of an agreement; one that is refused keeps no later one back."""
    mine = {one.period for one in doing.previous if one.agreement_id == agreement.agreement_id}
    refused = []
    for period in due:
        if period in mine:
            continue

        def make(previous: Sequence[Release], period: Period = period) -> Sequence[Release]:
            return [
                make_release(
                    doing.incidents, agreement, doing.region, period=period, as_of=doing.now, previous=previous
                )
            ]

        try:
            doing.publish(make)
        except GeoError as error:
            refused.append(_refusal(agreement, period.label, error))
    return refused


def _restatement(doing: _Round, agreement: Agreement, today: date) -> list[Refusal]:
    year = _year_to_restate(agreement, doing.releases.of([agreement.agreement_id]), today)
    if year is None:
        return []

    def make(previous: Sequence[Release]) -> Sequence[Release]:
        return restate(doing.incidents, agreement, doing.region, year=year, as_of=doing.now, previous=previous)

    try:
        doing.publish(make)
    except GeoError as error:
        return [_refusal(agreement, str(year), error, restated=True)]
    return []


def _refusal(agreement: Agreement, period: str, error: GeoError, *, restated: bool = False) -> Refusal:
    return Refusal(agreement.agreement_id, period, restated, Says(error.text("id"), error.text("en")))


def _year_to_restate(agreement: Agreement, heads: Sequence[ReleaseHead], today: date) -> int | None:
    """Return last year when its delay is past, it has releases of before that day, and was not restated yet."""
    year = today.year - 1
    due = Period(year, 1, "year").due(agreement.delay_days)
    mine = [head for head in heads if int(head.period[:4]) == year]
    if today < due or not any(head.edition == 0 and head.data_day < due for head in mine):
        return None  # what was first published after that day rests on the corrected data already
    return None if any(head.edition for head in mine) else year


def _first_day(incidents: gpd.GeoDataFrame, region: Region, today: date) -> date | None:
    """Return the local day of the first incident, at most ten years back; None without any that has a time."""
    began = incidents["occurred_from"].dropna()
    if began.empty:
        return None
    first: date = began.min().to_pydatetime().astimezone(zone(region.timezone)).date()
    return max(first, date(today.year - LONGEST_YEARS, 1, 1))


def _widest_first(agreement: Agreement) -> tuple[bool, float, int, str]:
    # The public never waits for what a partner's agreement may cost to audit.
    area = agreement.area
    wide = -area.area if area is not None else -float("inf")
    return agreement.agency != PUBLIC, wide, agreement.k, agreement.agreement_id
