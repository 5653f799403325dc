"""What cannot be said: every reason to doubt a comparison, with what would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from geo.evaluation.counting import Counted
from geo.evaluation.declaration import Declaration
from geo.evaluation.findings import Findings
from geo.evaluation.period import Period
from geo.languages import Says, moment_text
from geo.spatial.periods import zone

_NOT_CAUSE = Says(
    "Perbandingan ini menunjukkan bahwa jumlah kejadian berbeda, bukan apa penyebabnya; hal lain yang terjadi pada "
    "waktu "
    "dan tempat yang sama tidak dapat dikesampingkan.",
    "This comparison shows that counts differ, not why; other things that happened at the same time and place cannot "
    "be "
    "ruled out.",
)
_REPORTED_ONLY = Says(
    "Yang dihitung hanya kejadian yang tercatat. Kehadiran patroli dapat membuat warga lebih banyak, atau lebih "
    "sedikit, "
    "melapor.",
    "Only recorded incidents are counted. The presence of patrols may make people report more, or less.",
)
_LATE = Says(
    "DEKLARASI TERLAMBAT: yang dinilai baru ditetapkan pada {created}, sesudah periodenya dimulai pada {begins}. Zona, "
    "periode dan ukuran mungkin dipilih setelah hasilnya terlihat.",
    "LATE DECLARATION: what is judged was fixed on {created} only, after its period had begun on {begins}. Zones, "
    "periods and measures may have been chosen with the result in sight.",
)
_AMENDED = Says(
    "Ada {n} deklarasi lain untuk penilaian ini (diganti atau mengganti); semuanya disebut di sini.",
    "Other declarations of this judgement (amended or amending): {n}; all are named here.",
)
_FEW = Says(
    "Jumlah terkecil hanya {n} (kurang dari {few}): pendekatan normal tidak aman, jadi dipakai selang untuk jumlah "
    "kecil.",
    "The smallest count is {n} (below {few}): the normal approximation is unsafe, so the interval for small counts is "
    "used.",
)
_LENGTHS = Says(
    "Periode sebelum {before} hari dan sesudah {after} hari; jumlah sebelum diskalakan menurut panjangnya.",
    "The period before has {before} days, the one after {after}; counts before are scaled by length.",
)
_SEASON = Says(
    "Kedua periode jatuh pada musim yang berbeda; pembanding hanya menghapus musim bila musimnya sama di sana.",
    "The two periods fall in different seasons; controls take the season out only where it is the same there.",
)
_NOT_OVER = Says(
    "Periode sesudah belum selesai: dihitung sampai {as_of}, hasilnya sementara.",
    "The period after is not over: counted to {as_of}, the result is provisional.",
)
_HOT = Says(
    "Zona dipilih karena paling rawan pada periode sebelum. Tempat seperti itu turun dengan sendirinya (regresi ke "
    "rata-rata); sebagian penurunan akan terjadi juga tanpa patroli.",
    "The zones were chosen because they were hottest in the period before. Such places fall by themselves "
    "(regression to "
    "the mean); part of the fall would have come without patrols.",
)
_HOT_BY = Says(
    "Zona dipilih karena paling rawan pada periode sebelum: dari {before} kejadian di sana, tanpa patroli pun hanya "
    "sekitar {expected} yang diharapkan (turun {share} %), menurut sebaran {places} tempat yang dapat dipilih.",
    "The zones were chosen because they were hottest in the period before: of {before} incidents there, only about "
    "{expected} were to be expected without patrols (a fall of {share} %), by the spread over the {places} places that "
    "could be chosen.",
)
_CHOSEN = Says(
    "Zona tidak diundi; zona dan pembanding mungkin berbeda dalam hal yang ikut menentukan perubahan.",
    "The zones were not drawn by lot; zones and controls may differ in what also drives the change.",
)
_SOURCES = Says(
    "Pencatatan berubah: sumber {sources} hanya ada pada salah satu periode ({share} % kejadiannya).",
    "Recording changed: the sources {sources} are there in one of the periods only ({share} % of its incidents).",
)
_NO_DOSE = Says(
    "Tidak diketahui berapa banyak patroli yang benar-benar dijalankan; perubahan tidak dapat dikaitkan dengannya.",
    "How much patrolling was really done is not known; the change cannot be tied to it.",
)
_LITTLE_DOSE = Says(
    "Hanya {share} % kunjungan yang direncanakan terlaksana: yang dinilai bukan patroli menurut rencana.",
    "Only {share} % of the planned visits were made: what is judged is not the patrol that was planned.",
)
_NO_CONTROL = Says(
    "Tidak ada daerah pembanding: perubahan di seluruh wilayah tidak dapat dipisahkan dari hasil patroli.",
    "There is no control area: a change of the whole region cannot be told from that of the patrols.",
)
_SIZES = Says(
    "Daerah pembanding jauh berbeda besarnya ({control} kejadian sebelum, zona {treated}): selisih satu lawan satu "
    "tidak "
    "setara. Lihat rasio terkendali; untuk lain kali pakai skala earlier.",
    "The controls differ much in size ({control} incidents before, zones {treated}): a one-to-one difference is not "
    "like for like. See the controlled ratio; next time take scale earlier.",
)
_TREND = Says(
    "Zona dan pembanding sudah bergerak berbeda sebelum ada patroli (p = {p}): pembandingnya diragukan.",
    "Zones and controls moved differently already before the patrols (p = {p}): the controls are in doubt.",
)
_TREND_UNKNOWN = Says(
    "Tidak dapat diperiksa apakah zona dan pembanding bergerak sama sebelum ada patroli; perlu periode terdahulu "
    "dengan "
    "cukup kejadian.",
    "Whether zones and controls moved alike before the patrols cannot be checked; earlier periods with enough "
    "incidents "
    "are needed.",
)
_SCATTER = Says(
    "Kejadian datang bergerombol: pada periode terdahulu ragamnya {factor} kali yang diandaikan; selangnya dilebarkan.",
    "Incidents come in clusters: in earlier periods their variance was {factor} times what is assumed; the interval "
    "was "
    "widened.",
)
_PLACEBO = Says(
    "{n} dari {all} perbandingan semu pada periode tanpa patroli juga menemukan perbedaan; cara ini mudah keliru di "
    "sini.",
    "{n} of {all} placebo comparisons of periods without patrols found a difference too; the method errs easily here.",
)
_RATIO_DISAGREES = Says(
    "Selisih dan rasio terkendali tidak sejalan; kesimpulannya bergantung pada cara membandingkan.",
    "The difference and the controlled ratio do not agree; the conclusion depends on the way of comparing.",
)
_NO_RING = Says(
    "Perpindahan kejadian tidak dapat dinilai karena tidak ada sabuk.",
    "Whether incidents moved cannot be judged because there is no ring.",
)
_RING_ALONE = Says(
    "Perubahan di sabuk tidak dibandingkan dengan pembanding (skala equal): perubahan seluruh wilayah ikut di "
    "dalamnya.",
    "The ring's change is not set against a control (scale equal): a change of the whole region is part of it.",
)
_UNWEIGHTED = Says(
    "Jenis {kinds} tidak punya bobot dalam deklarasi dan tidak ikut dalam kerugian.",
    "The kinds {kinds} have no weight in the declaration and take no part in the harm.",
)
_ONE_BY_ONE = Says(
    "Angka per zona dan per jenis hanya ditunjukkan, tidak diuji: dari banyak angka, beberapa selalu tampak mencolok.",
    "Figures by zone and by kind are shown, not tested: among many figures some always look striking.",
)


@dataclass(frozen=True)
class Caution:
    """A reason to doubt, with a code for programs."""

    code: str
    says: Says

    def as_dict(self) -> dict[str, Any]:
        """Return `{"code", "id", "en"}`."""
        return {"code": self.code, **self.says.as_dict()}


def cautions(
    declaration: Declaration,
    findings: Findings,
    counted: Counted,
    *,
    amended: int,
    notices: Sequence[Says],
    timezone: str = "UTC",
) -> list[Caution]:
    """List what cannot be said, the gravest first.

    Parameters
    ----------
    declaration, findings, counted
        What was declared, found and counted.
    amended
        Number of other declarations of the same judgement.
    notices
        How areas were laid out.
    timezone
        IANA zone in which moments are written.
    """
    local = zone(timezone)
    found = [*_of_the_declaration(declaration, amended, local), *_of_the_data(declaration, findings, local)]
    found += [*_of_the_choice(declaration, findings), *_of_the_control(declaration, findings)]
    found += [*_of_the_dose(findings), *_of_the_sources(counted)]
    found += [Caution("left_out", says) for says in counted.notices]
    found += [Caution("areas", says) for says in notices]
    found += [Caution("reported_only", _REPORTED_ONLY), Caution("not_cause", _NOT_CAUSE)]
    if len(findings.kinds) > 1 or len(declaration.plan.zones) > 1:
        found.append(Caution("one_by_one", _ONE_BY_ONE))
    return found


def _of_the_declaration(declaration: Declaration, amended: int, local: ZoneInfo) -> list[Caution]:
    found = []
    if declaration.late:
        after = declaration.plan.after
        values = {"created": _moment(declaration.created, local), "begins": _moment(after.begins, local)}
        found.append(Caution("late", _LATE.filled(**values)))
    if amended:
        found.append(Caution("amended", _AMENDED.filled(n=amended)))
    return found


def _moment(moment: datetime, local: ZoneInfo) -> Says:
    return Says(moment_text(moment, local, "id"), moment_text(moment, local, "en"))


def _of_the_data(declaration: Declaration, findings: Findings, local: ZoneInfo) -> list[Caution]:
    plan, found = declaration.plan, []
    if findings.after.ends < plan.after.ends:
        found.append(Caution("not_over", _NOT_OVER.filled(as_of=_moment(findings.after.ends, local))))
    if findings.difference.few:
        values = {"n": findings.difference.smallest, "few": plan.parameters.few}
        found.append(Caution("few", _FEW.filled(**values)))
    before, after = plan.before, findings.after
    if abs(before.days - after.days) > 0.05 * max(before.days, after.days):
        found.append(Caution("lengths", _LENGTHS.filled(before=round(before.days), after=round(after.days))))
    if _other_season(before, after):
        found.append(Caution("season", _SEASON))
    unweighted = [one.kind for one in findings.kinds if one.harm is None] if plan.harm else []
    if unweighted:
        found.append(Caution("unweighted", _UNWEIGHTED.filled(kinds=unweighted)))
    return found


def _other_season(before: Period, after: Period) -> bool:
    """Whether the middles of two periods lie more than a month apart in the year (whole years have no season)."""
    if min(before.days, after.days) > 330:
        return False
    middles = [one.begins.timetuple().tm_yday + one.days / 2 for one in (before, after)]
    apart = abs(middles[0] - middles[1]) % 365.25
    return min(apart, 365.25 - apart) > 31


def _of_the_sources(counted: Counted) -> list[Caution]:
    """Name sources with a tenth or more of one period's incidents and none of the other's."""
    table = counted.sources
    sums = {name: table[table["period"] == name].set_index("source")["n"] for name in ("before", "after")}
    if any(one.sum() == 0 for one in sums.values()):
        return []
    shares: dict[str, float] = {}
    for name, other in (("before", "after"), ("after", "before")):
        share = 100 * sums[name] / sums[name].sum()
        shares |= {str(source): float(value) for source, value in share.items()
                   if value >= 10 and source not in sums[other].index}  # fmt: skip
    if not shares:
        return []
    values = {"sources": sorted(shares), "share": round(max(shares.values()))}
    return [Caution("sources", _SOURCES.filled(**values))]


def _of_the_control(declaration: Declaration, findings: Findings) -> list[Caution]:
    treated, control = findings.role("treated"), findings.role("control")
    found = [] if findings.role("ring") else [Caution("no_ring", _NO_RING)]
    if control is None or treated is None:
        return [*found, Caution("no_control", _NO_CONTROL)]
    if findings.role("ring") and declaration.plan.scale == "equal":
        found.append(Caution("ring_alone", _RING_ALONE))
    sizes = sorted([treated.n_before + 1, control.n_before + 1])
    if declaration.plan.scale == "equal" and sizes[1] > max(2 * sizes[0], 20):
        values = {"control": control.n_before, "treated": treated.n_before}
        found.append(Caution("sizes", _SIZES.filled(**values)))
    trend = findings.trend
    if trend is None or trend.p_value != trend.p_value:  # NaN
        found.append(Caution("trend_unknown", _TREND_UNKNOWN))
    elif trend.p_value < 0.1:
        found.append(Caution("trend", _TREND.filled(p=round(trend.p_value, 3))))
    if trend is not None and findings.widened is not None:
        found.append(Caution("scatter", _SCATTER.filled(factor=round(trend.dispersion, 1))))
    wrong = sum(not one.finds_nothing for one in findings.placebos)
    if wrong:
        found.append(Caution("placebo", _PLACEBO.filled(n=wrong, all=len(findings.placebos))))
    ratio = findings.controlled
    low, high = findings.judged.local.interval(small=findings.judged.few)
    if ratio is not None and (low > 0 or high < 0) != (ratio.low > 1 or ratio.high < 1):
        found.append(Caution("ratio_disagrees", _RATIO_DISAGREES))
    return found


def _of_the_choice(declaration: Declaration, findings: Findings) -> list[Caution]:
    selection, fall = declaration.plan.selection, findings.fall
    if selection == "drawn":
        return []
    if selection != "count":
        return [Caution("chosen", _CHOSEN)]
    if fall is None:
        return [Caution("hot", _HOT)]
    values = {"before": fall.before, "expected": round(fall.expected), "share": round(100 * fall.share)}
    return [Caution("hot", _HOT_BY.filled(places=fall.places, **values))]


def _of_the_dose(findings: Findings) -> list[Caution]:
    dose = findings.dose
    if dose is None:
        return [Caution("no_dose", _NO_DOSE)]
    share = dose.done_share
    if share is not None and share < 0.8:
        return [Caution("little_dose", _LITTLE_DOSE.filled(share=round(100 * share)))]
    return []
