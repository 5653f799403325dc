"""A command line that cannot be understood is refused in the reader's language, with exit code 2."""

from __future__ import annotations

import re

import click
import pytest

from geo.cli import cli
from geo.cli.usage import as_typed, usage_says
from tests.cli.conftest import Petarawan

ENGLISH = re.compile(r"\b(is not|requires|does not|Got|valid|Option|must|unexpected|required|default)\b")
WRONG = {
    ("hotspots", "--lang", "xx"): ("harus salah satu dari id, en", "petarawan hotspots --help"),
    ("hotspots", "--kind"): ("--kind memerlukan nilai", "petarawan hotspots --help"),
    ("hotspots", "satu.csv", "dua.csv"): ("Kata yang tidak dikenal: dua.csv", "petarawan hotspots --help"),
    ("hotspots", "--replicates", "2000"): ("bilangan bulat dari 0 sampai 1.000", "petarawan hotspots --help"),
    ("zones", "--seconds", "x"): ("bilangan dari 1 sampai 600 (desimal dengan titik)", "petarawan zones --help"),
    ("incident", "add", "--lon", "a"): ("--lon tidak sah: harus bilangan", "petarawan incident add --help"),
    ("agreement", "add", "A", "KODIM", "--k", "x"): ("harus bilangan bulat", "petarawan agreement add --help"),
    ("deploy", "--memory-mb", "3"): ("bilangan bulat, paling kecil 1.024", "petarawan deploy --help"),
    ("region", "check", "tidak-ada"): ("folder itu tidak ada", "petarawan region check --help"),
    ("basemap", "build", "--zoom", "abc"): ("dua zoom dari 0 sampai 15", "petarawan basemap build --help"),
    ("runs", "--json=3"): ("--json tidak memakai nilai", "petarawan runs --help"),
    ("runs", "--apa"): ("Tidak ada opsi --apa", "petarawan runs --help"),
    ("export", "zones"): ("--out harus diisi", "petarawan export --help"),
    ("hotspot",): ("Tidak ada perintah hotspot", "petarawan --help"),
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_is_wrong_is_said_in_indonesian(petarawan: Petarawan, words: tuple[str, ...]) -> None:
    answer = petarawan(*words)
    what, where = WRONG[words]
    assert answer.code == 2
    assert what in answer.err
    assert answer.err.endswith(f"Lihat: {where}\n")
    assert not ENGLISH.search(answer.err)
    assert answer.out == ""


@pytest.mark.parametrize("words", [words for words in WRONG if words != ("hotspots", "--lang", "xx")], ids=" ".join)
def test_what_is_wrong_is_said_in_english(petarawan: Petarawan, words: tuple[str, ...]) -> None:
    answer = petarawan("--lang", "en", *words)
    assert answer.code == 2
    assert "See: petarawan" in answer.err
    assert not re.search(r"\b(harus|tidak|Lihat|bilangan)\b", answer.err)


def test_json_is_one_document_for_a_command_that_is_not_understood_too(petarawan: Petarawan) -> None:
    answer = petarawan("export", "zones", "--json")
    assert answer.code == 2
    error = answer.document["error"]
    assert error["code"] == "usage"
    assert error["id"].startswith("--out harus diisi.")
    assert error["en"].startswith("--out is required.")


def test_a_bare_name_shows_the_help_and_nothing_beside_it(petarawan: Petarawan) -> None:
    answer = petarawan()
    assert answer.code == 2
    assert answer.err.startswith("Cara pakai: petarawan")
    assert "Lihat:" not in answer.err.splitlines()[-1]


def test_help_has_no_english_words_between_the_indonesian_ones(petarawan: Petarawan) -> None:
    text = petarawan("quarantine", "--help").out + petarawan("hotspots", "--help").out + petarawan("user", "--help").out
    assert "[wajib]" in text
    assert "[bawaan: dbscan]" in text
    assert "[OPSI] PERINTAH [ARGUMEN]" in text
    assert not re.search(r"\[default: |\[required|\[OPTIONS\]|COMMAND \[ARGS\]", text)
    english = petarawan("hotspots", "--help", "--lang", "en").out
    assert "[default: dbscan]" in english
    assert "[OPTIONS]" in english


def test_a_file_that_may_not_be_read_is_said_in_both_languages() -> None:
    """Click knows an English sentence only; root may read everything, so its refusal is made here."""
    file = click.Argument(["file"], type=click.Path())
    says = usage_says(click.BadParameter("Path 'x' is not readable.", param=file), cli, ["import"])
    assert says.id == "FILE tidak sah: tidak boleh dibaca; periksa izinnya. Lihat: petarawan import --help"
    assert says.en == "FILE is not valid: it may not be read; check its permissions. See: petarawan import --help"


def test_a_parameter_is_called_as_it_was_typed() -> None:
    store = ["--store", "sqlite:///import/x.db", "--lang=en"]
    assert as_typed("window_days", cli, [*store, "forecast", "--days", "0"]) == "--days"
    assert as_typed("eps_m", cli, ["hotspots", "--param", "eps_m=0"]) == "eps_m"
    assert as_typed("agreement_id", cli, ["agreement", "--lang", "id", "add", "x y", "KODIM"]) == "ID"
    assert as_typed("kind", cli, []) == "kind"
