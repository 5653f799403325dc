"""What could not be met, named: the rule, the zone, the kind, which agencies could mend it, and the smallest cure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo.languages import Says
from geo.spatial.travel.modes import Mode
from geo.zones.lawful import Law, ZoneNeed
from geo.zones.staff import Crew

# The rules, in the order of the terms that they belong to (`geo.zones.staff.TERMS`).
RULES = ("no_lead", "mandate_missing", "partner_missing", "unreached", "few_crews", "workload", "balance")
_MODE = {
    "road": Says("kendaraan jalan", "road vehicle"),
    "track": Says("kendaraan jalan setapak", "track vehicle"),
    "river": Says("perahu", "boat"),
    "foot": Says("jalan kaki", "foot patrol"),
}


@dataclass(frozen=True)
class Cure:
    """The smallest single change found that would meet a rule.

    Parameters
    ----------
    change
        `unit_available`, `unit_stationed`, `response_limit`, `lead_mandate`, `support_mandate`, `jurisdiction`,
        `unit_more`, `fewer_zones`, `balance`, or `none`: no single change does.
    says
        The change in words.
    unit, agency, kind, minutes
        Which unit, agency and kind, and how many minutes, where the change has them.
    """

    change: str
    says: Says
    unit: str | None = None
    agency: str | None = None
    kind: str | None = None
    minutes: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return `change, unit, agency, kind, minutes`."""
        return {"change": self.change, "unit": self.unit, "agency": self.agency, "kind": self.kind,
                "minutes": self.minutes}  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """One rule that a zone does not keep.

    Parameters
    ----------
    zone_id, rule, kind
        Where, which of `RULES`, and about which kind.
    agencies_that_could
        Agencies that could mend it by sending crews.
    says
        What is not met.
    amount
        How much of the rule's term it is: harm, crews or minutes.
    hotspots
        The hotspots it is about, where not all of the zone.
    why
        What a cure must address: `crews` (law, travel or time of crews), or `place` and `limits` of the zone itself.
    cure
        The smallest change that would mend it; None: not looked for.
    """

    zone_id: str
    rule: str
    kind: str | None
    agencies_that_could: tuple[str, ...]
    says: Says
    amount: float = 0.0
    hotspots: tuple[str, ...] = ()
    why: str = "crews"
    cure: Cure | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return `zone_id, rule, kind, agencies_that_could, amount, hotspots, text_id, text_en, cure, cure_id/_en`."""
        return {
            "zone_id": self.zone_id,
            "rule": self.rule,
            "kind": self.kind,
            "agencies_that_could": list(self.agencies_that_could),
            "amount": round(self.amount, 6) if math.isfinite(self.amount) else None,
            "hotspots": list(self.hotspots),
            "text_id": self.says.id,
            "text_en": self.says.en,
            "cure": None if self.cure is None else self.cure.as_dict(),
            "cure_id": None if self.cure is None else self.cure.says.id,
            "cure_en": None if self.cure is None else self.cure.says.en,
        }

    def cured_by(self, cure: Cure) -> Gap:
        """Return the gap with its cure."""
        return replace(self, cure=cure)


def crew_gaps(zone_id: str, need: ZoneNeed, crew: Crew, law: Law, load: float) -> list[Gap]:
    """Return the rules that a zone's crews do not keep, in the order of `RULES`.

    Parameters
    ----------
    zone_id, need, crew, law
        The zone, what it asks for, who goes, and who may.
    load
        Share of the crews' minutes that work was balanced to.
    """
    found: list[Gap] = []
    units = law.region.units
    if crew.lead is None:
        found.append(Gap(zone_id, "no_lead", need.kind, need.leads, _no_lead(need, law), need.harm))
    found += _mandates(zone_id, need, crew, law)
    found += _reach(zone_id, need, crew, law)
    senders = tuple(a.code for a in law.region.agencies if law.may_send(a.code, need))
    wanted = law.parameters.crews_per_zone
    if len(crew.units) < wanted and units:
        text = Says(
            "Diinginkan {wanted} regu di zona ini, ada {n}.", "{wanted} crews are wanted in this zone, {n} go."
        ).filled(wanted=wanted, n=len(crew.units))
        found.append(Gap(zone_id, "few_crews", need.kind, senders, text, float(wanted - len(crew.units))))
    short = crew.terms["shortfall_min"]
    if short > 0.5:
        text = Says(
            "Beban kerja {work} menit per giliran jaga, kemampuan regu {capacity} menit: kurang {short} menit.",
            "Workload {work} minutes a shift, crews can do {capacity}: {short} minutes short.",
        ).filled(work=round(need.workload_min), capacity=round(crew.capacity_min), short=round(short))
        found.append(Gap(zone_id, "workload", need.kind, senders, text, short))
    off = crew.terms["imbalance_min"]
    # Spare time is no rule broken: two crews are wanted even where one would do.
    if off > 0.5 and short <= 0.5 and 0 < crew.capacity_min < need.workload_min / load:
        text = Says(
            "Waktu regu terpakai {share} %, {off} menit di atas keseimbangan dengan zona lain.",
            "Crews' time is used to {share} %, {off} minutes beyond the balance with other zones.",
        ).filled(share=round(100 * need.workload_min / crew.capacity_min), off=round(off))
        found.append(Gap(zone_id, "balance", need.kind, senders, text, off))
    return found


def place_gaps(
    zone_id: str, need: ZoneNeed, law: Law, *, cut_off: Sequence[str], too_far: Sequence[str], far_min: float,
    off_balance: float, workload_share: float
) -> list[Gap]:  # fmt: skip
    """Return the rules that a zone itself does not keep, whoever goes.

    Parameters
    ----------
    zone_id, need, law
        The zone.
    cut_off
        Its hotspots that no passable link joins to its centre.
    too_far, far_min
        Its hotspots beyond the response limit from its centre, and the minutes to the farthest (`inf`: no way).
    off_balance, workload_share
        Minutes of workload beyond the stated balance, and by which share of a mean zone its workload differs.
    """
    found: list[Gap] = []
    if cut_off:
        text = Says(
            "Tidak ada jalan tembus dari zona ini ke titik rawan {ids}.",
            "No passable link leads from this zone to hotspots {ids}.",
        ).filled(ids=list(cut_off))
        found.append(Gap(zone_id, "unreached", need.kind, (), text, 0.0, tuple(cut_off), "place"))
    if too_far:
        limit = law.parameters.response_limit_min
        text = Says(
            "Lebih dari {limit} menit dari pusat zona: titik rawan {ids}.",
            "More than {limit} minutes from the zone's centre: hotspots {ids}.",
        ).filled(limit=limit, ids=list(too_far))
        found.append(Gap(zone_id, "unreached", need.kind, (), text, far_min, tuple(too_far), "limits"))
    if off_balance > 0.5:
        text = Says(
            "Beban kerja menyimpang {over} menit dari batas keseimbangan yang diminta.",
            "Workload is {over} minutes beyond the balance asked for.",
        ).filled(over=round(off_balance))
        found.append(Gap(zone_id, "balance", need.kind, (), text, workload_share, (), "limits"))
    return found


def _mandates(zone_id: str, need: ZoneNeed, crew: Crew, law: Law) -> list[Gap]:
    found: list[Gap] = []
    for kind in sorted({demand.kind for demand in need.demands}):
        mine = [(d, *d.uncovered(crew.present)) for d in need.demands if d.kind == kind]
        name = kind_name(law, kind or None)
        lost = [d for d, no_lead, _ in mine if no_lead]
        if lost:
            harm = sum(d.harm for d in lost)
            could = sorted(frozenset[str]().union(*(d.leads for d in lost)))
            text = (
                Says(
                    "Bobot {harm} untuk {kind}: yang boleh memimpin hanya {who}, dan tidak ada regunya di sini.",
                    "Harm {harm} of {kind}: only {who} may lead on it, and has no crew here.",
                )
                if could
                else Says(
                    "Bobot {harm} untuk {kind}: tidak ada instansi bermandat memimpin yang berwenang di sana.",
                    "Harm {harm} of {kind}: no agency with a lead mandate has jurisdiction there.",
                )
            )
            text = text.filled(harm=round(harm, 1), kind=name, who=names(law, could))
            found.append(Gap(zone_id, "mandate_missing", kind or None, tuple(could), text, harm))
        short = [(d, missing) for d, _, missing in mine if missing]
        if short:
            harm = sum(d.harm for d, _ in short)
            could = sorted(frozenset[str]().union(*(d.helpers for d, _ in short)) - crew.present)
            text = Says(
                "Instansi berwenang yang wajib untuk {kind}: {needed}, kurang {missing} (bobot {harm}). "
                "Yang bermandat: {could}.",
                "Agencies with a mandate required for {kind}: {needed}, missing: {missing} (harm {harm}). "
                "With a mandate: {could}.",
            ).filled(
                kind=name,
                needed=short[0][0].needed,
                missing=max(missing for _, missing in short),
                harm=round(harm, 1),
                could=names(law, could),
            )
            amount = sum(d.harm * missing for d, missing in short)
            found.append(Gap(zone_id, "partner_missing", kind or None, tuple(could), text, amount))
    return found


def _reach(zone_id: str, need: ZoneNeed, crew: Crew, law: Law) -> list[Gap]:
    units, found = law.region.units, []
    nearest = min((need.base_min[u.unit_id] for u in units if u.available), default=None)
    limit = law.parameters.response_limit_min
    if not crew.units and nearest is not None and not any(law.may_go(u, need) for u in units if u.available):
        text = Says(
            "Tidak ada regu yang tersedia, berwenang, dan dapat mencapai zona ini dalam {limit} menit.",
            "No crew is free, lawful and able to reach this zone within {limit} minutes.",
        ).filled(limit=limit)
        could = tuple(sorted({u.agency for u in units if law.may_send(u.agency, need)}))
        found.append(Gap(zone_id, "unreached", need.kind, could, text, need.harm))
        return found
    for modes, harm in need.reach.items():
        if modes & crew.modes or not crew.units:
            continue
        could = tuple(sorted({u.agency for u in units if u.mode in modes}))
        text = _unreached(modes).filled(share=round(100 * harm / need.harm), modes=_modes(modes))
        found.append(Gap(zone_id, "unreached", need.kind, could, text, harm, (), "crews" if modes else "place"))
    return found


def _unreached(modes: frozenset[Mode]) -> Says:
    if not modes:
        return Says(
            "{share} % bobot zona jauh dari semua jaringan jalan dan sungai.",
            "{share} % of the zone's harm lies far from every network.",
        )
    if modes == {"river"}:
        return Says(
            "{share} % bobot zona berada di perairan terbuka, tetapi tidak ada kapal yang ditugaskan.",
            "{share} % of the zone's harm lies on open water, but no boat is assigned.",
        )
    if "river" not in modes:
        return Says(
            "{share} % bobot zona jauh dari perairan, tetapi hanya kapal yang ditugaskan ({modes} diperlukan).",
            "{share} % of the zone's harm lies far from water, but only boats are assigned ({modes} needed).",
        )
    return Says(
        "{share} % bobot zona hanya dicapai dengan {modes}, yang tidak ditugaskan.",
        "{share} % of the zone's harm is reached only by {modes}, and none is assigned.",
    )


def _modes(modes: frozenset[Mode]) -> Says:
    told = [_MODE[mode] for mode in sorted(modes)]
    return Says(" / ".join(one.id for one in told), " / ".join(one.en for one in told))


def mode_name(mode: Mode) -> Says:
    """Return a means of travel in words."""
    return _MODE[mode]


def _no_lead(need: ZoneNeed, law: Law) -> Says:
    kind = kind_name(law, need.kind)
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
    if not need.leads:
        return Says(
            "Wilayah hukum {who} tidak mencakup zona ini, padahal {kind} memerlukan pemimpin bermandat.",
            "The jurisdiction of {who} does not cover this zone, and {kind} needs a mandated lead.",
        ).filled(who=names(law, mandated), kind=kind)
    able = any(law.may_go(u, need) for u in law.region.units if u.available and u.agency in need.leads)
    if able:
        return Says(
            "Regu {who} yang dapat memimpin penanganan {kind} lebih diperlukan di zona lain.",
            "The crews of {who} that could lead on {kind} are needed more elsewhere.",
        ).filled(who=names(law, list(need.leads)), kind=kind)
    return Says(
        "Tidak ada regu {who} yang tersedia dan dapat mencapai zona ini untuk memimpin penanganan {kind}.",
        "No crew of {who} is free and able to reach this zone to lead on {kind}.",
    ).filled(who=names(law, list(need.leads)), kind=kind)


def kind_name(law: Law, code: str | None) -> Says | str:
    """Return a kind's name in both languages; a dash for none."""
    if code is None:
        return "–"
    rows = law.region.kinds[law.region.kinds["code"] == code]
    return Says(str(rows["name_id"].iloc[0]), str(rows["name_en"].iloc[0])) if len(rows) else code


def names(law: Law, codes: Sequence[str]) -> str:
    """Return agencies' short names, separated by commas; a dash for none."""
    shorts = {agency.code: agency.short for agency in law.region.agencies}
    return ", ".join(shorts[code] for code in codes) or "–"
