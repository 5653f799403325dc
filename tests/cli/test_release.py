"""`petarawan release`: make, list, show, and files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.cli import cli
from geo.cli.run import run
from tests.webmap import samples


def test_releases_are_made_listed_shown_and_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETARAWAN_NOW", samples.NOW.isoformat())
    with samples.make_store(tmp_path) as store:
        url = store.url
        samples.take_in(store, samples.incidents(400, status="verified"))
    words = ["--store", url, "--json"]
    assert run(cli, ["release", "make", *words]) == 0
    made = json.loads(capfd.readouterr().out)
    assert made["refused"] == []
    assert {one["agreement_id"] for one in made["published"]} == {"PUBLIK"}
    assert run(cli, ["release", "list", "--agreement", "PUBLIK", *words]) == 0
    assert len(json.loads(capfd.readouterr().out)) == len(made["published"])
    name = made["published"][-1]["release_id"]
    for form in ("geojson", "csv", "gpkg"):
        assert run(cli, ["release", "show", name, "--out", str(tmp_path / f"x.{form}"), *words]) == 0
        assert json.loads(capfd.readouterr().out)["release_id"] == name
        assert (tmp_path / f"x.{form}").stat().st_size > 0
    for plain in (["make"], ["list"], ["show", name]):
        assert run(cli, ["release", *plain, "--store", url]) == 0
    assert run(cli, ["release", "show", "PUBLIK_1999_0", "--store", url]) == 1
    assert run(cli, ["release", "list", "--agreement", "PKS-9", "--store", url]) == 1
