"""Why each stop, and what each route is: sentences of both languages, from the numbers of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from geo.agencies.region import Agency, Region
from geo.languages import Language, Says, moment_text, number_text
from geo.routes.crews import Crew
from geo.routes.notices import hours_text
from geo.routes.places import Site
from geo.routes.windows import Hours
from geo.routes.windows import hours_text as clock_text

_MOST_KINDS = 3
_MOST_INTERVALS = 3
MODE_NAMES: Mapping[str, Says] = {
    "road": Says("mobil lewat jalan", "car by road"),
    "track": Says("sepeda motor lewat jalan tanah", "motorcycle by track"),
    "river": Says("perahu", "boat"),
    "foot": Says("jalan kaki", "on foot"),
}


def why(site: Site, region: Region, *, chance: float | None, visit: int, of_visits: int) -> Says:
    """Return why a crew stops at a place.

    Parameters
    ----------
    site, region
        The place; names of kinds.
    chance
        Chance that it is visited in the plan drawn on any day, 0 to 1; None when that is not known.
    visit, of_visits
        Which visit of this plan it is, of how many.
    """
    parts = [_what(site, region)]
    if site.hours:
        busiest = _busiest(site)
        when = _both(lambda language: clock_text(busiest, "." if language == "id" else ":"))
        text = (
            Says("paling sering {when}, di luar giliran jaga ini", "most often {when}, outside this shift")
            if site.off_hours
            else Says("paling sering {when}", "most often {when}")
        )
        parts.append(text.filled(when=when))
    if of_visits > 1:
        parts.append(Says("kunjungan ke-{i} dari {n}", "visit {i} of {n}").filled(i=visit, n=of_visits))
    joined = Says(", ".join(p.id for p in parts), ", ".join(p.en for p in parts))
    if chance is None:
        return Says("{what}.", "{what}.").filled(what=joined)
    told = _both(lambda language: number_text(100 * chance, language, 0))
    return Says("{what}; peluang dikunjungi {chance} %.", "{what}; chance of a visit {chance}%.").filled(
        what=joined, chance=told
    )


def _busiest(site: Site) -> Hours:
    """Return the advised hours, of many intervals only those with most incidents."""
    if len(site.hours) <= _MOST_INTERVALS or site.profile is None:
        return site.hours
    counts = site.profile
    held = {span: sum(counts[hour % 24] for hour in range(*span)) for span in site.hours}
    return tuple(sorted(sorted(site.hours, key=lambda span: (-held[span], span))[:_MOST_INTERVALS]))


def _what(site: Site, region: Region) -> Says:
    if site.kind == "object":
        text = (
            Says("Objek vital {name}, wajib dikunjungi", "Vital object {name}, has to be visited")
            if site.must
            else Says("Objek vital {name}, bobot {weight}", "Vital object {name}, weight {weight}")
        )
        return text.filled(name=site.name, weight=site.weight)
    rank = Says("Titik rawan", "Hotspot")
    if site.rank is not None:
        rank = Says("Titik rawan peringkat {rank}", "Hotspot of rank {rank}").filled(rank=site.rank)
    return Says("{rank}: {counted}", "{rank}: {counted}").filled(rank=rank, counted=_counted(site, region))


def _counted(site: Site, region: Region) -> Says:
    # An order lies about in vehicles: kinds that no map may show are not named on it either.
    table = region.kinds
    masked = set(table.loc[table["visibility"] != "map", "code"]) if "visibility" in table else set()
    counts = [(code, n) for code, n in site.counts.items() if code not in masked]
    hidden = sum(n for code, n in site.counts.items() if code in masked)
    one = site.n == 1
    if len(counts) == 1 and not hidden:
        text = Says("{n} kejadian {kind}", "1 incident of {kind}" if one else "{n} incidents of {kind}")
        return text.filled(n=site.n, kind=_lower(kind_name(counts[0][0], region)))
    text = Says("{n} kejadian", "1 incident" if one else "{n} incidents").filled(n=site.n)
    if not counts:
        return text
    shown = counts if len(counts) <= _MOST_KINDS + 1 else counts[:_MOST_KINDS]
    listed = [
        Says("{kind} {n}", "{kind} {n}").filled(
            kind=_lower(kind_name(code, region)), n=round(n, 1) if n % 1 else int(n)
        )
        for code, n in shown
    ]
    if rest := sum(n for _, n in counts[len(shown) :]) + hidden:
        listed.append(Says("lainnya {n}", "other {n}").filled(n=round(rest, 1) if rest % 1 else int(rest)))
    kinds = Says(", ".join(part.id for part in listed), ", ".join(part.en for part in listed))
    return Says("{text} ({kinds})", "{text} ({kinds})").filled(text=text, kinds=kinds.in_brackets())


def route_text(
    crew: Crew,
    sites: Sequence[Site],
    region: Region,
    travel_says: Says,
    *,
    begins: datetime,
    ends: datetime,
    timezone: ZoneInfo,
    distance_km: float,
    travel_min: float,
    service_min: float,
    wait_min: float,
    value: float,
) -> Says:
    """Return what a route is: who goes on what basis, by what, when, how far, what for, and what the times rest on.

    Parameters
    ----------
    crew, sites
        Who goes, and where it stops.
    region
        Agencies and kinds.
    travel_says
        What travel times rest on.
    begins, ends, timezone
        Departure and return (UTC), and the zone in which to tell them.
    distance_km, travel_min, service_min, wait_min, value
        Figures of the route.
    """
    agencies = {agency.code: agency for agency in region.agencies}
    who = Says("{lead} ({basis})", "{lead} ({basis})").filled(
        lead=agencies[crew.lead].name, basis=legal_basis(agencies[crew.lead], sites, region).in_brackets()
    )
    partners = [agencies[code].name for code in crew.agencies if code != crew.lead]
    together = Says(" bersama {partners}", " with {partners}").filled(partners=partners) if partners else Says("", "")
    when = [Says(moment_text(at, timezone, "id"), moment_text(at, timezone, "en")) for at in (begins, ends)]
    km = _both(lambda language: number_text(round(distance_km, 1), language, 1))
    text = Says(
        "Dipimpin {who}{together}; {people} orang, {mode}. Berangkat {begins}, kembali {ends}: {n} perhentian, "
        "{km} km, {travel} perjalanan, {service} di perhentian, {wait} menunggu. "
        "Bobot kerugian yang dijaga {value}. {rests}",
        "Led by {who}{together}; {people} people, {mode}. Departs {begins}, returns {ends}: {n} stops, {km} km, "
        "{travel} travelling, {service} at stops, {wait} waiting. Harm covered {value}. {rests}",
    )
    return text.filled(
        who=who,
        together=together,
        people=crew.people,
        mode=MODE_NAMES[crew.mode],
        begins=when[0],
        ends=when[1],
        n=len(sites),
        km=km,
        travel=hours_text(travel_min),
        service=hours_text(service_min),
        wait=hours_text(wait_min),
        value=round(value, 1),
        rests=travel_says,
    )


def legal_basis(agency: Agency, sites: Sequence[Site], region: Region) -> Says:
    """Return on what legal basis an agency acts at these places: for the weightiest kind that it has a mandate on."""
    weight: dict[str, float] = {}
    for site in sites:
        for kind, share in site.kinds.items():
            weight[kind] = weight.get(kind, 0.0) + share * site.weight
    mandates = {mandate.kind: mandate for mandate in agency.mandates}
    for kind in sorted(weight, key=lambda code: (-weight[code], code)):
        if kind in mandates and (mandates[kind].legal or agency.legal):
            legal = mandates[kind].legal or agency.legal
            rows = region.kinds[region.kinds["code"] == kind]
            verified = bool(mandates[kind].legal) and bool(len(rows)) and str(rows["legal_status"].iloc[0]) == "V"
            verified = verified or (not mandates[kind].legal and agency.verified)
            return Says(legal, legal) if verified else _unverified(legal)
    if agency.legal:
        return Says(agency.legal, agency.legal) if agency.verified else _unverified(agency.legal)
    return Says("dasar hukum belum diisi", "legal basis not filled in")


def _unverified(legal: str) -> Says:
    return Says(f"{legal}, belum terverifikasi", f"{legal}, unverified")


def kind_name(code: str, region: Region) -> Says:
    """Return the name of a kind; its code when the region does not know it."""
    rows = region.kinds[region.kinds["code"] == code]
    if not len(rows):
        return Says(code, code)
    return Says(str(rows["name_id"].iloc[0]), str(rows["name_en"].iloc[0]))


def _lower(name: Says) -> Says:
    """Write a name inside a sentence: a capital stays only where the whole word is in capitals."""
    return Says(*(t if t[:2].isupper() else t[:1].lower() + t[1:] for t in (name.id, name.en)))


def _both(text: Callable[[Language], str]) -> Says:
    return Says(text("id"), text("en"))
