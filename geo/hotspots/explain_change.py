"""How a hotspot stands against the last analysis: new, known, split off, merged, more or fewer incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from geo.languages import Says, date_text

_NEW = Says("Baru: tidak ada pada analisis sebelumnya ({run}).", "New: not there in the last analysis ({run}).")
_SAME = Says(
    "Pada analisis sebelumnya ({run}): {n} kejadian, peringkat {rank}.",
    "In the last analysis ({run}): {n} incidents, rank {rank}.",
)
_SPLIT = Says(
    "Terpisah dari {previous} (analisis {run}: {n} kejadian).",
    "Split off from {previous} (analysis {run}: {n} incidents).",
)
_MERGED = Says("Kini memuat juga {previous}.", "Now holds {previous} too.")
_SINCE = Says("Dikenal sejak analisis {day}.", "Known since the analysis of {day}.")


def change_sentences(kinships: Sequence[Mapping[str, Any]], run: str | Says, since: date | None) -> list[Says]:
    """Say how one hotspot compares with the last analysis.

    Parameters
    ----------
    kinships
        Its rows of `geo.tables.lineage.KINSHIPS`.
    run
        Id of the analysis compared with, and its period where that differs.
    since
        Local day of the first analysis that found it, or None when that is this one.
    """
    told: list[Says] = []
    for kin in kinships:
        match kin["event"]:
            case "new":
                told.append(_NEW.filled(run=run))
            case "same":
                told.append(_SAME.filled(run=run, n=int(kin["previous_n"]), rank=int(kin["previous_rank"])))
            case "split":
                told.append(_SPLIT.filled(run=run, previous=str(kin["previous_id"]), n=int(kin["previous_n"])))
    if merged := [str(kin["previous_id"]) for kin in kinships if kin["event"] == "merged"]:
        told.append(_MERGED.filled(previous=merged))
    if since is not None:
        told.append(
            Says(_SINCE.text("id", {"day": date_text(since, "id")}), _SINCE.text("en", {"day": date_text(since, "en")}))
        )
    return told
