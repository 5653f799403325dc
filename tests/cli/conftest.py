"""Runs command lines through the console script's own entry, and where processes matter in a real process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import webmap.cli
from geo.cli.run import run

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


def surroundings(store: Path, env: dict[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a command: its own store and the fixed clock, nothing else of ours."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PETARAWAN_")},
        "PETARAWAN_STORE": f"sqlite:///{store}",
        "PETARAWAN_NOW": NOW,
        **(env or {}),
    }


def run_petarawan(store: Path, *words: object, env: dict[str, str] | None = None) -> Answer:
    """Run `petarawan WORDS` in this process, stdin no terminal."""
    out, err = io.StringIO(), io.StringIO()
    arguments = [str(word) for word in words]
    with (
        mock.patch.dict(os.environ, surroundings(store, env), clear=True),
        mock.patch.object(sys, "argv", ["petarawan", *arguments]),
        mock.patch.object(sys, "stdin", io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(webmap.cli.cli, arguments)
    assert not re.search("Kesalahan program|A fault of the program", err.getvalue()), err.getvalue()
    return Answer(code, out.getvalue(), err.getvalue())


def spawn_petarawan(store: Path, *words: object) -> Answer:
    """Run `petarawan WORDS` in a process of its own, as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "webmap.cli", *map(str, words)],
        env=surroundings(store),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the sample region without incidents; tests work on copies."""
    store = tmp_path_factory.mktemp("empty") / "p.db"
    assert run_petarawan(store, "init").code == 0
    return store


@pytest.fixture
def petarawan(empty_store: Path, tmp_path: Path) -> Petarawan:
    """Return a function that runs `petarawan WORDS` on a store of its own that is already made."""
    shutil.copytree(empty_store.parent, tmp_path / "store")
    store = tmp_path / "store" / empty_store.name

    def on_store(*words: object, **more: Any) -> Answer:
        return run_petarawan(store, *words, **more)

    return on_store


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
