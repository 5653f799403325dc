from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from geo.errors import ExportError
from geo.exports import write_text
from geo.exports.replacing import replacing


def test_writes_lines_as_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "é\r\nb\n")
    assert path.read_bytes() == "é\r\nb\n".encode()
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_old_file_stands_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as fresh:
        fresh.write_text("new")
        assert path.read_text() == "old"
        assert fresh.name == path.name
        assert fresh.parent.parent == path.parent
    assert path.read_text() == "new"


def test_side_files_vanish_and_errors_pass_through(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail_halfway() -> None:
        with replacing(path) as fresh:
            fresh.write_text("half")
            fresh.with_suffix(".wal").write_text("side")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("number", "part"),
    [
        (28, "penyimpanan penuh"),
        (122, "penyimpanan penuh"),
        (13, "tidak ada izin menulis di folder"),
        (30, "tidak ada izin menulis di folder"),
        (5, os.strerror(5)),
    ],
)
def test_failures_say_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, part: str) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.replace", failing)
    with pytest.raises(ExportError) as caught:
        write_text(tmp_path / "a.txt", "x")
    assert part in caught.value.text("id")
    assert caught.value.text("en").startswith("a.txt cannot be written: ")
    assert list(tmp_path.iterdir()) == []


def test_forbidden_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any, **__: Any) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", forbidden)
    with pytest.raises(ExportError, match="no permission to write in folder"):
        write_text(tmp_path / "a.txt", "x")


def test_full_database_is_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="disk is full"), replacing(tmp_path / "a.gpkg"):
        raise sqlite3.OperationalError("database or disk is full")


def test_missing_folder_folder_in_the_way_and_long_name(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="does not exist"):
        write_text(tmp_path / "none" / "a.txt", "x")
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(ExportError, match="a folder or device of that name"):
        write_text(tmp_path / "a.txt", "x")
    with pytest.raises(ExportError, match="too long"):
        write_text(tmp_path / ("x" * 300), "x")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "real.txt"
    target.write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_others_may_read_it_as_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("x")
    write_text(tmp_path / "ours.txt", "x")
    assert (tmp_path / "ours.txt").stat().st_mode == (tmp_path / "plain.txt").stat().st_mode
