from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geo.agencies.packs import shipped_pack
from geo.settings import load_settings
from geo.store import create_store, open_store
from geo.store.holding import hold, let_go, opening


def test_a_file_is_held_until_the_last_holder_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "p.db"
    file.touch()
    keys = [hold(file), hold(file)]
    for key in keys:
        with opening(file) as held:
            assert held
        let_go(key)
    with opening(file) as held:
        assert not held


def test_a_missing_file_is_not_held(tmp_path: Path) -> None:
    with opening(tmp_path / "none.db") as held:
        assert not held


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locks only")
def test_opening_a_store_twice_keeps_the_first_ones_locks(tmp_path: Path) -> None:
    """A second opening must not drop the locks of the first, or another process takes the write-ahead log away."""
    url = f"sqlite:///{tmp_path}/p.db"
    first = create_store(url, shipped_pack(), load_settings({}).clock())
    run = {"task": "hotspots", "method": "dbscan", "parameters": {}, "seed": 0, "chosen": {}, "audience": []}
    now = load_settings({}).clock()
    first.start_run(run, now)
    open_store(url).close()
    code = (
        "import sys; from datetime import UTC, datetime; from geo.store import open_store\n"
        "s = open_store(sys.argv[1]); s.start_run(eval(sys.argv[2]), datetime.now(UTC)); s.close()"
    )
    for _ in range(3):
        open_store(url).close()
        subprocess.run([sys.executable, "-c", code, url, repr(run)], check=True, timeout=60)
        assert (tmp_path / "p.db-wal").exists(), "the other process thought that it was the last"
        first.start_run(run, now)
    assert len(first.runs()) == 7
    first.close()
    last = open_store(url)
    assert len(last.runs()) == 7
    last.close()
