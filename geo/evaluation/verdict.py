"""The verdict in plain words: fell, rose, no difference shown, or not enough data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from geo.evaluation.findings import Findings
from geo.languages import Says

Code = Literal["fell", "rose", "no_difference", "not_enough"]
TOO_FEW_TO_JUDGE = 10
_INTERVAL = Says(
    "Selisih terhadap pembanding {value} kejadian, selang kepercayaan {level} % dari {low} sampai {high}.",
    "The difference against the controls is {value} incidents, {level} % interval {low} to {high}.",
)
_INTERVAL_ALONE = Says(
    "Perubahan {value} kejadian, selang kepercayaan {level} % dari {low} sampai {high}; tanpa daerah pembanding.",
    "The change is {value} incidents, {level} % interval {low} to {high}; there is no control.",
)
_FELL = Says(
    "Kejadian turun lebih banyak daripada yang dapat dijelaskan oleh kebetulan.",
    "Incidents fell by more than chance can explain.",
)
_ROSE = Says(
    "Kejadian naik lebih banyak daripada yang dapat dijelaskan oleh kebetulan.",
    "Incidents rose by more than chance can explain.",
)
_FELL_AGAINST = Says(
    "Kejadian turun melebihi kebetulan, dibandingkan dengan daerah pembanding.",
    "Incidents fell by more than chance can explain, compared with the controls.",
)
_ROSE_AGAINST = Says(
    "Kejadian naik melebihi kebetulan, dibandingkan dengan daerah pembanding.",
    "Incidents rose by more than chance can explain, compared with the controls.",
)
_BUT_FEWER = Says(
    "Jumlah di zona sendiri turun, tetapi jumlah di pembanding turun lebih banyak.",
    "Counts in the zones themselves fell, but those of the controls fell more.",
)
_BUT_MORE = Says(
    "Jumlah di zona sendiri naik, tetapi jumlah di pembanding naik lebih banyak.",
    "Counts in the zones themselves rose, but those of the controls rose more.",
)
_NO_DIFFERENCE = Says(
    "Tidak terlihat perbedaan yang melebihi kebetulan. Ini bukan bukti bahwa patroli tidak berpengaruh.",
    "No difference beyond chance is shown. This is no proof that the patrols had no effect.",
)
_DETECTABLE = Says(
    "Dengan data ini, baru penurunan sebesar {n} kejadian atau lebih yang akan terlihat empat dari lima kali.",
    "With these data only a fall of {n} incidents or more would have been seen four times in five.",
)
_NOT_ENOUGH = Says("Data belum cukup untuk menilai.", "There are not enough data to judge.")
_TOO_FEW = Says(
    "Di zona tercatat {before} kejadian sebelum dan {after} sesudah: penurunan sampai nol pun tidak dapat dibedakan "
    "dari "
    "kebetulan. Perpanjang periode, perluas zona, atau gabungkan beberapa jenis.",
    "The zones had {before} incidents before and {after} after: even a fall to nothing could not be told from chance. "
    "Take a longer period, larger zones, or several kinds together.",
)
_MOVED = Says(
    "Di sabuk sekeliling zona kejadian naik melebihi kebetulan: mungkin sebagian berpindah.",
    "In the ring around the zones incidents rose by more than chance: some may have moved there.",
)
_SPREAD = Says(
    "Di sabuk sekeliling zona kejadian juga turun: manfaatnya tampaknya ikut menyebar.",
    "In the ring around the zones incidents fell too: the benefit seems to have spread.",
)
_LOCAL_ONLY = Says(
    "Di zona sendiri kejadian turun melebihi kebetulan, tetapi bersama sabuknya tidak.",
    "In the zones alone incidents fell by more than chance, but not together with the ring.",
)
_NOTHING_MOVED = Says(
    "Di sabuk sekeliling zona tidak terlihat kenaikan yang melebihi kebetulan.",
    "In the ring around the zones no rise beyond chance is shown.",
)


@dataclass(frozen=True)
class Verdict:
    """What may be said: a code for programs, sentences for people."""

    code: Code
    headline: Says
    sentences: tuple[Says, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form."""
        return {
            "code": self.code,
            "headline": self.headline.as_dict(),
            "sentences": [says.as_dict() for says in self.sentences],
        }


def judge_findings(findings: Findings) -> Verdict:
    """Say what the findings show.

    Parameters
    ----------
    findings
        As `geo.evaluation.compare.compare` makes them. The declared effect decides (zones and ring together, or the
        zones alone, beyond the controls). The interval of the draws is used where a count is small, the widened one
        where earlier periods scatter more than Poisson counts.

    Returns
    -------
    Verdict
        `not_enough` when the zones had fewer than ten incidents in both periods together, or the interval is so wide
        that a fall to nothing would have been within chance; otherwise by the side of 0 on which the interval lies.
    """
    judged = findings.judged
    treated = findings.role("treated")
    before, after = (treated.n_before, treated.n_after) if treated else (0, 0)
    low, high = findings.deciding_interval
    told = _interval(findings, low, high)
    scaled = before * findings.after.days / findings.before.days
    unseen = low <= 0 <= high and scaled - (high - findings.deciding.value) <= 0
    if before + after < TOO_FEW_TO_JUDGE or unseen:
        return Verdict("not_enough", _NOT_ENOUGH, (_TOO_FEW.filled(before=before, after=after), told))
    ring = _about_the_ring(findings)
    against = findings.role("control") is not None
    if high < 0:
        but = (_BUT_MORE,) if against and after > scaled else ()
        return Verdict("fell", _FELL_AGAINST if against else _FELL, (told, *but, *ring))
    if low > 0:
        but = (_BUT_FEWER,) if against and after < scaled else ()
        return Verdict("rose", _ROSE_AGAINST if against else _ROSE, (told, *but, *ring))
    extra = (_LOCAL_ONLY,) if findings.role("ring") and judged.local.interval(small=judged.few)[1] < 0 else ()
    seen = (_DETECTABLE.filled(n=math.ceil(judged.detectable / judged.total.se * findings.deciding.se)),)
    return Verdict("no_difference", _NO_DIFFERENCE, (told, *extra, *ring, *seen))


def _interval(findings: Findings, low: float, high: float) -> Says:
    judged = findings.judged
    level = round(100 * (1 - judged.alpha), 1)
    values = {"value": round(findings.deciding.value, 1), "low": round(low, 1), "high": round(high, 1)}
    says = _INTERVAL if findings.role("control") else _INTERVAL_ALONE
    return says.filled(level=int(level) if level == int(level) else level, **values)


def _about_the_ring(findings: Findings) -> tuple[Says, ...]:
    if findings.role("ring") is None:
        return ()
    judged = findings.judged
    low, high = judged.displacement.interval(small=judged.few)
    if low > 0:
        return (_MOVED,)
    return (_SPREAD,) if high < 0 else (_NOTHING_MOVED,)
