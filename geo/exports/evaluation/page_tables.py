"""A scorecard as page-ready tables: what was declared, counts, effects, checks, zones, kinds, dose, response."""

from __future__ import annotations

from collections.abc import Mapping

from geo.evaluation.estimate import Estimate
from geo.evaluation.scorecard import Scorecard
from geo.evaluation.words import DECIDES, MEASURE_WORDS, REST_OF_REGION, ROLE_WORDS, SCALES, SELECTIONS
from geo.exports.evaluation.cells import (
    Cell,
    PageTable,
    chance,
    days_of,
    listed,
    moment_of,
    percent,
    signed_percent,
    span,
)
from geo.exports.evaluation.side_tables import clearance_table, dose_table, response_table
from geo.languages import LANGUAGES, Says, number_text
from geo.spatial.periods import zone

_BEFORE, _AFTER = Says("Sebelum", "Before"), Says("Sesudah", "After")
_CHANGE = Says("Perubahan", "Change")
_NAME = Says("Nama", "Name")
_METRES = Says("{n} m", "{n} m")
_ALL_KINDS = Says("semua jenis", "all kinds")
_COUNTS_NOTE = Says(
    "Rasio laju memperhitungkan panjang periode; selangnya eksak. Uji E: Krishnamoorthy & Thomson (2004).",
    "The rate ratio allows for the periods' lengths; its interval is exact. E-test: Krishnamoorthy & Thomson (2004).",
)
_EFFECT_NOTE = Says(
    "Selisih perpindahan tertimbang (Wheeler & Ratcliffe 2018): di bawah nol berarti lebih sedikit. Selang data kecil "
    "tidak memakai pendekatan normal. Yang menentukan kesimpulan: {what}, {which}.",
    "Weighted displacement difference (Wheeler & Ratcliffe 2018): below zero means fewer. The interval for small "
    "counts "
    "uses no normal approximation. The verdict rests on: {what}, {which}.",
)
_BY_SMALL = Says("selang data kecil", "the interval for small counts")
_BY_NORMAL = Says("selang normal", "the normal interval")
_WIDENED = Says("Jumlah keduanya, dilebarkan", "Both together, widened")
_HARM = Says("Bobot kerugian, jumlah keduanya", "Harm, both together")
_UNTESTED = Says("Ditunjukkan, tidak diuji.", "Shown, not tested.")


def page_tables(
    scorecard: Scorecard, *, timezone: str = "UTC", kinds: Mapping[str, Says] | None = None
) -> list[PageTable]:
    """Return the tables of a scorecard in the order of its pages; empty ones are left out.

    Parameters
    ----------
    scorecard
        As `geo.evaluation.scorecard.judge` makes it.
    timezone
        IANA zone of days and times.
    kinds
        Names of kinds by code; codes stand for those not there.

    Raises
    ------
    ParameterError
        When there is no such time zone.
    """
    names = dict(kinds or {})
    findings = scorecard.findings
    tables = [_declared(scorecard, timezone), _counts(scorecard), _effects(scorecard)]
    tables += [_checks(scorecard, timezone), _areas(scorecard), _kinds(scorecard, names)]
    tables += [dose_table(findings.dose), response_table(findings.response), clearance_table(findings.clearance)]
    return [table for table in tables if table.rows]


