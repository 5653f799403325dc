"""Curves that help to choose a parameter, computed in a process of their own within a bounded time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from geo.languages import Says
from webmap.analyst.form_question import Question

SECONDS = 45
CURVED = ("eps_m", "bandwidth_m", "min_cluster_size", "distance_m", "cell_m")
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)
_TOO_LONG = Says(
    "Kurva belum selesai dalam {seconds} detik. Pilih periode lebih pendek atau jenis lebih sedikit.",
    "The curves were not ready within {seconds} s. Take a shorter period or fewer kinds.",
)
_BUSY = Says(
    "Kurva lain sedang dihitung; coba lagi sebentar lagi.", "Other curves are being computed; try again in a moment."
)
_FAILED = Says("Kurva tidak dapat dihitung.", "The curves could not be computed.")


@dataclass(frozen=True)
class Curves:
    """What was found (keys of `geo.pipelines.advise.advise`), or why nothing was."""

    document: dict[str, Any]
    problem: Says | None = None


def curved_parameter(names: list[str], task: str) -> str | None:
    """Return the parameter of a method that has curves, or None."""
    return next((name for name in CURVED if name in names), None) if task == "hotspots" else None


def curves_of(store_url: str, method: str, values: dict[str, Any], question: Question) -> Curves:
    """Compute the curves of one method for one question.

    Parameters
    ----------
    store_url
        Where incidents are.
    method, values
        A method of hotspots and its parameters.
    question
        Which incidents, where.
    """
    import shapely

    asked = {
        "store": store_url,
        "method": method,
        "parameters": values,
        "chosen": question.chosen.as_dict(),
        "area": shapely.to_wkt(question.area, rounding_precision=7) if question.area is not None else None,
        "seed": question.seed,
    }
    if not _ONE_AT_A_TIME.acquire(timeout=2):
        return Curves({}, _BUSY)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "webmap.analyst.curves_child"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Curves({}, _TOO_LONG.filled(seconds=SECONDS))
    finally:
        _ONE_AT_A_TIME.release()
    if ended.returncode != 0:
        return Curves({}, _FAILED)
    document: dict[str, Any] = json.loads(ended.stdout)
    if "refused" in document:
        return Curves({}, Says(**document["refused"]))
    return Curves(document)
