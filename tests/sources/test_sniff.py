"""Content decides: one parser, or a refusal that says what the file seems to be."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import FileRefusedError
from geo.sources.registry import FORMATS
from geo.sources.sniff import sniff


@pytest.mark.parametrize(
    ("content", "parser"),
    [
        (b"id,lat,lon\n1,2,3\n", "csv"),
        (b"\xff\xfe" + "id\tlat\n1\t2\n".encode("utf-16-le"), "csv"),
        ("id;caf\u00e9\n1;2\n".encode("cp1252"), "csv"),
        (b'{"type":"FeatureCollection","features":[]}', "geojson"),
        (b'{"name":"x","crs":{"type":"name"},"features":[],"type":"FeatureCollection"}', "geojson"),
        (b'\xef\xbb\xbf {"type":"Feature","geometry":null}\n{"type":"Feature"}', "geojson"),
        (b'{"data":[{"type":"Feature","latitude":1}]}', "json"),
        (b'[{"latitude":1,"longitude":2}]', "json"),
        (b'{"type":"patrol","features_x":1}', "json"),
        (b'<?xml version="1.0"?><!-- c --><gpx version="1.1"></gpx>', "gpx"),
        (b'<kml xmlns="http://www.opengis.net/kml/2.2"/>', "kml"),
        (b"<ns2:patrol xmlns:ns2='x'/>", "smart"),
        (b"PAR1....", "parquet"),
        (b"SQLite format 3\x00" + b"\0" * 100, "gpkg"),
        (b"\x00\x00\x27\x0a" + b"\0" * 100, "shp"),
        (b"PK\x03\x04....", "xlsx"),
    ],
)
def test_content(written: Callable[..., Path], content: bytes, parser: str) -> None:
    assert sniff(written(content, "noname"), "noname").parser == parser
    assert parser in FORMATS


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", ["x.pkl", "x.joblib", "x.csv", "x.parquet"])
def test_pickles_are_never_opened(written: Callable[..., Path], protocol: int, name: str) -> None:
    """U09."""
    for thing in ({"a": [1, 2]}, [1, "x"], print, Path("/")):
        path = written(pickle.dumps(thing, protocol), name)
        with pytest.raises(FileRefusedError) as caught:
            sniff(path, name)
        assert caught.value.reason in {"pickle", "unknown_format"}


@pytest.mark.parametrize(
    "content",
    [b"\x7fELF\x02\x01", b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 60, b"%PDF-1.7", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0",
     b"GIF89a", b"#!/bin/sh\nrm", b"<!DOCTYPE html><html>", b"<html><body>", b"<svg xmlns='x'/>", b"Rar!\x1a\x07"],
)  # fmt: skip
def test_other_things_are_refused_by_name(written: Callable[..., Path], content: bytes) -> None:
    with pytest.raises(FileRefusedError) as caught:
        sniff(written(content, "x.csv"), "x.csv")
    assert caught.value.reason == "not_data"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"x", "unknown_format"),
        (bytes(range(256)) * 10, "unknown_format"),
        (b" \n\n", "empty_file"),
        (b"<foo/>", "unknown_format"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "doctype"),
    ],
)
def test_nothing_to_read(written: Callable[..., Path], content: bytes, reason: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        sniff(written(content, "x.csv"), "x.csv")
    assert caught.value.reason == reason


def test_a_wrong_name_is_said(written: Callable[..., Path]) -> None:
    got = sniff(written(b'{"type":"FeatureCollection","features":[]}', "x.csv"), "x.csv")
    assert got.parser == "geojson"
    assert got.unexpected is not None
    assert "GeoJSON" in got.unexpected.id
    assert sniff(written(b"a,b\n1,2\n", "x.csv.gz"), "x.csv.gz").unexpected is None


def test_a_database_that_looks_like_text_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    sqlite3.connect(path).execute("create table a (b)").connection.close()
    assert sniff(path, "x.csv").parser == "gpkg"
