"""Every command helps in both languages, and those that only read work on the sample region."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.cli import PLACES
from tests.cli.conftest import Petarawan, run_petarawan, spawn_petarawan

VERBS = [*PLACES, "serve", "worker"]


@pytest.mark.parametrize("verb", VERBS)
def test_help_exists_in_both_languages(verb: str, tmp_path: Path) -> None:
    texts = {
        language: run_petarawan(tmp_path / "p.db", verb, "--help", "--lang", language).out for language in ("id", "en")
    }
    assert "Cara pakai" in texts["id"]
    assert "Usage" in texts["en"]
    assert texts["id"].splitlines()[2] != texts["en"].splitlines()[2]


def test_without_a_store_the_remedy_is_named(tmp_path: Path) -> None:
    answer = run_petarawan(tmp_path / "none.db", "runs")
    assert answer.code == 1
    assert "petarawan init" in answer.err
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("verb", ["serve", "worker"])
def test_what_stays_running_refuses_a_missing_store_at_once(tmp_path: Path, verb: str) -> None:
    answer = spawn_petarawan(tmp_path / "none.db", verb)
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "petarawan init" in answer.err


def test_init_never_overwrites(demo_store: Path) -> None:
    answer = run_petarawan(demo_store, "init")
    assert answer.code == 1
    assert run_petarawan(demo_store, "incidents", "--json").document["n"] > 100


def test_methods_are_described(demo_store: Path) -> None:
    methods = {m["name"]: m for m in run_petarawan(demo_store, "methods", "--json").document}
    assert {"dbscan", "hdbscan", "kernel_density", "getis_ord"} <= set(methods)
    for method in methods.values():
        assert method["source"]
        for parameter in method["parameters"]:
            assert {"name", "unit", "low", "high", "default", "help_id", "help_en"} <= set(parameter)
    assert "dbscan" in run_petarawan(demo_store, "methods").out


def test_demo_has_hotspots_and_zones(demo_store: Path) -> None:
    runs = run_petarawan(demo_store, "runs", "--json").document
    assert {run["task"] for run in runs} == {"hotspots", "zones"}
    assert all(run["status"] == "done" for run in runs)
    shown = run_petarawan(demo_store, "show", "latest:zones", "--json").document
    assert shown["zones"]
    assert shown["versions"]["petarawan"]
    assert run_petarawan(demo_store, "show", "latest").code == 0
    assert run_petarawan(demo_store, "show", "A9999").code == 1


@pytest.mark.parametrize("extension", ["geojson", "gpkg", "csv", "xlsx", "kml", "gpx", "parquet"])
@pytest.mark.parametrize("table", ["hotspots", "zones"])
def test_every_result_can_be_written_in_every_format(
    demo_store: Path, tmp_path: Path, table: str, extension: str
) -> None:
    file = tmp_path / f"out.{extension}"
    answer = run_petarawan(demo_store, "export", table, "--out", file, "--json")
    assert answer.code == 0, answer.err
    assert answer.document["rows"] > 0
    assert file.stat().st_size > 100


def test_unknown_formats_and_tables_are_refused(demo_store: Path, tmp_path: Path) -> None:
    assert run_petarawan(demo_store, "export", "hotspots", "--out", tmp_path / "a.docx").code == 1
    assert run_petarawan(demo_store, "export", "nothing", "--out", tmp_path / "a.csv").code == 1
    assert run_petarawan(demo_store, "export", "hotspots", "--out", tmp_path / "no" / "such" / "a.csv").code == 1


def test_filters_narrow_and_nonsense_is_refused(demo_store: Path) -> None:
    everything = run_petarawan(demo_store, "incidents", "--json").document["n"]
    kind = run_petarawan(demo_store, "incidents", "--json").document["incidents"][0]["kind"]
    fewer = run_petarawan(demo_store, "incidents", "--kind", kind, "--from", "2026-01-01", "--json").document
    assert 0 < fewer["n"] < everything
    assert {row["kind"] for row in fewer["incidents"]} == {kind}
    for words in (
        ("--bbox", "1,2,3"),
        ("--bbox", "nan,0,1,1"),
        ("--from", "kemarin"),
        ("--from", "2026-02-01", "--to", "2026-01-01"),
    ):
        assert run_petarawan(demo_store, "incidents", *words).code == 1
    assert "kejadian" in run_petarawan(demo_store, "incidents").out


def test_a_backup_restores_elsewhere(demo_store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.petarawan"
    assert run_petarawan(demo_store, "backup", copy).code == 0
    other = tmp_path / "new-pc" / "p.db"
    assert run_petarawan(other, "restore", copy).code == 0
    before, after = (run_petarawan(s, "incidents", "--json").document for s in (demo_store, other))
    assert before == after
    assert run_petarawan(other, "restore", copy).code == 1
    assert run_petarawan(other, "restore", copy, "--overwrite").code == 0


def test_one_incident_by_hand(petarawan: Petarawan) -> None:
    added = petarawan(
        "incident",
        "add",
        "--lon",
        104.7,
        "--lat",
        -2.9,
        "--kind",
        "CURANMOR",
        "--when",
        "2026-11-20T21:30",
        "--note",
        "di pasar",
        "--reason",
        "laporan telepon",
        "--json",
    )
    assert added.code == 0, added.err
    incident_id = added.document["incident_id"]
    row = petarawan("incidents", "--json").document["incidents"][0]
    assert row["occurred_from"] == "2026-11-20T14:30:00+00:00"
    assert row["harm"] > 0
    assert petarawan("incident", "correct", incident_id, "--set", "kind=CURAT", "--reason", "salah ketik").code == 0
    assert petarawan("incidents", "--json").document["incidents"][0]["kind"] == "CURAT"
    assert petarawan("incident", "correct", incident_id, "--set", "harm=9", "--reason", "x").code == 1
    assert petarawan("incident", "reject", incident_id, "--reason", "laporan palsu").code == 0
    assert petarawan("incidents", "--json").document["n"] == 0
    assert petarawan("incident", "reject", "Inone", "--reason", "x").code == 1
    future = (
        "incident",
        "add",
        "--lon",
        104.7,
        "--lat",
        -2.9,
        "--kind",
        "CURAT",
        "--when",
        "2027-01-01",
        "--reason",
        "x",
    )
    assert petarawan(*future).code == 1


def test_a_region_can_be_made_from_a_boundary_alone(real_data: Path, tmp_path: Path) -> None:
    store = tmp_path / "chicago.db"
    boundary = real_data / "crime" / "chicago_police_districts.kml"
    answer = run_petarawan(store, "init", "--boundary", boundary, "--timezone", "America/Chicago", "--json")
    assert answer.code == 0, answer.err
    assert run_petarawan(store, "runs").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("forecast", "--days", 0), "--days: harus bilangan bulat dari 1 sampai 366 hari"),
        (("--lang", "id", "forecast", "--places", -1), "--places:"),
        (("incident", "add", "--lon", 104.7, "--lat", -2.9, "--kind", "CURAT", "--when", "kemarin", "--reason", "x"),
         "--when: 'kemarin' bukan tanggal"),
        (("agreement", "add", "X", "KODIM", "--delay", -1), "--delay:"),
        (("hotspots", "--param", "eps_m=-4"), "Parameter eps_m:"),
        (("incidents", "--kind", "NOSUCH"), "--kind: NOSUCH tidak dikenal; yang ada: CURAT, CURAS"),
        (("hotspots", "--kind", "NOSUCH"), "--kind: NOSUCH tidak dikenal"),
        (("hotspots", "--audience", "NOPE"), "Instansi NOPE tidak ada; yang ada: POLRES, KODIM"),
        (("routes",), "Analisis latest:zones tidak ada; buat dengan: petarawan zones."),
        (("network", "check"), "Jaringan untuk waktu tempuh tidak ada; buat dengan: petarawan network build BERKAS."),
        (("evaluate", "report"), "Deklarasi evaluasi latest tidak ada; buat dengan: petarawan evaluate declare."),
        (("export", "nothing", "--out", "x.csv"), "petarawan hotspots."),
    ],
)  # fmt: skip
def test_a_refusal_names_what_was_typed_what_there_is_and_the_way_out(
    petarawan: Petarawan, words: tuple[object, ...], told: str
) -> None:
    answer = petarawan(*words)
    assert answer.code == 1
    assert answer.out == ""
    assert told in answer.err
    assert answer.err.count("\n") == 1


def test_what_is_written_where_no_folder_is_is_refused_in_one_sentence(petarawan: Petarawan, tmp_path: Path) -> None:
    """Neither a fault of the program nor advice to look at the disk's cable."""
    file = tmp_path / "file"
    file.write_text("x")
    shown = petarawan("region", "show", file / "pack")
    assert (shown.code, shown.out) == (1, "")
    assert "tidak dapat ditulis" in shown.err
    backup = petarawan("backup", tmp_path / "none" / "b.petarawan", "--lang", "en")
    assert (backup.code, backup.out) == (1, "")
    assert f"there is no folder {tmp_path / 'none'}" in backup.err
    folder = petarawan("import", tmp_path)
    assert folder.code == 1
    assert "ini folder, bukan berkas" in folder.err


