"""Refused at sight exactly as the reader would refuse; everything else is left to the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import FileRefusedError
from geo.sources.read import read_file
from tests.sources.hostile import make_zip, options, overlapping_zip
from webmap.jobs import first_sight
from webmap.jobs.first_sight import refused_at_sight

CSV = b"id,lat,lon\nA,-2.9,104.7\n"
BAD = {
    "U05-bomb": ("a.zip", {"a.csv": b"0" * (70 * 2**20)}),
    "U05-xlsx": ("a.xlsx", {"[Content_Types].xml": b"", "xl/workbook.xml": b" " * (70 * 2**20)}),
    "U06-climbs": ("a.zip", {"../a.csv": CSV}),
    "U06-device": ("a.kmz", {"CON": CSV}),
    "U08-doctype": ("a.gpx", b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>'),
    "U09-pickle": ("a.csv", b"\x80\x04\x95" + b"\0" * 40),
    "U32-nothing": ("a.csv", b"x"),
    "R06-picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
}


@pytest.mark.parametrize(("name", "content"), BAD.values(), ids=list(BAD))
def test_it_says_what_the_reader_would_say(tmp_path: Path, name: str, content: bytes | dict[str, bytes]) -> None:
    path = tmp_path / name
    if isinstance(content, dict):
        make_zip(path, content)
    else:
        path.write_bytes(content)
    with pytest.raises(FileRefusedError) as caught:
        read_file(path, options())
    assert refused_at_sight(path, name) == caught.value.as_dict()


def test_no_child_and_no_unpacking_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """U05: an archive of overlapping members is known by its directory alone."""
    path = overlapping_zip(tmp_path / "a.zip")
    monkeypatch.setattr(first_sight, "sniff", pytest.fail)
    monkeypatch.setattr("zipfile.ZipFile.open", pytest.fail)
    refusal = refused_at_sight(path, "a.zip")
    assert refusal is not None
    assert refusal["code"] in {"archive_limits", "damaged"}


def test_what_has_to_be_read_is_left_to_the_reader(tmp_path: Path) -> None:
    sound = [make_zip(tmp_path / "a.zip", {"a.csv": CSV}), tmp_path / "a.csv", tmp_path / "a.csv.gz"]
    sound[1].write_bytes(CSV)
    sound[2].write_bytes(b"\x1f\x8b broken")
    assert [refused_at_sight(path, path.name) for path in sound] == [None] * 3
