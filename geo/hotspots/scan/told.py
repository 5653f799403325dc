"""What a scan tells its user beside its hotspots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.hotspots.scan.clusters import Cluster
from geo.hotspots.scan.disc_windows import DiscWindows
from geo.hotspots.scan.times import Periods
from geo.languages import Says
from geo.spatial.grid import Grid

if TYPE_CHECKING:
    from geo.hotspots.scan.scan import Scan


def tell_windows(method: Scan, grid: Grid, windows: DiscWindows, periods: Periods | None, notices: list[Says]) -> None:
    """Tell cells, discs and periods."""
    notices.append(
        Says(
            "Sel {cell} m, {radii} ukuran lingkaran sampai {radius} m, {runs} data acak.",
            "Cells of {cell} m, {radii} sizes of discs up to {radius} m, {runs} random data sets.",
        ).filled(
            cell=grid.cell_m,
            radii=int(windows.radii_cells.size),
            radius=float(windows.radii_cells[-1] * grid.cell_m),
            runs=method.runs,
        )
    )
    if periods is not None:
        notices.append(
            Says(
                "{n} periode {days} hari, jendela paling lama {longest} periode.",
                "{n} periods of {days} days, windows of at most {longest} periods.",
            ).filled(n=int(periods.share.size), days=periods.days, longest=max(1, periods.share.size // 2))
        )


def tell_too_few(n: int, needed: int, notices: list[Says]) -> None:
    """Tell that there are too few incidents."""
    notices.append(
        Says(
            "Data belum cukup: {n} kejadian, titik rawan memerlukan paling sedikit {needed}.",
            "Not enough data: {n} incidents, a hotspot needs at least {needed}.",
        ).filled(n=n, needed=needed)
    )


def tell_too_few_cells(n: int, needed: int, notices: list[Says]) -> None:
    """Tell that the study area has too few cells."""
    notices.append(
        Says(
            "Data belum cukup: wilayah hanya {n} sel, perbandingan memerlukan paling sedikit {needed}; "
            "perkecil sel atau perluas wilayah.",
            "Not enough data: the area has only {n} cells, a comparison needs at least {needed}; "
            "take smaller cells or a larger area.",
        ).filled(n=n, needed=needed)
    )


def tell_cases(cases: int, controls: int, least_harm: float, notices: list[Says]) -> None:
    """Tell which incidents are cases and which are controls."""
    notices.append(
        Says(
            "Kasus: {n} kejadian dengan bobot kerugian paling sedikit {least}; pembanding: {others}. "
            "Jumlah yang diharapkan hanya kasus.",
            "Cases: {n} incidents with a harm weight of at least {least}; controls: {others}. "
            "Expected counts are of cases only.",
        ).filled(n=cases, least=least_harm, others=controls)
    )


def tell_clusters(
    method: Scan, clusters: list[Cluster], significant: list[Cluster], most: int, notices: list[Says]
) -> None:
    """Tell how many clusters are significant or, if none is, how near the strongest came."""
    if significant:
        notices.append(
            Says(
                "{n} lingkaran bermakna (p paling tinggi {alpha}, semua lingkaran yang dicoba sudah diperhitungkan).",
                "{n} significant discs (p at most {alpha}, which accounts for all discs tried).",
            ).filled(n=len(significant), alpha=method.alpha)
        )
        if len(significant) == most:
            notices.append(
                Says("Hanya {n} yang terkuat ditampilkan.", "Only the strongest {n} are shown.").filled(n=most)
            )
        return
    if not clusters:
        notices.append(
            Says(
                "Tidak ada lingkaran dengan lebih banyak kejadian daripada yang diharapkan.",
                "No disc holds more incidents than expected.",
            )
        )
        return
    best = clusters[0]
    notices.append(
        Says(
            "Tidak ada titik rawan yang bermakna: lingkaran terkuat memuat {n} kejadian, diharapkan {expected} "
            "(p = {p}).",
            "No significant hotspot: the strongest disc holds {n} incidents, {expected} expected (p = {p}).",
        ).filled(n=int(best.observed), expected=best.expected, p=best.p_value)
    )
    if method.keep_weak:
        notices.append(
            Says(
                "Lingkaran itu ditampilkan atas permintaan, dengan tanda tidak bermakna.",
                "It is shown because that was asked for, marked as not significant.",
            )
        )
