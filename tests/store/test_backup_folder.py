"""A folder of backups: dated names, checksums beside them, old ones go, the newest never."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from geo.errors import NotFoundError, StoreError
from geo.store import backup_folder, open_store
from geo.store.backup_folder import folder_of, last_made, listed, make_in, newest, prune
from tests.store.samples import NOW, arrival, fresh_store, incidents


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(fresh_store(tmp_path / "s.db"))
    opened.take_in(arrival(incidents(20)), NOW)
    yield opened
    opened.close()


def test_names_are_dated_sums_lie_beside_and_each_says_what_it_holds(store, tmp_path: Path) -> None:
    folder = folder_of(str(tmp_path / "kept"))
    assert folder.stat().st_mode & 0o777 == 0o700
    first, _ = make_in(folder, NOW, store.backup)
    second, made = make_in(folder, NOW, store.backup)
    assert [first.name, second.name] == [
        "petarawan-20261123T050000Z.petarawan",
        "petarawan-20261123T050000Z-1.petarawan",
    ]
    found = {one.name: one for one in listed(folder)}
    assert (found[second.name].incidents, found[second.name].good) == (20, True)
    assert found[second.name].sha256 == made["sha256"] == hashlib.sha256(second.read_bytes()).hexdigest()
    assert (folder / f"{second.name}.sha256").read_text() == f"{made['sha256']}  {second.name}\n"


def test_a_damaged_one_is_listed_as_such_and_not_chosen(store, tmp_path: Path) -> None:
    make_in(tmp_path, NOW, store.backup)
    bad = tmp_path / "petarawan-20261124T050000Z.petarawan"
    bad.write_bytes(b"SQLite format 3\x00" + b"\xa5" * 5000)
    assert [one.good for one in listed(tmp_path)] == [False, True]
    assert newest(tmp_path).name == "petarawan-20261123T050000Z.petarawan"


def test_old_ones_go_but_never_the_two_newest(store, tmp_path: Path) -> None:
    for days in (40, 30, 20, 1):
        make_in(tmp_path, NOW - timedelta(days=days), store.backup)
    (tmp_path / "other.txt").write_text("stays")
    gone = prune(tmp_path, 25, NOW)
    assert len(gone) == 2
    assert [one.created for one in listed(tmp_path)] == [NOW - timedelta(days=1), NOW - timedelta(days=20)]
    assert prune(tmp_path, 1, NOW + timedelta(days=900)) == []
    assert sorted(path.suffix for path in tmp_path.glob("petarawan-*")) == [".petarawan"] * 2 + [".sha256"] * 2
    assert (tmp_path / "other.txt").exists()


def test_an_empty_or_impossible_folder_is_said(tmp_path: Path) -> None:
    assert listed(tmp_path / "none") == []
    with pytest.raises(NotFoundError):
        newest(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError):
        folder_of(str(tmp_path / "file"))


def test_damaged_ones_never_push_sound_ones_out(store, tmp_path: Path) -> None:
    for days in (40, 30):
        make_in(tmp_path, NOW - timedelta(days=days), store.backup)
    for day in (21, 22):
        (tmp_path / f"petarawan-202611{day}T050000Z.petarawan").write_bytes(b"SQLite format 3\x00" + b"\xa5" * 5000)
    assert prune(tmp_path, 14, NOW) == []
    assert [one.good for one in listed(tmp_path)] == [False, False, True, True]
    assert last_made(tmp_path) == NOW - timedelta(days=30)  # the newest that can be read
    assert prune(tmp_path, 14, NOW + timedelta(days=30)) == [
        "petarawan-20261122T050000Z.petarawan",
        "petarawan-20261121T050000Z.petarawan",
    ]


def test_a_cut_off_one_is_not_sound(store, tmp_path: Path) -> None:
    path, made = make_in(tmp_path, NOW, store.backup)
    for size in (0, 100, made["bytes"] // 2, made["bytes"] - 1):
        os.truncate(path, size)
        assert [one.good for one in listed(tmp_path)] == [False], size
        assert last_made(tmp_path) is None


def test_what_only_looks_like_a_backup_is_passed_by(store, tmp_path: Path) -> None:
    make_in(tmp_path, NOW, store.backup)
    (tmp_path / "petarawan-20261301T050000Z.petarawan").write_text("no such month")
    (tmp_path / "petarawan-20261124T050000Z.petarawan").mkdir()
    assert [one.name for one in listed(tmp_path)] == ["petarawan-20261123T050000Z.petarawan"]
    assert last_made(tmp_path) == NOW


def test_one_that_goes_while_the_folder_is_read_is_passed_by(
    store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_in(tmp_path, NOW, store.backup)
    gone = tmp_path / "petarawan-20261122T050000Z.petarawan"
    monkeypatch.setattr(backup_folder, "_named", lambda folder: [gone, *sorted(folder.glob("*.petarawan"))])
    assert len(listed(tmp_path)) == 1
    assert last_made(tmp_path) == NOW


def test_what_a_killed_backup_or_drill_left_goes_after_a_day(store, tmp_path: Path) -> None:
    """Whole copies of the data, which would outlive their retention."""
    left = [
        tmp_path / "petarawan-20261120T050000Z.petarawan.writing",
        tmp_path / "petarawan-20261120T050000Z.petarawan.writing-7.service.part-shm",
        tmp_path / "petarawan-drill-x",
    ]
    for path in left[:2]:
        path.write_bytes(b"copy")
    left[2].mkdir()
    (left[2] / "drill.db").write_bytes(b"copy")
    (tmp_path / "other.writing").write_text("stays")
    assert prune(tmp_path, 14, NOW) == []
    assert all(path.exists() for path in left)  # perhaps still at work
    for path in (*left, tmp_path / "other.writing"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    prune(tmp_path, 14, NOW)
    assert not any(path.exists() for path in left)
    assert (tmp_path / "other.writing").exists()
