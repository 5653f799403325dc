"""Rolling-origin backtest: every candidate beside chance and plain counts, with intervals, without a look ahead."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.forecast import registry
from geo.forecast.accuracy import hit_rate, prediction_accuracy_index, prediction_efficiency_index, recapture_rate_index
from geo.forecast.bootstrap import drawn, interval
from geo.forecast.calibrate import corrections, levels
from geo.forecast.history import History, Windows
from geo.forecast.model import Model, Places
from geo.forecast.raster import Floats
from geo.forecast.rolled import RANDOM, Candidate, Rolled, rolled
from geo.languages import Says
from geo.progress import Progress, part, silent

REFERENCE = "counts_365"
EXPECTING = "self_exciting"
_WARM_UP = 104
_SETTLED_SHARE = 0.25
_SETTLING = Says(
    "memilih parameter model {model} ({at} dari {n})", "choosing the parameters of model {model} ({at} of {n})"
)


@dataclass(frozen=True)
class Backtest:
    """How every candidate did in the tested windows.

    Parameters
    ----------
    table
        One row per candidate, best hit rate first, indexed 0, 1, …: `candidate`, `model`, `placement` (grid, floating),
        `parameters` (JSON), `windows`, `n` (incidents in the tested windows), `hits`, and each with `_low` and `_high`
        (95 %, windows drawn anew): `hit_rate`, `pai`, `pei` (empty where units float: their best is not known), `rri`,
        `difference` (hit rate minus that of the 365-day count, in points of %); then `expected` (incidents in its
        units, said beforehand) and `expected_over_observed`.
    windows
        The windows tested.
    hits
        By candidate: incidents caught in each tested window.
    totals
        Incidents in each tested window.
    earlier_hits
        By candidate: incidents caught in the windows before the tested ones, all together.
    level, factor
        For the window after the tested ones: incidents expected in the whole area, and by candidate what the share
        expected in its units is to be multiplied by, for that is what it was off by so far.
    chosen
        The candidates with the parameters that were settled.
    rolled
        Everything, windows before and after the tested ones included.
    """

    table: pd.DataFrame
    windows: Windows
    hits: Mapping[str, Floats]
    totals: Floats
    earlier_hits: Mapping[str, float]
    level: float
    factor: Mapping[str, float]
    chosen: list[Candidate]
    rolled: Rolled


def settled(
    candidates: Sequence[Candidate],
    history: History,
    earlier: Windows,
    n_units: int,
    *,
    pixels: History | None = None,
    tell: Progress = silent,
) -> list[Candidate]:
    """Return the candidates with their automatic parameters chosen on the windows before those tested."""
    chosen = []
    for at, one in enumerate(candidates):
        tell(at / len(candidates), _SETTLING.filled(model=one.key, at=at + 1, n=len(candidates)))
        floating = pixels if one.placement == "floating" else None
        chosen.append(Candidate(one.model.settled(history, earlier, n_units, floating=floating), one.placement))
    return chosen


def backtest(
    history: History,
    candidates: Sequence[Candidate],
    n_units: int,
    *,
    earlier: Windows,
    tested: Windows,
    ahead: Windows | None = None,
    pixels: History | None = None,
    places: Places | None = None,
    shares: Model | None = None,
    seed: int = 0,
    tell: Progress = silent,
) -> Backtest:
    """Let candidates flag units before each window and count what happened: train before T, count in [T, end).

    Parameters
    ----------
    history
        Incidents on the cells of a grid.
    candidates
        Models and placements; those with automatic parameters are settled on `earlier`. The 365-day count on the grid
        is added where it is missing: everything is compared with it.
    n_units
        Number of units flagged in each window.
    earlier, tested
        Windows that parameters and the challenger are chosen on, and later ones that count; either may be empty.
    ahead
        One window more that is flagged but not counted: the one to be forecast.
    pixels
        The same incidents on the cells' pixels (`geo.forecast.place.pixels_of`), where a candidate floats.
    places
        For models that use them.
    shares
        Model that says how many incidents to expect in each unit; None: `self_exciting`.
    seed
        Source of the bootstrap's draws.
    tell
        Told how far it is: for each model that is settled, and for each window.
    """
    settling = part(tell, 0.0, _SETTLED_SHARE)
    chosen = settled(candidates, history, earlier, n_units, pixels=pixels, tell=settling)
    if REFERENCE not in {candidate.key for candidate in chosen}:
        chosen.append(Candidate(registry.make(REFERENCE)))
    expecting = shares or next((c.model for c in chosen if c.key == EXPECTING), None) or registry.make(EXPECTING)
    parts = [earlier, tested] + ([ahead] if ahead is not None else [])
    windows = Windows(np.concatenate([part.first for part in parts]), np.concatenate([part.end for part in parts]))
    rolling = part(tell, _SETTLED_SHARE, 1.0)
    run = rolled(history, windows, chosen, n_units, shares=expecting, pixels=pixels, places=places, tell=rolling)
    counted = len(earlier) + len(tested)
    level = _levels(history, windows, counted)
    span = slice(len(earlier), counted)
    expected, factor = {}, {}
    for key, said in run.said.items():
        plain = said[:counted] * level[:counted]
        factors = corrections(run.hits[key][:counted], plain)
        expected[key] = (plain * factors[:-1])[span]
        factor[key] = float(factors[-1])
    return Backtest(
        _table(run, chosen, span, expected, seed),
        tested,
        {key: hits[span] for key, hits in run.hits.items()},
        run.totals[span],
        {key: float(hits[: len(earlier)].sum()) for key, hits in run.hits.items()},
        float(level[-1]),
        factor,
        chosen,
        run,
    )


def _levels(history: History, windows: Windows, counted: int) -> Floats:
    """Return the expected total of each window and of the next, from the windows before each."""
    if len(windows) == 0:
        return np.zeros(1)
    pairs = windows.pairs()
    first, end = pairs[0]
    days = end - first
    oldest = int(history.day[0]) if len(history) else first
    n = int(np.clip((first - oldest) // days, 0, _WARM_UP))
    past = [*Windows.before(first, days, n).pairs(), *pairs[:counted]]
    lengths = np.asarray([b - a for a, b in past], dtype=np.int64)
    totals = np.asarray([history.total(a, b) for a, b in past], dtype=np.float64)
    next_days = pairs[counted][1] - pairs[counted][0] if counted < len(pairs) else days
    return levels(totals, lengths, np.append(lengths, next_days))[n:]


def _table(
    run: Rolled, candidates: Sequence[Candidate], span: slice, expected: Mapping[str, Floats], seed: int
) -> pd.DataFrame:
    known = {candidate.key: candidate for candidate in candidates}
    totals, most, before_all = run.totals[span], run.most[span], run.totals_before[span]
    n_windows = len(totals)
    draws = np.concatenate([np.ones((1, n_windows)), drawn(n_windows, seed)]) if n_windows else np.ones((1, 0))
    n, best, n_before = draws @ totals, draws @ most, draws @ before_all
    reference = draws @ run.hits[REFERENCE][span]
    rows = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for key, all_hits in run.hits.items():
            candidate = known.get(key)
            hits, before = draws @ all_hits[span], draws @ run.hits_before[key][span]
            floating = candidate is not None and candidate.placement == "floating"
            row: dict[str, object] = {
                "candidate": key,
                "model": RANDOM if candidate is None else candidate.model.name,
                "placement": "grid" if candidate is None else candidate.placement,
                "parameters": "{}" if candidate is None else json.dumps(candidate.model.model_dump(mode="json")),
                "windows": n_windows,
                "n": int(totals.sum()),
                "hits": float(hits[0]),
            }
            spread = {
                "hit_rate": hits / n,
                "pai": hits / n / (run.n_units / run.n_cells),
                "pei": np.full_like(hits, np.nan) if floating else hits / best,
                "rri": (hits / before) / (n / n_before),
                "difference": (hits - reference) / n * 100,
            }
            exact = _exact(float(hits[0]), float(before[0]), float(n[0]), float(n_before[0]), float(best[0]), run)
            for name, values in spread.items():
                row[name] = exact.get(name, float(values[0])) if not np.isnan(values[0]) else np.nan
                row[f"{name}_low"], row[f"{name}_high"] = interval(values[1:])
            row["expected"] = float(expected[key].sum())
            row["expected_over_observed"] = row["expected"] / row["hits"] if row["hits"] else np.nan  # type: ignore[operator]
            rows.append(row)
    table = pd.DataFrame(rows)
    return table.sort_values("hits", ascending=False, kind="stable").reset_index(drop=True)


def _exact(hits: float, before: float, n: float, n_before: float, best: float, run: Rolled) -> dict[str, float]:
    """Return the figures themselves by the published definitions (the draws only give their spread)."""
    return {
        "hit_rate": hit_rate(hits, n),
        "pai": prediction_accuracy_index(hits, n, run.n_units, run.n_cells),
        "pei": prediction_efficiency_index(min(hits, best), best),
        "rri": recapture_rate_index(hits, before, n, n_before),
    }
