"""DBSCAN of a million incidents: our kernel against the package `dbscan`, equality first, then CPU time and memory.

Run `python benchmarks/dbscan.py` (a minute). Places are synthetic: 400 groups of 200 m to 3 km and a fifth of scatter
on 130 km by 95 km. Each side runs in a process of its own (the package's idle threads go on spinning). CPU time is that
of all threads; medians of five runs after a first. Peak memory is the growth of the resident set in that first run over
what the process held with places and package loaded.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # instead of this folder, whose dbscan.py is not the package
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"petarawan-numba-{os.getuid()}"))


def synthetic(n: int, seed: int = 1) -> npt.NDArray[np.float64]:
    """Return n places in metres, shape (n, 2)."""
    random = np.random.default_rng(seed)
    groups = 400
    centres = random.uniform([0, 0], [130_000, 95_000], (groups, 2))
    share, spread = random.dirichlet(np.full(groups, 0.5)), random.uniform(200, 3000, groups)
    group = random.choice(groups, n * 4 // 5, p=share)
    near = centres[group] + random.normal(size=(len(group), 2)) * spread[group][:, None]
    places = np.vstack([near, random.uniform([0, 0], [130_000, 95_000], (n - len(near), 2))])
    random.shuffle(places)
    return np.add(places, [400_000, 9_650_000])


def ours(places: npt.NDArray[np.float64], eps_m: float, min_samples: int) -> npt.NDArray[np.int64]:
    """Label with our kernel."""
    from geo.hotspots.clusters.dbscan_kernel import dbscan_labels

    return dbscan_labels(places, eps_m, min_samples)


def theirs(places: npt.NDArray[np.float64], eps_m: float, min_samples: int) -> npt.NDArray[np.int64]:
    """Label with the package."""
    from dbscan import DBSCAN

    return np.asarray(DBSCAN(places, eps_m, min_samples)[0], dtype=np.int64)


WHO = {"petarawan": ours, "dbscan": theirs}


def assert_equal(places: npt.NDArray[np.float64], eps_m: float, min_samples: int) -> tuple[int, int]:
    """Check that noise is the same and cores are divided alike; border places may go to another cluster in reach."""
    from dbscan import DBSCAN

    mine = ours(places, eps_m, min_samples)
    others, core = DBSCAN(places, eps_m, min_samples)
    core = np.asarray(core, dtype=bool)
    assert ((mine == -1) == (others == -1)).all(), "noise differs"
    pairs = np.unique(np.column_stack([mine[core], others[core]]), axis=0)
    assert len(pairs) == len(np.unique(pairs[:, 0])) == len(np.unique(pairs[:, 1])), "clusters differ"
    return int(mine.max()) + 1, int((mine == -1).sum())


def resident_mb(which: str) -> float:
    """Return memory held now (`VmRSS`) or at most since the last reset (`VmHWM`), MB; Linux only."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(which + ":"):
            return int(line.split()[1]) / 1024
    raise KeyError(which)


def measure(who: str, n: int, eps_m: float, min_samples: int, runs: int) -> None:
    """Print CPU seconds of each run and the growth of the peak, as JSON (called in a child of its own)."""
    label, places = WHO[who], synthetic(n)
    label(places[:20_000], eps_m, min_samples)  # package loaded, kernels compiled
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = resident_mb("VmRSS")
    label(places, eps_m, min_samples)
    peak = resident_mb("VmHWM") - before
    taken = []
    for _ in range(runs):
        began = time.process_time()
        label(places, eps_m, min_samples)
        taken.append(time.process_time() - began)
    print(json.dumps({"taken": taken, "peak": peak}))


def main() -> None:
    """Compare and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--eps-m", type=float, default=250.0)
    parser.add_argument("--min-samples", type=int, default=10)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--measure", choices=sorted(WHO), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure, given.n, given.eps_m, given.min_samples, given.runs)
        return
    places = synthetic(given.n)
    found, noise = assert_equal(places, given.eps_m, given.min_samples)
    print(f"{given.n:,} places, eps {given.eps_m:g} m, min_samples {given.min_samples}")
    print(f"{found:,} clusters, {noise:,} noise: noise and cores of every cluster are the same in both")
    print(f"{'':<12}{'CPU s, median':>15}{'lowest':>10}{'highest':>10}{'peak growth, MB':>18}")
    median = {}
    for who in WHO:
        asked = [
            f"--n={given.n}",
            f"--eps-m={given.eps_m}",
            f"--min-samples={given.min_samples}",
            f"--runs={given.runs}",
        ]
        child = subprocess.run(
            [sys.executable, __file__, *asked, f"--measure={who}"], capture_output=True, text=True, check=True
        )
        told = json.loads(child.stdout)
        taken, median[who] = told["taken"], statistics.median(told["taken"])
        print(f"{who:<12}{median[who]:>15.3f}{min(taken):>10.3f}{max(taken):>10.3f}{told['peak']:>18.0f}")
    print(f"petarawan takes 1/{median['dbscan'] / median['petarawan']:.1f} of the CPU time")


if __name__ == "__main__":
    main()