def _declared(scorecard: Scorecard, timezone: str) -> PageTable:
    declaration, local = scorecard.declaration, zone(timezone)
    plan = declaration.plan
    others = [f"{one['declaration_id']} ({str(one['digest'])[:12]})" for one in scorecard.others]
    kinds: Cell = listed(plan.kinds) or _ALL_KINDS
    facts: list[tuple[Says, Cell]] = [
        (Says("Kerja sama", "Collaboration"), scorecard.title),
        (Says("Tujuan", "Purpose"), plan.purpose or None),
        (Says("Dinyatakan oleh", "Declared by"), plan.author or None),
        (Says("Nomor deklarasi", "Declaration"), declaration.declaration_id),
        (Says("Dinyatakan pada", "Declared on"), moment_of(declaration.created, local)),
        (Says("Sidik (SHA-256)", "Digest (SHA-256)"), scorecard.digest),
        (Says("Terlambat", "Late"), Says("YA", "YES") if declaration.late else Says("tidak", "no")),
        (Says("Deklarasi terkait", "Related declarations"), listed(others)),
        (Says("Periode sebelum", "Period before"), days_of(plan.before, local)),
        (Says("Periode sesudah", "Period after"), days_of(plan.after, local)),
        (Says("Dihitung sampai", "Counted to"), moment_of(scorecard.findings.after.ends, local)),
        (Says("Jenis kejadian", "Kinds of incident"), kinds),
        (Says("Lebar sabuk", "Width of the ring"), _METRES.filled(n=round(plan.parameters.ring_m))),
        (Says("Pembanding", "Controls"), SCALES[plan.scale]),
        (Says("Yang menentukan", "What decides"), DECIDES[plan.decides]),
        (Says("Pemilihan zona", "Choice of zones"), SELECTIONS[plan.selection]),
        (Says("Analisis yang mendasari", "Run it rests on"), plan.run_id or None),
    ]
    rows = tuple((name, value) for name, value in facts if value is not None)
    columns = (Says("Hal", "Item"), Says("Isi", "Content"))
    return PageTable("declared", Says("Yang dinyatakan", "What was declared"), columns, rows)


def _counts(scorecard: Scorecard) -> PageTable:
    columns = [Says("Daerah", "Areas"), Says("Jumlah", "Number"), Says("Luas km²", "Area km²"), _BEFORE, _AFTER]
    columns += [_CHANGE, Says("Rasio laju", "Rate ratio"), Says("Selang", "Interval"), Says("p (uji E)", "p (E-test)")]
    with_harm = any(one.harm_before is not None for one in scorecard.findings.roles)
    with_patrol = any(one.patrol_before + one.patrol_after for one in scorecard.findings.roles)
    if with_harm:
        columns.append(Says("Bobot kerugian", "Harm"))
    if with_patrol:
        columns.append(Says("Temuan patroli", "Found by patrols"))
    rows = []
    for one in scorecard.findings.roles:
        ratio = one.ratio
        row: list[Cell] = [ROLE_WORDS[one.role], one.areas, round(one.area_km2, 1), one.n_before, one.n_after]
        row += [signed_percent(ratio.value), round_or_none(ratio.value), span(ratio.low, ratio.high, 2)]
        row.append(chance(one.e_test))
        if with_harm:
            row.append(_arrow(one.harm_before, one.harm_after))
        if with_patrol:
            row.append(_arrow(one.patrol_before, one.patrol_after))
        rows.append(tuple(row))
    title = Says("Kejadian sebelum dan sesudah", "Incidents before and after")
    return PageTable("counts", title, tuple(columns), tuple(rows), _COUNTS_NOTE)


def _effects(scorecard: Scorecard) -> PageTable:
    findings = scorecard.findings
    columns = (
        Says("Ukuran", "Measure"),
        Says("Selisih", "Difference"),
        Says("Galat baku", "Standard error"),
        Says("Selang normal", "Normal interval"),
        Says("p normal", "p normal"),
        Says("Selang data kecil", "Interval for small counts"),
        Says("p data kecil", "p small counts"),
    )
    rows = [_effect(MEASURE_WORDS[name], getattr(findings.difference, name)) for name in MEASURE_WORDS]
    if findings.role("ring") is None:
        rows = rows[:1]
    if findings.widened is not None:
        rows.append(_effect(_WIDENED, findings.widened.total))
    if findings.harm_difference is not None:
        rows.append(_effect(_HARM, findings.harm_difference.total))
    if findings.controlled is not None:
        ratio = findings.controlled
        words = Says("Rasio terkendali (zona : pembanding)", "Controlled ratio (zones : controls)")
        rows.append((words, round_or_none(ratio.value), None, span(ratio.low, ratio.high, 2), None, None, None))
    which = _BY_SMALL if findings.judged.few else _BY_NORMAL
    title = Says("Pengaruh terhadap pembanding", "Effect against the controls")
    return PageTable(
        "effects", title, columns, tuple(rows), _EFFECT_NOTE.filled(what=DECIDES[findings.decides], which=which)
    )


