"""The same request twenty times at once is done once (A12)."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.webmap import samples
from webmap import create_app
from webmap.once import once


def test_a12_twenty_at_once_are_one(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)
        done: list[int] = []
        answers: list[tuple[int, str]] = []

        def make() -> tuple[int, str]:
            done.append(1)
            return 201, f"nomor {len(done)}"

        def ask() -> None:
            with app.app_context():
                answers.append(once("kunci", "uji", make))

        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert done == [1]
        assert answers == [(201, "nomor 1")] * 20


def test_what_failed_can_be_sent_again_and_no_key_means_no_memory(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)

        def fail() -> tuple[int, str]:
            raise ValueError("gagal")

        with app.app_context():
            with pytest.raises(ValueError, match="gagal"):
                once("k", "uji", fail)
            assert once("k", "uji", lambda: (200, "a")) == (200, "a")
            assert once("k", "uji", lambda: (200, "b")) == (200, "a")
            assert once("k", "lain", lambda: (200, "b")) == (200, "b")
            assert once(None, "uji", lambda: (200, "c")) == (200, "c")
