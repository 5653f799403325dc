"""What users are told about an analysis of emerging hot spots: periods, cells, classes, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.hotspots.hot_cells.patterns import CURRENT_HOT, PATTERNS
from geo.languages import Says, date_text

if TYPE_CHECKING:
    from geo.hotspots.cells_to_hotspots import CellHotspots
    from geo.hotspots.hot_cells.whole_periods import WholePeriods

_HISTORICAL = 8


def tell_periods(periods: WholePeriods, automatic: bool, notices: list[Says]) -> None:
    """Tell the periods, and which incidents take no part because of their time."""
    if periods.undated:
        notices.append(
            Says(
                "{n} kejadian tanpa waktu tidak ikut dihitung.",
                "{n} incidents without a time take no part.",
            ).filled(n=periods.undated)
        )
    if periods.vague:
        notices.append(
            Says(
                "{n} kejadian yang waktunya hanya diketahui dalam rentang lebih dari {days} hari tidak ikut dihitung.",
                "{n} incidents whose time is known only to more than {days} days take no part.",
            ).filled(n=periods.vague, days=periods.days)
        )
    if not periods.count:
        return
    how = Says(" (panjang otomatis)", " (length chosen automatically)") if automatic else Says("", "")
    notices.append(
        Says(
            "{n} periode masing-masing {days} hari, {first} sampai {last}{how}.",
            "{n} periods of {days} days each, {first} to {last}{how}.",
        ).filled(
            n=periods.count,
            days=periods.days,
            first=Says(date_text(periods.first, "id"), date_text(periods.first, "en")),
            last=Says(date_text(periods.last, "id"), date_text(periods.last, "en")),
            how=how,
        )
    )
    if periods.early:
        notices.append(
            Says(
                "{n} kejadian sebelum {first} jatuh pada periode yang tidak utuh dan tidak diuji.",
                "{n} incidents before {first} fall into an incomplete period and are not tested.",
            ).filled(n=periods.early, first=Says(date_text(periods.first, "id"), date_text(periods.first, "en")))
        )


def tell_cells(
    codes: npt.NDArray[np.int8],
    hot: npt.NDArray[np.bool_],
    shown: int,
    found: CellHotspots,
    alpha: float,
    periods: int,
    notices: list[Says],
) -> None:
    """Tell how many cells are of which class, and which groups are too small."""
    notices.append(
        Says(
            "{n} sel dalam {periods} periode diuji; {hot} sel rawan pada periode terakhir (q paling tinggi {alpha}).",
            "{n} cells in {periods} periods tested; {hot} cells are hot in the last one (q at most {alpha}).",
        ).filled(n=int(codes.size), periods=periods, hot=int(hot.sum()), alpha=alpha)
    )
    some = [
        Says("{name} {n}", "{name} {n}").filled(name=pattern.says, n=int((codes == code).sum()))
        for code, pattern in PATTERNS.items()
        if code != 0 and (codes == code).any()
    ]
    if some:
        notices.append(Says("Jumlah sel per pola: {counts}.", "Cells per pattern: {counts}.").filled(counts=some))
    if historical := int((codes == _HISTORICAL).sum()):
        notices.append(
            Says(
                "{n} sel dahulu hampir selalu rawan, tetapi tidak pada periode terakhir; bukan titik rawan di sini.",
                "{n} cells used to be hot nearly always but are not in the last period; they are no hotspots here.",
            ).filled(n=historical)
        )
    if found.too_small:
        notices.append(
            Says(
                "{n} kelompok sel rawan berisi terlalu sedikit kejadian dan tidak dijadikan titik rawan.",
                "{n} groups of hot cells hold too few incidents and are no hotspots.",
            ).filled(n=found.too_small)
        )
    if shown < codes.size:
        notices.append(
            Says(
                "Permukaan berisi {n} sel dengan z tertinggi dari {all} sel.",
                "The surface has the {n} cells with the highest z of {all}.",
            ).filled(n=shown, all=int(codes.size))
        )
    if (beyond := int(np.isin(codes, CURRENT_HOT).sum() - hot.sum())) > 0:
        notices.append(
            Says(
                "{n} sel rawan di luar batas wilayah tidak dijadikan titik rawan.",
                "{n} hot cells beyond the study area's border are no hotspots.",
            ).filled(n=beyond)
        )


def too_few(n: int, needed: int) -> Says:
    """Say that there are too few dated incidents."""
    return Says(
        "Data belum cukup: {n} kejadian yang waktunya diketahui, titik rawan memerlukan paling sedikit {needed}.",
        "Not enough data: {n} incidents whose time is known, a hotspot needs at least {needed}.",
    ).filled(n=n, needed=needed)


def too_few_periods(periods: WholePeriods, needed: int) -> Says:
    """Say that there are too few whole periods."""
    return Says(
        "Data belum cukup: {n} periode utuh dari {days} hari, kecenderungan memerlukan paling sedikit {needed}; "
        "perpendek period_days atau kumpulkan data lebih lama.",
        "Not enough data: {n} whole periods of {days} days, a history needs at least {needed}; "
        "take shorter period_days or data over a longer time.",
    ).filled(n=periods.count, days=periods.days, needed=needed)


def too_few_cells(n_cells: int, needed: int) -> Says:
    """Say that there are too few cells."""
    return Says(
        "Data belum cukup: wilayah hanya {n} sel, perbandingan memerlukan paling sedikit {needed}; "
        "perkecil sel atau perluas wilayah.",
        "Not enough data: the area has only {n} cells, a comparison needs at least {needed}; "
        "take smaller cells or a larger area.",
    ).filled(n=n_cells, needed=needed)
