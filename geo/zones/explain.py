"""Each zone says in both languages where it is, what weighs there, who goes and why, and what is missing."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from geo.agencies.region import Agency, Region
from geo.languages import Language, Says, duration_says
from geo.zones.atoms import Atoms
from geo.zones.gaps import Gap
from geo.zones.lawful import Law, ZoneNeed
from geo.zones.staff import Crew


def names_of(atoms: Atoms, needs: list[ZoneNeed], region: Region) -> list[tuple[str, Says]]:
    """Return for each zone a name of its own, from the nearest place, and where its centre lies.

    Parameters
    ----------
    atoms, needs
        Places (metres) and zones.
    region
        Its places give the names; without any, zones are numbered.
    """
    places = region.places.to_crs(atoms.hotspots.crs) if len(region.places) else gpd.GeoDataFrame()
    used: dict[str, int] = {}
    names: list[tuple[str, Says]] = []
    for number, need in enumerate(needs, start=1):
        if not len(places):
            names.append((f"Zona {number}", Says("tempat terdekat tidak diketahui", "no place near it is known")))
            continue
        x, y = atoms.x[need.centre], atoms.y[need.centre]
        away_m = np.hypot(places.geometry.x.to_numpy() - x, places.geometry.y.to_numpy() - y)
        nearest = int(np.argmin(away_m))
        name = str(places["name"].iloc[nearest])
        used[name] = used.get(name, 0) + 1
        km = float(away_m[nearest]) / 1000
        where = Says("berpusat {km} km dari {name}", "centred {km} km from {name}").filled(km=round(km, 1), name=name)
        names.append((name if used[name] == 1 else f"{name} {used[name]}", where))
    return names


def explanation(
    zone_id: str, where: Says, need: ZoneNeed, crew: Crew, gaps: list[Gap], law: Law, *, hotspots: int, incidents: int
) -> Says:
    """Return the zone's explanation in both languages.

    Parameters
    ----------
    zone_id, where
        Its number and place.
    need, crew, gaps, law
        What it asks for, who goes, what is missing, and the mandates.
    hotspots, incidents
        How many hotspots and incidents it holds.
    """
    counted = "1 hotspot" if hotspots == 1 else "{hotspots} hotspots"
    parts = [
        Says(
            "Zona {zone} {where}: {hotspots} titik rawan, {incidents} kejadian, bobot kerugian {harm}",
            "Zone {zone}, {where}: " + counted + ", {incidents} incidents, harm {harm}",
        ).filled(zone=zone_id, where=where, hotspots=hotspots, incidents=incidents, harm=round(need.harm, 1)),
        Says("; jenis terberat: {kind}.", "; weightiest kind: {kind}.").filled(kind=_kind(law, need.kind))
        if need.kind
        else Says("; jenis kejadian tidak diketahui.", "; the kind of incident is unknown."),
    ]
    agencies = {agency.code: agency for agency in law.region.agencies}
    if crew.lead is not None:
        parts.append(
            Says(" Pemimpin: {who}, bermandat memimpin ({basis}).", " Lead: {who}, mandated to lead ({basis}).").filled(
                who=agencies[crew.lead].name, basis=_basis(agencies[crew.lead], need, law).in_brackets()
            )
        )
    if crew.partners:
        told = Says(*(_partners(crew, agencies, need, law, language) for language in ("id", "en")))
        parts.append(Says(" Pendamping: {who}.", " Partners: {who}.").filled(who=told))
    if crew.units:
        travel = sorted({round(need.base_min[unit]) for unit in crew.units})
        span = Says("{low}", "{low}") if len(travel) == 1 else Says("{low} sampai {high}", "{low} to {high}")
        span = span.filled(low=duration_says(travel[0]), high=duration_says(travel[-1]))
        names = {unit.unit_id: unit.name for unit in law.region.units}
        parts.append(
            Says(
                " Regu: {units}; perjalanan dari pangkalan {span}.", " Crews: {units}; {span} from their bases."
            ).filled(units=[names[u] for u in crew.units], span=span)
        )
    parts.append(
        Says(
            " Beban kerja {work} menit per giliran jaga; kemampuan regu setelah perjalanan {capacity} menit.",
            " Workload {work} minutes a shift; crews have {capacity} minutes left after travel.",
        ).filled(work=round(need.workload_min), capacity=round(crew.capacity_min))
    )
    if gaps:
        told = Says(" ".join(_told(gap, "id") for gap in gaps), " ".join(_told(gap, "en") for gap in gaps))
        parts.append(Says(" Belum terpenuhi: {told}", " Not met: {told}").filled(told=told))
    else:
        parts.append(Says(" Semua ketentuan terpenuhi.", " Every rule is met."))
    return Says("".join(part.id for part in parts), "".join(part.en for part in parts))


def _told(gap: Gap, language: Language) -> str:
    cure = gap.cure
    if cure is None or cure.change == "none":
        return gap.says.text(language)
    remedy = Says("({cure})", "({cure})").filled(cure=cure.says.in_brackets())
    return f"{gap.says.text(language)} {remedy.text(language)}"


def _partners(crew: Crew, agencies: dict[str, Agency], need: ZoneNeed, law: Law, language: Language) -> str:
    told = [
        f"{agencies[code].name.text(language)} ({_basis(agencies[code], need, law).in_brackets().text(language)})"
        for code in crew.partners
    ]
    return "; ".join(told)


def _basis(agency: Agency, need: ZoneNeed, law: Law) -> Says:
    """Return on what legal basis an agency acts there: for the weightiest kind that it has a mandate on."""
    mandates = {mandate.kind: mandate for mandate in agency.mandates}
    minor = sorted({demand.kind for demand in need.demands} - set(need.kinds))
    for kind in (*need.kinds, *minor):
        if kind in mandates:
            legal = mandates[kind].legal or agency.legal
            text = Says(legal, legal) if legal else Says("dasar hukum belum diisi", "legal basis not filled in")
            unverified = Says("belum terverifikasi", "unverified") if not _verified(law, kind) else None
            about = _kind(law, kind) if kind != need.kind else None
            extra = [part for part in (about, unverified) if part is not None]
            return Says(
                ", ".join([text.id, *(part.id for part in extra)]), ", ".join([text.en, *(part.en for part in extra)])
            )
    return Says("kewenangan umum", "general powers")


def _verified(law: Law, kind: str) -> bool:
    rows = law.region.kinds[law.region.kinds["code"] == kind]
    return bool(len(rows)) and str(rows["legal_status"].iloc[0]) == "V"


def _kind(law: Law, code: str | None) -> Says:
    rows = law.region.kinds[law.region.kinds["code"] == code]
    if not len(rows):
        return Says(str(code), str(code))
    return Says(str(rows["name_id"].iloc[0]), str(rows["name_en"].iloc[0]))
