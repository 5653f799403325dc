"""`petarawan agreement` and its trail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.cli import cli
from geo.cli.run import run
from geo.store.service.file import open_service
from tests.webmap import samples


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of an empty store."""
    with samples.make_store(tmp_path) as store:
        return store.url


def _said(capfd: pytest.CaptureFixture[str]) -> object:
    return json.loads(capfd.readouterr().out)


def test_an_agreement_is_made_shown_and_ended(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """L09: every change stands in the audit chain."""
    words = ["--store", url, "--json"]
    add = [
        "agreement",
        "add",
        "PKS-1",
        "KODIM",
        "--kind",
        "CURAS",
        "--k",
        "10",
        "--cell",
        "2000",
        "--until",
        "2027-01-01",
    ]
    assert run(cli, [*add, *words]) == 0
    told = _said(capfd)
    assert told["changed"] is True
    assert (told["agreement"]["k"], told["agreement"]["cell_m"], told["agreement"]["status"]) == (10, 2000, "active")
    assert run(cli, [*add, *words]) == 0
    assert _said(capfd)["changed"] is False
    assert run(cli, ["agreement", "list", *words]) == 0
    assert [one["agreement_id"] for one in _said(capfd)] == ["PKS-1"]
    assert run(cli, ["agreement", "end", "PKS-1", *words]) == 0
    assert _said(capfd)["status"] == "ended"
    assert run(cli, ["agreement", "show", "PKS-1", *words]) == 0
    assert [one["agreement"]["status"] for one in _said(capfd)["history"]] == ["ended", "active"]
    with open_service(url) as service, service.reading() as con:
        actions = [action for (action,) in con.execute("SELECT action FROM audit ORDER BY number")]
    assert actions == ["agreement.put", "agreement.end"]
    assert run(cli, ["agreement", "list", "--store", url, "--lang", "en"]) == 0
    assert "ended" in capfd.readouterr().out
    assert run(cli, ["agreement", "show", "PKS-1", "--store", url]) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["add", "PKS-1", "BUKAN"], ["add", "PKS-1", "KODIM", "--kind", "BUKAN"], ["add", "PKS-1", "KODIM", "--k", "4"],
        ["add", "../x", "KODIM"], ["add", "PKS-1", "KODIM", "--until", "besok"], ["show", "PKS-9"], ["end", "PKS-9"],
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(url: str, words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(cli, ["agreement", *words, "--store", url, "--lang", "en"]) == 1
    assert capfd.readouterr().err.strip()


def test_a_new_agreement_counts_what_the_publics_counts(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Where nobody says otherwise; an agreement that exists keeps its own choice."""
    words = ["--store", url, "--json"]

    def sharings(*more: str) -> list[str]:
        assert run(cli, ["agreement", "add", *more, *words]) == 0
        found: list[str] = _said(capfd)["agreement"]["sharings"]
        return found

    assert sharings("PKS-1", "KODIM") == ["joint", "open"]
    public = ["--sharing", "own", "--sharing", "joint", "--sharing", "open"]
    assert sharings("PUBLIK", "public", *public, "--status", "draft") == ["own", "joint", "open"]
    assert sharings("PKS-2", "KODIM") == ["joint", "open"]
    assert sharings("PUBLIK", "public", *public) == ["own", "joint", "open"]
    assert sharings("PKS-3", "KODIM") == ["own", "joint", "open"]
    assert sharings("PKS-1", "KODIM", "--k", "7") == ["joint", "open"]
