"""Fixtures that every room's tests share: real data, bad inputs, a fixed clock."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

# Each application of a test keeps its files open until it is forgotten: the machine's bound holds, not the shell's.
_, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most, _most))
# Compiled kernels are kept between test runs; the folder must be there before numba is first imported.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"petarawan-numba-{os.getuid()}"))
# A change is judged by the same examples every time; a developer's own run goes on looking for new ones.
# No test asserts a time: speed is measured in benchmarks.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis_settings.load_profile("untimed")
if os.environ.get("PETARAWAN_TEST_ALL"):
    hypothesis_settings.load_profile("repeatable")

PROJECT = Path(__file__).resolve().parents[1]
TEST_ALL = os.environ.get("PETARAWAN_TEST_ALL") == "1"


def missing(what: str, remedy: str) -> None:
    """Skip for a missing tool, naming the remedy; where everything must run (CI), fail instead."""
    if TEST_ALL:
        pytest.fail(f"{what} is missing and PETARAWAN_TEST_ALL=1 allows no skip: {remedy}")
    pytest.skip(f"{what} is missing: {remedy}")


@pytest.fixture(autouse=True, scope="session")
def templates_compiled_once() -> Iterator[None]:
    """Share compiled templates between the applications of all tests."""
    from flask import Flask

    from tests.compiled_templates import CompiledTemplates

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()})
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real public data."""
    folder = Path(os.environ.get("PETARAWAN_TEST_DATA") or PROJECT.parent / "shared" / "data")
    if not folder.is_dir():
        missing("the real public data", "put it at ../shared/data or name its folder in PETARAWAN_TEST_DATA")
    return folder


@pytest.fixture(scope="session")
def bad_inputs(real_data: Path) -> Path:
    """Return the folder of bad inputs."""
    return real_data / "bad_inputs"


@pytest.fixture(scope="session")
def now() -> datetime:
    """Return the fixed clock that the bad inputs assume: 2026-11-23T12:00+07:00."""
    return datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium: the build without a window where there is one, a third of the work per page."""
    for path in ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome"):
        if Path(path).exists():
            return path
    missing("Chromium", "apt-get install chromium-headless-shell")
    raise AssertionError
