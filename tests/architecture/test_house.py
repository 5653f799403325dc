"""Direction and shape of the house: small modules, plain names, a mirror in tests, text in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(p.relative_to(ROOT) for room in ("geo", "webmap") for p in (ROOT / room).rglob("*.py"))
VAGUE = re.compile(r"(^|/)(utils?|helpers?|common|misc|tools|core|stuff)(\.py|/)")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_modules_are_small_documented_and_plainly_named(module: Path) -> None:
    text = (ROOT / module).read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert not VAGUE.search(module.as_posix())
    if text.strip():
        assert text.lstrip().startswith('"""'), "a module says in its first line what its job is"


@pytest.mark.parametrize("heavy", ["numba", "sklearn", "fast_hdbscan", "highspy", "folium"])
def test_the_command_line_starts_without_heavy_packages(heavy: str) -> None:
    rooms = "webmap.cli, geo.hotspots, geo.forecast, geo.sources, geo.exports"
    code = f"import sys, {rooms}; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_nothing_unpickles() -> None:
    """U09."""
    pattern = re.compile(r"\b(pickle|joblib|dill|cloudpickle)\.loads?\(|allow_pickle\s*=\s*True|read_pickle")
    hits = [m for m in MODULES if pattern.search((ROOT / m).read_text(encoding="utf-8"))]
    assert hits == []


def test_no_secret_is_compared_with_equals() -> None:
    """L07. The public id of a token is no secret."""
    secret = r"(secret|token(?!_id\b)|password|receipt)"
    pattern = re.compile(rf"\b{secret}\w*\s*==|==\s*\w*{secret}\b")
    hits = [m for m in MODULES if pattern.search((ROOT / m).read_text(encoding="utf-8"))]
    assert hits == []
