"""Which model is served: the challenger only when it surely beats the 365-day count, else that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.forecast.backtest import REFERENCE, Backtest
from geo.forecast.bootstrap import paired_difference
from geo.forecast.rolled import Candidate, Placement
from geo.languages import Says


@dataclass(frozen=True)
class Choice:
    """What is served and why.

    Parameters
    ----------
    key
        Candidate served, as in the backtest's table.
    challenger
        Candidate that had been chosen, before the tested windows, to be tested against the 365-day count.
    low, high
        95 % interval of its hits minus those of the 365-day count over the tested windows; windows drawn in pairs.
    why
        In both languages.
    """

    key: str
    challenger: str
    low: float
    high: float
    why: Says


def challenger(test: Backtest, candidates: Sequence[Candidate], placement: Placement) -> str:
    """Return the candidate that caught most in the windows before the tested ones.

    One only is tested, so that the best of many lucky ones does not pass for a better model. Of equals the first
    given; the 365-day count on the grid cannot challenge itself.

    Parameters
    ----------
    test
        Windows before the tested ones are in it, too.
    candidates
        Models and placements.
    placement
        `grid`: only candidates on the grid compete; `floating`: all do, for units of one size and number are
        comparable wherever they lie.
    """
    keys = [c.key for c in candidates if placement in (c.placement, "floating") and c.key != REFERENCE]
    return max(keys, key=lambda key: test.earlier_hits[key]) if keys else REFERENCE


def choice(test: Backtest, chosen: str, *, seed: int) -> Choice:
    """Return what is served: `chosen` when the lower end of its interval is above 0, else the 365-day count.

    Parameters
    ----------
    test
        Tested windows.
    chosen
        The challenger.
    seed
        Source of the draws.
    """
    low, high = paired_difference(test.hits[chosen], test.hits[REFERENCE], seed=seed)
    caught = {key: float(hits.sum()) for key, hits in test.hits.items()}
    n = int(test.totals.sum())
    values = {
        "model": chosen,
        "windows": len(test.windows),
        "n": n,
        "ours": round(caught[chosen]),
        "theirs": round(caught[REFERENCE]),
        "low": round(low),
        "high": round(high),
    }
    if low > 0:
        why = Says(
            "Dipakai {model}: pada {windows} jendela uji ({n} kejadian) menangkap {ours}, hitungan setahun {theirs}; "
            "selisih {low} sampai {high} kejadian (95 %), jadi bukan kebetulan semata.",
            "Served: {model}. In {windows} tested windows ({n} incidents) it caught {ours}, the one-year count "
            "{theirs}; the difference is {low} to {high} incidents (95 %), so hardly luck.",
        )
        return Choice(chosen, chosen, low, high, why.filled(**values))
    why = Says(
        "Dipakai hitungan kejadian setahun: {model} menangkap {ours} dan hitungan itu {theirs} dari {n} kejadian pada "
        "{windows} jendela uji; selisih {low} sampai {high} (95 %) tidak terbukti di atas nol.",
        "Served: the plain one-year count. {model} caught {ours} and that count {theirs} of {n} incidents in {windows} "
        "tested windows; a difference of {low} to {high} (95 %) is not proved above zero.",
    )
    return Choice(REFERENCE, chosen, low, high, why.filled(**values))
