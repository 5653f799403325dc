"""CPU time of a call, as every comparison here takes it: the median of several calls in this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any


def cpu_seconds(work: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Return the median CPU time of several calls and the last answer."""
    spent, answer = [], None
    for _ in range(times):
        began = time.process_time()
        answer = work()
        spent.append(time.process_time() - began)
    return statistics.median(spent), answer