def test_the_table_of_another_kind_of_run_is_refused(demo_store: Path, tmp_path: Path) -> None:
    """A file of no rows would look as if nothing were hot."""
    answer = run_petarawan(demo_store, "export", "hotspots", "--run", "A0002", "--out", tmp_path / "x.csv")
    assert answer.code == 1
    assert "A0002 adalah analisis zona" in answer.err
    assert not (tmp_path / "x.csv").exists()
    assert "A0002 is a run of zones" in run_petarawan(demo_store, "diff", "A0001", "A0002", "--lang", "en").err


def test_states_are_told_in_words(demo_store: Path) -> None:
    answer = run_petarawan(demo_store, "cancel", "A0001")
    assert answer.err == "Parameter RUN: A0001 sudah berakhir: selesai.\n"
    assert "A0001 has ended already: done" in run_petarawan(demo_store, "cancel", "A0001", "--lang", "en").err


def test_no_incident_that_fits_is_said(petarawan: Petarawan) -> None:
    answer = petarawan("incidents")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "Tidak ada kejadian yang cocok.\n"


def test_help_uses_no_english_word_for_what_an_option_takes(tmp_path: Path) -> None:
    told = run_petarawan(tmp_path / "p.db", "forecast", "--help", "--lang", "id").out
    assert "--days BILANGAN" in told
    assert "--model TEKS" in told
    assert not re.search("INTEGER|FLOAT|TEXT", told)
    assert "--seed INTEGER " in run_petarawan(tmp_path / "p.db", "forecast", "--help", "--lang", "en").out
