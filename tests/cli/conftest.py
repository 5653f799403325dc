"""Runs the real console script in a process of its own, as a user does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NOW = "2026-11-23T12:00+07:00"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Return the one JSON document on stdout (fails when there is anything else, or NaN)."""

        def refuse(text: str) -> None:
            raise AssertionError(f"{text} in JSON")

        return json.loads(self.out, parse_constant=refuse)


Petarawan = Callable[..., Answer]


def run_petarawan(store: Path, *words: object, env: dict[str, str] | None = None, timeout: float = 120) -> Answer:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PETARAWAN_")},
        "PETARAWAN_STORE": f"sqlite:///{store}",
        "PETARAWAN_NOW": NOW,
        "PYTHONWARNINGS": "default",
        **(env or {}),
    }
    done = subprocess.run(
        [sys.executable, "-m", "webmap.cli", *map(str, words)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def petarawan(tmp_path: Path) -> Petarawan:
    """Return a function that runs `petarawan WORDS` on a store of its own that is already made."""
    store = tmp_path / "store" / "p.db"
    assert run_petarawan(store, "init").code == 0

    def run(*words: object, **more: Any) -> Answer:
        return run_petarawan(store, *words, **more)

    return run


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the sample region, its hotspots and zones; tests must only read it."""
    store = tmp_path_factory.mktemp("demo") / "p.db"
    answer = run_petarawan(store, "init", "--demo", "--json")
    assert answer.code == 0, answer.err
    return store


@pytest.fixture
def demo_copy(demo_store: Path, tmp_path: Path) -> Path:
    """Return a copy of the sample store that a test may change."""
    shutil.copytree(demo_store.parent, tmp_path / "demo")
    return tmp_path / "demo" / demo_store.name
