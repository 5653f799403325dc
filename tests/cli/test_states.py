"""Tables on a terminal say states in the reader's language; `--json` keeps the codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.cli.states import (
    AGREEMENT_STATE,
    IMPORT_STATE,
    PERIOD,
    PRECISION,
    SHARING,
    SHOWN,
    left_out_says,
    word_for,
)
from geo.tables.agreements import PERIODS, STATES
from geo.tables.incidents import SHARINGS, TIME_PRECISIONS
from geo.tables.runs import IMPORT_STATES, RUN_STATE, RUN_STATES, SHOWN_STATES
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


NESTED = re.compile(r"\([^()]*\(")


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_explanation_of_the_sample_nests_brackets(demo_store: Path, language: str) -> None:
    """Names of kinds and of laws have brackets of their own."""
    for run, table in (("A0001", "hotspots"), ("A0002", "zones")):
        rows = run_petarawan(demo_store, "show", run, "--json").document[table]
        told = [str(row[f"explanation_{language}"]) for row in rows]
        assert any("[" in text for text in told)
        assert not [text for text in told if NESTED.search(text)]


def test_what_is_left_out_is_told_in_words(demo_store: Path) -> None:
    shown = run_petarawan(demo_store, "show", "A0001").out
    assert "di luar wilayah kajian: " in shown
    assert "outside_study_area" not in shown
    document = run_petarawan(demo_store, "show", "A0001", "--json").document
    assert "outside_study_area" in document["left_out"]
    assert left_out_says({"axes_swapped": 40, "filtered": 1200, "of some version": 1}).id == (
        "lintang dan bujur tertukar: 40; tidak dipilih: 1.200; of some version: 1"
    )


def test_words_of_agreements_are_those_of_their_codes() -> None:
    assert tuple(PERIOD) == PERIODS
    assert tuple(SHARING) == SHARINGS


def test_an_agreement_and_the_region_are_shown_in_words_with_units(petarawan: Petarawan) -> None:
    assert petarawan("agreement", "add", "PKS", "KODIM", "--until", "2027-03-01", "--sharing", "joint").code == 0
    told = petarawan("agreement", "show", "PKS").out
    for line in (
        *("wilayah: seluruh wilayah", "jenis: semua jenis", "catatan yang dihitung: dibagi bersama"),
        *("panjang periode: bulan", "jeda terbit, hari: 30", "sisi sel terkecil, m: 1.000"),
        *("berkas boleh diunduh: tidak", "berlaku sampai dengan: 1 Mar 2027", "keadaan: berlaku"),
    ):
        assert line in told.splitlines()
    assert "length of a period: month" in petarawan("agreement", "show", "PKS", "--lang", "en").out
    assert "bulan" in petarawan("agreement", "list").out
    region = petarawan("region", "show").out
    assert "Kabupaten Banyuasin" in region
    assert "Banyuasin Regency" not in region
    assert "berkas, byte" in region
    assert "EPSG:32748" in region


def test_counts_have_the_separators_of_the_language(demo_store: Path) -> None:
    for verb in ("runs", "imports"):
        assert re.search(r"\b\d\.\d{3}\b", run_petarawan(demo_store, verb).out)
        assert re.search(r"\b\d,\d{3}\b", run_petarawan(demo_store, verb, "--lang", "en").out)
    methods = run_petarawan(demo_store, "methods").out
    assert "kejadian]" in methods
    assert "incidents]" not in methods
    assert "incidents]" in run_petarawan(demo_store, "methods", "--lang", "en").out


def test_the_trail_is_listed_with_its_details(petarawan: Petarawan) -> None:
    assert petarawan("network", "build").code == 0
    assert "sources=roads.geojson" in petarawan("audit", "list").out
