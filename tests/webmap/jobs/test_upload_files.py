"""The folder of uploads: closed to others, names of our own, nothing half kept."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileRefusedError
from webmap.jobs.upload_files import folder_of, receive, remove, remove_strays, shown_name


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir(mode=0o755)
    folder = folder_of(f"sqlite:///{tmp_path}/p.db")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_is_kept_whole_under_a_random_name(tmp_path: Path) -> None:
    sent = receive(io.BytesIO(b"abc"), "kejadian.CSV", tmp_path, 10)
    kept = tmp_path / sent.stored
    assert kept.read_bytes() == b"abc"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sent.stored.endswith(".csv")
    assert (sent.digest, sent.bytes, sent.name) == (hashlib.sha256(b"abc").hexdigest(), 3, "kejadian.CSV")
    assert receive(io.BytesIO(b"abc"), "kejadian.CSV", tmp_path, 10).stored != sent.stored
    remove(tmp_path, sent.stored)
    assert not kept.exists()


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty_file"), (b"x" * 11, "too_large")])
def test_refused_files_leave_nothing(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        receive(io.BytesIO(content), "a.csv", tmp_path, 10)
    assert caught.value.reason == reason
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=300))
def test_no_name_becomes_a_path_or_a_control_character(name: str) -> None:
    """U06, L05."""
    shown = shown_name(name)
    assert 1 <= len(shown) <= 120
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("name", "shown", "ending"),
    [
        ("CON.csv", "CON.csv", ".csv"),
        ("NUL", "NUL", ""),
        ("aux.txt", "aux.txt", ".txt"),
        ("LPT1.csv.", "LPT1.csv.", ""),
        ("titik. . ", "titik. .", ""),
        (" spasi .csv  ", "spasi .csv", ".csv"),
        ("C:\\fakepath\\b.GeoJSON", "b.GeoJSON", ".geojson"),
        ("ganti\u202egnp.csv", "ganti\ufffdgnp.csv", ".csv"),
        ("a\x01\x1b[31m\n.csv", "a\ufffd\ufffd[31m\ufffd.csv", ".csv"),
        ("a" * 260 + ".csv", "a" * 99 + "…" + "a" * 16 + ".csv", ".csv"),
        ("é" * 200 + ".geojsonl.gz", "é" * 99 + "…" + "é" * 8 + ".geojsonl.gz", ".geojsonl.gz"),
    ],
)
def test_odd_names_are_shown_as_given_and_kept_under_our_own(
    tmp_path: Path, name: str, shown: str, ending: str
) -> None:
    """U06: names of devices, trailing dots and spaces, marks that turn the text, names too long for a disk."""
    assert shown_name(name) == shown
    kept = receive(io.BytesIO(b"x"), shown_name(name), tmp_path, 10)
    assert kept.stored[32:] == ending
    assert [path.name for path in tmp_path.iterdir()] == [kept.stored]
    remove(tmp_path, kept.stored)
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=60))
def test_only_a_known_ending_is_taken_from_a_name(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("u")
    stored = receive(io.BytesIO(b"x"), name, folder, 10).stored
    assert [path.name for path in folder.iterdir()] == [stored]
    assert len(stored) <= 32 + 20
    assert stored[:32].isalnum()


def test_what_killed_processes_left_goes_once_it_is_old(tmp_path: Path) -> None:
    """J01: a preview or import cut off by kill -9 leaves rows in its private folder no longer than needed."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    known, stray = "1" * 32 + ".csv", "2" * 32 + ".csv"
    aside = tmp_path / "aside"
    for private in (folder / "job-old", folder / "job-young", folder / "other", aside):
        (private / "home").mkdir(parents=True)
        (private / "rows.csv").write_text("x")
    (folder / "job-link").symlink_to(aside)
    for name in (known, stray):
        (folder / name).write_text("x")
    now = time.time()
    for name, age in (("job-old", 4300), ("job-young", 4100), ("other", 9000), (known, 9000), (stray, 3700)):
        os.utime(folder / name, (now - age, now - age))
    os.utime(folder / "job-link", (now - 9000, now - 9000), follow_symlinks=False)
    remove_strays(folder, {known}, 600)
    assert sorted(path.name for path in folder.iterdir()) == sorted([known, "job-link", "job-young", "other"])
    assert (aside / "rows.csv").exists()


@pytest.mark.parametrize("name", ["../x", "x.csv", "", "/etc/passwd", "0" * 32 + "/../x"])
def test_nothing_but_our_own_names_is_ever_deleted(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "u"
    folder.mkdir()
    for victim in (tmp_path / "x", folder / "x.csv"):
        victim.write_text("mine")
    remove(folder, name)
    assert (tmp_path / "x").exists()
    assert (folder / "x.csv").exists()
