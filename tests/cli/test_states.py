"""Tables on a terminal say states in the reader's language; `--json` keeps the codes."""

from __future__ import annotations

from pathlib import Path

from geo.cli.states import AGREEMENT_STATE, IMPORT_STATE, PRECISION, RUN_STATE, SHOWN, word_for
from geo.tables.agreements import STATES
from geo.tables.incidents import TIME_PRECISIONS
from geo.tables.runs import IMPORT_STATES, RUN_STATES, SHOWN_STATES
from tests.cli.conftest import Petarawan, run_petarawan


def test_every_state_has_a_word() -> None:
    assert tuple(RUN_STATE) == RUN_STATES
    assert tuple(SHOWN) == SHOWN_STATES
    assert tuple(IMPORT_STATE) == IMPORT_STATES
    assert tuple(PRECISION) == TIME_PRECISIONS
    assert tuple(AGREEMENT_STATE) == STATES
    assert word_for(RUN_STATE, "new in some version", "id") == "new in some version"


def test_lists_are_in_the_readers_language(demo_store: Path) -> None:
    assert "selesai" in run_petarawan(demo_store, "runs").out
    assert " done" not in run_petarawan(demo_store, "runs").out
    assert "tersimpan" in run_petarawan(demo_store, "imports").out
    assert "stored" in run_petarawan(demo_store, "imports", "--lang", "en").out
    assert run_petarawan(demo_store, "runs", "--json").document[0]["status"] == "done"
    assert "menit" in run_petarawan(demo_store, "incidents").out


def test_agreements_are_told_in_words(petarawan: Petarawan) -> None:
    made = petarawan("agreement", "add", "PKS", "KODIM")
    assert "(berlaku)" in made.err
    assert "berlaku" in petarawan("agreement", "list").out
    assert "in force" in petarawan("agreement", "show", "PKS", "--lang", "en").out


def test_a_run_is_shown_as_words_and_sentences(demo_store: Path) -> None:
    shown = run_petarawan(demo_store, "show", "latest:hotspots")
    assert shown.code == 0
    assert "keadaan" in shown.out
    assert "selesai" in shown.out
    assert "WIB" in shown.out
    assert "petarawan hotspots --method" in shown.out  # the command that repeats it
    assert "{'" not in shown.out
    assert "input digest" in run_petarawan(demo_store, "show", "latest", "--lang", "en").out