def _effect(words: Says, one: Estimate) -> tuple[Cell, ...]:
    normal, small = span(one.low, one.high), span(one.small_low, one.small_high)
    return (words, round(one.value, 1), round(one.se, 1), normal, chance(one.p_value), small, chance(one.small_p_value))


def _checks(scorecard: Scorecard, timezone: str) -> PageTable:
    findings, local = scorecard.findings, zone(timezone)
    rows: list[tuple[Cell, ...]] = []
    trend = findings.trend
    if trend is not None:
        words = Says("Zona dan pembanding bergerak sama sebelumnya", "Zones and controls moved alike before")
        rows.append((words, Says(f"{trend.periods} periode", f"{trend.periods} periods"), None, chance(trend.p_value)))
        words = Says("Ragam dibanding Poisson", "Variance against Poisson")
        rows.append((words, None, round_or_none(trend.dispersion), chance(trend.dispersion_p_value)))
    for one in findings.placebos:
        first, second = days_of(one.before, local), days_of(one.after, local)
        words = Says(f"Semu: {first.id} lawan {second.id}", f"Placebo: {first.en} against {second.en}")
        nothing = Says("tidak menemukan apa-apa", "finds nothing")
        told = nothing if one.finds_nothing else Says("menemukan perbedaan", "finds a difference")
        rows.append((words, round(one.value, 1), span(one.low, one.high), told))
    if findings.fall is not None:
        words = Says("Turun dengan sendirinya (regresi ke rata-rata)", "Fall by itself (regression to the mean)")
        fell = _arrow(findings.fall.before, round(findings.fall.expected, 1))
        rows.append((words, fell, percent(findings.fall.share), None))
    columns = (
        Says("Pemeriksaan", "Check"),
        Says("Nilai", "Value"),
        Says("Selang / faktor", "Interval / factor"),
        Says("p / hasil", "p / result"),
    )
    return PageTable("checks", Says("Pemeriksaan pembanding", "Checks of the comparison"), columns, tuple(rows))


def _areas(scorecard: Scorecard) -> PageTable:
    rows = []
    for one in scorecard.findings.areas:
        name: Cell = one.name or (REST_OF_REGION if one.area_id == "rest" else one.area_id)
        rows.append((ROLE_WORDS[one.role], one.area_id, name, round(one.area_km2, 1), one.n_before, one.n_after))
    columns = (Says("Daerah", "Areas"), Says("Nomor", "Id"), _NAME, Says("Luas km²", "Area km²"), _BEFORE, _AFTER)
    return PageTable("areas", Says("Daerah satu per satu", "Area by area"), columns, tuple(rows), _UNTESTED)


def _kinds(scorecard: Scorecard, names: Mapping[str, Says]) -> PageTable:
    columns = (Says("Jenis", "Kind"), Says("Bobot", "Weight"), *(ROLE_WORDS[role] for role in ROLE_WORDS))
    rows = [
        (names.get(one.kind, one.kind), one.harm, _arrow(*one.treated), _arrow(*one.ring), _arrow(*one.control))
        for one in scorecard.findings.kinds
    ]
    return PageTable("kinds", Says("Per jenis kejadian", "By kind of incident"), columns, tuple(rows), _UNTESTED)


def round_or_none(value: float) -> Cell:
    """Return a number with two decimals; infinite and undefined ones as they are."""
    return round(value, 2) if abs(value) < float("inf") else value


def _arrow(before: float | None, after: float | None) -> Cell:
    if before is None or after is None:
        return None
    return Says(*(f"{number_text(before, language)} → {number_text(after, language)}" for language in LANGUAGES))
