"""Tables beside the counts: dose, response times, reported and cleared."""

from __future__ import annotations

import math

import pandas as pd

from geo.evaluation.clearance import Clearance
from geo.evaluation.findings import DoseDone
from geo.evaluation.response import ResponseTimes
from geo.exports.evaluation.cells import Cell, PageTable, percent, span
from geo.languages import Says

_PLANNED, _DONE = Says("Direncanakan", "Planned"), Says("Terlaksana", "Done")
_ALL_UNITS = Says("Semua kesatuan", "All units")
_CLEARANCE_NOTE = Says(
    "Lapor / selesai. Persentase dapat melebihi 100 % karena perkara lama ikut selesai; tidak dipangkas.",
    "Reported / cleared. The percentage may exceed 100 % because old cases are cleared too; it is not clipped.",
)
_RESPONSE_NOTE = Says(
    "Laporan yang belum didatangi ikut dihitung sebagai masih menunggu (Kaplan-Meier); selang dari cuplikan ulang.",
    "Reports not reached count as still waiting (Kaplan-Meier); intervals by bootstrap.",
)
_SHOWN_MONTHS = 12


def dose_table(dose: DoseDone | None) -> PageTable:
    """Return planned against done; no row when no dose is known."""
    rows: list[tuple[Cell, ...]] = []
    if dose is not None:
        rows = [
            (Says("Kunjungan", "Visits"), dose.planned_visits, dose.visits, percent(dose.done_share)),
            (Says("Menit di tempat", "Minutes there"), _whole(dose.planned_minutes), round(dose.minutes), None),
            (Says("Jam-orang", "Person-hours"), None, _whole(dose.person_hours), None),
            (Says("Tempat tanpa kunjungan", "Places without a visit"), None, dose.unvisited, _share_of(dose)),
            (Says("Luas yang terlihat", "Area seen"), None, percent(dose.coverage), None),
        ]
    columns = (Says("Dosis patroli", "Patrol dose"), _PLANNED, _DONE, Says("Bagian", "Share"))
    return PageTable("dose", Says("Patroli yang dijalankan", "Patrols that were made"), columns, tuple(rows))


def response_table(response: ResponseTimes | None) -> PageTable:
    """Return median, 90th percentile and share within the target; no row when nothing was timed."""
    rows: list[tuple[Cell, ...]] = []
    note = _RESPONSE_NOTE
    if response is not None:
        target = Says("Tiba dalam {n} menit", "Reached within {n} minutes").filled(n=response.target_min)
        reached = Says("{n} dari {all}", "{n} of {all}").filled(n=response.arrived, all=response.n)
        rows = [(Says("Laporan yang didatangi", "Reports reached"), reached, None)]
        if response.n:
            low, high = response.intervals["within_target"]
            told_shares = f"{_percent_text(low)} … {_percent_text(high)}"
            shares = Says(told_shares, told_shares) if low < high else None  # resamples of nothing show no spread
            rows += [
                (Says("Median, menit", "Median, minutes"), *_minutes(response, "median_min")),
                (Says("Persentil 90, menit", "90th percentile, minutes"), *_minutes(response, "p90_min")),
                (target, percent(response.within_target), shares),
            ]
        told = [note, *response.notices]
        note = Says(" ".join(says.id for says in told), " ".join(says.en for says in told))
    columns = (Says("Waktu tanggap", "Response time"), Says("Nilai", "Value"), Says("Selang 95 %", "95 % interval"))
    return PageTable("response", Says("Waktu tanggap", "Response times"), columns, tuple(rows), note)


def clearance_table(found: Clearance | None) -> PageTable:
    """Return unit by month, reported/cleared and the percentage over all months; the newest twelve months are shown."""
    if found is None or found.table.empty:
        return PageTable("clearance", Says("CT/CC", "Reported and cleared"), (), ())
    months = sorted(found.table["month"].unique())[-_SHOWN_MONTHS:]
    cells = found.table.set_index(["unit", "month"])
    rows: list[tuple[Cell, ...]] = []
    for total in found.totals.to_dict("records"):
        unit = str(total["unit"])
        row: list[Cell] = [unit or _ALL_UNITS]
        for month in months:
            here = cells.xs(month, level="month") if not unit else cells.loc[cells.index == (unit, month)]
            row.append(f"{int(here['reported'].sum())}/{int(here['cleared'].sum())}" if len(here) else None)
        share = None if pd.isna(total["percent"]) else float(total["percent"]) / 100
        rows.append((*row, f"{int(total['reported'])}/{int(total['cleared'])}", percent(share)))
    heads = [Says(month[2:], month[2:]) for month in months]
    columns = (Says("Kesatuan", "Unit"), *heads, Says("Semua", "All"), Says("%", "%"))
    title = Says("CT/CC per kesatuan dan bulan", "Reported and cleared by unit and month")
    return PageTable("clearance", title, columns, tuple(rows), _CLEARANCE_NOTE)


def _minutes(response: ResponseTimes, name: str) -> tuple[Cell, Cell]:
    value = getattr(response, name)
    told: Cell = Says("belum tercapai", "not reached") if math.isnan(value) else round(value, 1)
    return told, span(*response.intervals[name])


def _percent_text(share: float) -> str:
    return f"{round(100 * share)} %"


def _share_of(dose: DoseDone) -> Cell:
    return percent(dose.unvisited / dose.places) if dose.places else None


def _whole(value: float | None) -> Cell:
    return None if value is None else round(value)
