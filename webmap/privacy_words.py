"""What every view of a release says about itself in one sentence: how coarse, how many at least, how late."""

from __future__ import annotations

from geo.languages import Says
from geo.privacy.merging import step_of
from geo.tables.agreements import Agreement

_PERIOD = {
    "month": Says("per bulan", "by month"),
    "quarter": Says("per triwulan", "by quarter"),
    "year": Says("per tahun", "by year"),
}
_TERMS = Says(
    "Jumlah kejadian per sel {cell} km (paling halus) dan {period}; hanya bidang dengan sedikitnya {k} kejadian yang "
    "ditampilkan; terbit {days} hari setelah periode berakhir.",
    "Counts of incidents in cells of {cell} km (the finest) {period}; only areas with at least {k} incidents are "
    "shown; published {days} days after the period ends.",
)


def terms(agreement: Agreement) -> Says:
    """Return an agreement's terms in one sentence."""
    return _TERMS.filled(
        cell=agreement.cell_m / 1000,
        period=_PERIOD[agreement.period],
        k=step_of(agreement.k),  # what holds, not what was asked for
        days=agreement.delay_days,
    )
