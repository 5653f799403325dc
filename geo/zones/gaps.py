"""What could not be met, named: the rule, the zone, the kind, and which agencies could mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.languages import Says, number_text
from geo.zones.lawful import Law, ZoneNeed
from geo.zones.staff import Crew


@dataclass(frozen=True)
class Gap:
    """One rule that a zone does not keep."""

    zone_id: str
    rule: str
    kind: str | None
    agencies_that_could: tuple[str, ...]
    says: Says

    def as_dict(self) -> dict[str, Any]:
        """Return `zone_id, rule, kind, agencies_that_could, text_id, text_en`."""
        return {
            "zone_id": self.zone_id,
            "rule": self.rule,
            "kind": self.kind,
            "agencies_that_could": list(self.agencies_that_could),
            "text_id": self.says.id,
            "text_en": self.says.en,
        }


def gaps_of(zone_id: str, need: ZoneNeed, crew: Crew, law: Law, *, cut_off: list[str], off_balance: float) -> list[Gap]:
    """Return the rules that a staffed zone does not keep.

    Parameters
    ----------
    zone_id, need, crew, law
        The zone, what it asks for, who goes, and who may.
    cut_off
        Its hotspots that no passable link reaches.
    off_balance
        Minutes of workload beyond the stated balance (0 when it is kept).

    Returns
    -------
    list of Gap
        `no_lead`, `partner_missing`, `unreached`, `workload` and `balance`, in this order.
    """
    found: list[Gap] = []
    kind = _kind_name(law, need.kind)
    if crew.lead is None:
        found.append(Gap(zone_id, "no_lead", need.kind, tuple(a.code for a in law.leads(need)), _no_lead(need, law)))
    if crew.missing_partners:
        could = [a.code for a in law.partners(need) if a.code not in {crew.lead, *crew.partners}]
        text = Says(
            "Instansi pendamping yang wajib untuk {kind}: {needed}, kurang {missing}. Yang bermandat: {could}.",
            "Partner agencies required for {kind}: {needed}, missing: {missing}. With a mandate: {could}.",
        ).filled(kind=kind, needed=need.partners_needed, missing=crew.missing_partners, could=_names(law, could))
        found.append(Gap(zone_id, "partner_missing", need.kind, tuple(could), text))
    found += [Gap(zone_id, "unreached", need.kind, could, text) for could, text in _unreached(need, crew, law)]
    if cut_off:
        text = Says(
            "Tidak ada jalan tembus dari zona ini ke titik rawan {ids}.",
            "No passable link leads from this zone to hotspots {ids}.",
        ).filled(ids=cut_off)
        found.append(Gap(zone_id, "unreached", need.kind, (), text))
    if crew.shortfall_min > 0.5:
        text = Says(
            "Beban kerja {work} menit per giliran jaga, kemampuan regu {capacity} menit: kurang {short} menit.",
            "Workload {work} minutes a shift, crews can do {capacity}: {short} minutes short.",
        ).filled(work=round(need.workload_min), capacity=round(crew.capacity_min), short=round(crew.shortfall_min))
        could = sorted({a.code for a in law.region.agencies if law.may_send(a, need)})
        found.append(Gap(zone_id, "workload", need.kind, tuple(could), text))
    if off_balance > 0.5:
        text = Says(
            "Beban kerja menyimpang {over} menit dari batas keseimbangan yang diminta.",
            "Workload is {over} minutes beyond the balance asked for.",
        ).filled(over=round(off_balance))
        found.append(Gap(zone_id, "balance", need.kind, (), text))
    return found


def _unreached(need: ZoneNeed, crew: Crew, law: Law) -> list[tuple[tuple[str, ...], Says]]:
    units = law.region.units
    told: list[tuple[tuple[str, ...], Says]] = []
    if not crew.units and not need.travel_min and units:
        text = Says(
            "Tidak ada regu yang tersedia dan dapat mencapai zona ini dalam {limit} menit.",
            "No crew is free and able to reach this zone within {limit} minutes.",
        ).filled(limit=law.parameters.response_limit_min)
        told.append((tuple(sorted({unit.agency for unit in units})), text))
    for wrong, share, afloat in ((crew.no_boat, need.afloat_share, True), (crew.only_boats, 1 - need.wet_share, False)):
        if wrong:
            in_id, in_en = number_text(100 * share, "id", 0), number_text(100 * share, "en", 0)
            text = (
                Says(
                    f"{in_id} % bobot zona berada di perairan terbuka, tetapi tidak ada kapal yang ditugaskan.",
                    f"{in_en} % of the zone's harm lies on open water, but no boat is assigned.",
                )
                if afloat
                else Says(
                    f"{in_id} % bobot zona jauh dari perairan, tetapi hanya kapal yang ditugaskan.",
                    f"{in_en} % of the zone's harm lies far from water, but only boats are assigned.",
                )
            )
            told.append((tuple(sorted({u.agency for u in units if (u.mode == "river") is afloat})), text))
    return told


def _no_lead(need: ZoneNeed, law: Law) -> Says:
    kind = _kind_name(law, need.kind)
    if need.kind is None:
        return Says(
            "Jenis kejadian zona ini tidak diketahui, jadi tidak ada dasar untuk menunjuk pemimpin.",
            "The kind of incident is unknown here, so nothing founds a lead.",
        )
    mandated = [a.code for a in law.region.agencies if a.may_lead(need.kind)]
    if not mandated:
        return Says(
            "Tidak ada instansi di wilayah ini yang bermandat memimpin untuk {kind}.",
            "No agency of this region has a lead mandate for {kind}.",
        ).filled(kind=kind)
    lawful = [a.code for a in law.leads(need)]
    if not lawful:
        return Says(
            "Wilayah hukum {who} tidak mencakup zona ini, padahal {kind} memerlukan pemimpin bermandat.",
            "The jurisdiction of {who} does not cover this zone, and {kind} needs a mandated lead.",
        ).filled(who=_names(law, mandated), kind=kind)
    return Says(
        "Tidak ada regu {who} yang tersedia dan dapat mencapai zona ini untuk memimpin penanganan {kind}.",
        "No crew of {who} is free and able to reach this zone to lead on {kind}.",
    ).filled(who=_names(law, lawful), kind=kind)


def _kind_name(law: Law, code: str | None) -> Says | str:
    if code is None:
        return "–"
    rows = law.region.kinds[law.region.kinds["code"] == code]
    return Says(str(rows["name_id"].iloc[0]), str(rows["name_en"].iloc[0])) if len(rows) else code


def _names(law: Law, codes: list[str]) -> str:
    shorts = {agency.code: agency.short for agency in law.region.agencies}
    return ", ".join(shorts[code] for code in codes) or "–"
