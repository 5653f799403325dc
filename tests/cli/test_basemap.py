"""`petarawan basemap` as a user types it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Petarawan, run_petarawan


def test_built_shown_taken_elsewhere_and_removed(petarawan: Petarawan, tmp_path: Path) -> None:
    assert petarawan("basemap", "show", "--json").document == {"installed": False}
    built = petarawan("basemap", "build", "--zoom", "5-9", "--json")
    assert built.code == 0
    assert built.document["file"] == "basemap.pmtiles"
    shown = petarawan("basemap", "show", "--json").document
    assert shown["installed"]
    assert (shown["digest"], shown["maxzoom"]) == (built.document["digest"], 9)
    assert (tmp_path / "store" / "basemap.pmtiles").is_file()
    assert not list((tmp_path / "store").glob(".petarawan-*"))
    removed = petarawan("basemap", "remove", "--json")
    assert removed.document == {"removed": True}
    again = petarawan("basemap", "remove")
    assert again.code == 1
    assert "Peta dasar" in again.err


def test_a_file_is_written_and_then_added(petarawan: Petarawan, tmp_path: Path) -> None:
    out = tmp_path / "peta.pmtiles"
    assert petarawan("basemap", "build", "--zoom", "5-8", "--out", out).code == 0
    assert petarawan("basemap", "show", "--json").document == {"installed": False}
    added = petarawan("basemap", "add", out, "--attribution", "© Kantor", "--lang", "en", "--json")
    assert added.document["attribution"] == "© Kantor"
    assert added.document["notices"] == []
    assert "© Kantor" in added.err


def test_what_is_no_basemap_is_refused_in_both_languages(petarawan: Petarawan, tmp_path: Path) -> None:
    other = tmp_path / "a.pmtiles"
    other.write_bytes(b"bukan")
    assert "bukan PMTiles versi 3" in petarawan("basemap", "add", other).err
    answer = petarawan("basemap", "add", other, "--lang", "en")
    assert answer.code == 1
    assert "no PMTiles file of version 3" in answer.err


def test_zooms_are_written_low_to_high(petarawan: Petarawan) -> None:
    for said in ("13", "a-b", "5-", "-3-5", "5-130"):
        answer = petarawan("basemap", "build", f"--zoom={said}")
        assert answer.code == 2, said
    assert petarawan("basemap", "build", "--zoom", "9-5").code != 0


def test_a_store_that_is_not_there_is_no_store_without_a_basemap(tmp_path: Path) -> None:
    for verb in ("show", "remove"):
        answer = run_petarawan(tmp_path / "none.db", "basemap", verb)
        assert answer.code == 1
        assert "petarawan init" in answer.err
