from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Petarawan

COUNTS = ("stored", "unchanged", "corrected", "duplicates", "quarantined")
HEADER = "id,waktu,jenis,lat,lon,uraian\n"


def sheet(path: Path, rows: int, bad: int = 0) -> Path:
    lines = [f"K-{i},2026-05-01T10:00:00+07:00,pencurian,-2.{9000 + i},104.7,baris {i}" for i in range(rows)]
    for i in range(bad):
        lines[i * 7] = lines[i * 7].replace(f"-2.{9000 + i * 7}", "bukan angka")
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_record_is_accounted_for_and_the_second_time_adds_nothing(petarawan: Petarawan, tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.csv", 20)
    first = petarawan("import", file, "--json").document
    second = petarawan("import", file, "--json").document
    assert first["records"] == first["stored"] == 20
    assert second["unchanged"] == 20
    assert sum(second[name] for name in COUNTS) == 20
    assert first["source"] == "csv"


def test_one_bad_row_is_held_back_mended_and_stored_alone(petarawan: Petarawan, tmp_path: Path) -> None:
    answer = petarawan("import", sheet(tmp_path / "a.csv", 100, bad=1), "--json")
    assert answer.code == 0
    assert (answer.document["stored"], answer.document["quarantined"]) == (99, 1)
    held = tmp_path / "held.csv"
    assert petarawan("quarantine", answer.document["import_id"], "--out", held).code == 0
    with held.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1
    assert rows[0]["_baris"] == "2"
    assert rows[0]["lat"] == "bukan angka"
    mended = tmp_path / "mended.csv"
    mended.write_text(held.read_text(encoding="utf-8-sig").replace("bukan angka", "-2.95"), encoding="utf-8")
    again = petarawan("import", mended, "--json").document
    assert again["stored"] == 1
    assert petarawan("incidents", "--json").document["n"] == 100


def test_swapped_axes_store_nothing_and_propose_the_swap(petarawan: Petarawan, bad_inputs: Path) -> None:
    file = bad_inputs / "csv_swapped_all.csv"
    answer = petarawan("import", file, "--json")
    assert answer.code == 1
    assert answer.document["proposal"] == {"swap_axes": True}
    assert answer.document["quarantined"] == 40
    assert "--swap-axes" in answer.err
    assert petarawan("import", file, "--swap-axes", "--json").document["stored"] == 40


def test_undo_takes_an_import_back_and_says_so(petarawan: Petarawan, tmp_path: Path) -> None:
    first = petarawan("import", sheet(tmp_path / "a.csv", 5), "--json").document
    assert petarawan("import", "--undo", first["import_id"]).code == 0
    assert petarawan("incidents", "--json").document["n"] == 0
    assert petarawan("imports", "--json").document[0]["status"] == "undone"
    assert petarawan("import", "--undo", first["import_id"]).code == 1


def test_a_trial_stores_nothing(petarawan: Petarawan, tmp_path: Path) -> None:
    answer = petarawan("import", sheet(tmp_path / "a.csv", 5), "--dry-run", "--json")
    assert answer.document["stored"] == 5
    assert petarawan("incidents", "--json").document["n"] == 0
    assert petarawan("imports", "--json").document == []


def test_a_mapping_is_saved_and_used(petarawan: Petarawan, tmp_path: Path) -> None:
    mapping = tmp_path / "kolom.toml"
    assert petarawan("import", sheet(tmp_path / "a.csv", 3), "--dry-run", "--save-mapping", mapping).code == 0
    assert mapping.exists()
    answer = petarawan("import", sheet(tmp_path / "b.csv", 3), "--mapping", mapping, "--json")
    assert answer.document["stored"] == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import",), 2),
        (("import", "no-such-file.csv"), 1),
        (("import", "--undo", "M9999"), 1),
        (("import", "x.csv", "--crs", "nonsense"), 1),
        (("import", "x.csv", "--timezone", "Mars/Olympus"), 1),
        (("import", "x.csv", "--kind", "NOSUCH"), 1),
        (("import", "--nix"), 2),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_bad_usage_is_one_sentence(petarawan: Petarawan, words: tuple[str, ...], code: int, language: str) -> None:
    answer = petarawan(*words, "--lang", language)
    assert answer.code == code
    assert len(answer.err.strip()) > 10
    assert answer.out == ""


def test_a_refused_file_gives_one_json_document(petarawan: Petarawan, bad_inputs: Path) -> None:
    answer = petarawan("import", bad_inputs / "gpkg_truncated.gpkg", "--json")
    assert answer.code == 1
    assert answer.document["error"]["id"]
    assert answer.document["error"]["en"]
    noted = petarawan("imports", "--json").document
    assert [(row["status"], row["stored"]) for row in noted] == [("refused", 0)]


def test_several_files_are_one_document(petarawan: Petarawan, tmp_path: Path) -> None:
    answer = petarawan("import", sheet(tmp_path / "a.csv", 3), tmp_path / "missing.csv", "--json")
    assert answer.code == 1
    first, second = answer.document["imports"]
    assert first["stored"] == 3
    assert "error" in second


def test_formulas_survive_export_and_coming_back(petarawan: Petarawan, bad_inputs: Path, tmp_path: Path) -> None:
    assert petarawan("import", bad_inputs / "csv_formula_injection.csv", "--json").document["stored"] == 12
    before = petarawan("incidents", "--json").document
    for name in ("out.csv", "out.xlsx"):
        assert petarawan("incidents", "--out", tmp_path / name).code == 0
        again = petarawan("import", tmp_path / name, "--json").document
        assert again["unchanged"] == 12, again
    assert petarawan("incidents", "--json").document == before
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row["uraian"] for row in csv.DictReader(file)]
    assert not [text for text in texts if text[:1] in set("=+-@\t\r＝")]


def test_rows_belong_to_whom_it_is_said_and_are_shared_as_said(petarawan: Petarawan, tmp_path: Path) -> None:
    file = tmp_path / "kejadian.csv"
    file.write_text("tanggal,lon,lat,jenis\n2026-01-02,104.7,-2.7,CURAT\n", encoding="utf-8")
    answer = petarawan("import", file, "--agency", "KODIM", "--sharing", "joint", "--json")
    assert answer.document["stored"] == 1
    (row,) = petarawan("incidents", "--json").document["incidents"]
    assert (row["agency"], row["sharing"]) == ("KODIM", "joint")
    refused = petarawan("import", file, "--agency", "TIDAK")
    assert refused.code != 0
    assert "POLRES" in refused.err


def test_how_a_file_was_read_is_told_in_words(petarawan: Petarawan, tmp_path: Path) -> None:
    file = tmp_path / "k.csv"
    file.write_text("lat;lon;waktu;jenis\n-2,9;104,7;2026-11-01;CURAT\n", encoding="utf-8")
    told = petarawan("import", file).err
    assert 'Dibaca sebagai: bentuk csv, pengodean huruf utf-8, pemisah kolom ";"' in told
    assert 'Read as: form csv, character encoding utf-8, separator ";"' in petarawan("import", file, "--lang", "en").err


def test_a_proposal_is_made_once(petarawan: Petarawan, tmp_path: Path) -> None:
    file = tmp_path / "k.csv"
    file.write_text("lat,lon,waktu,jenis\n104.7,-2.9,2026-11-01,CURAT\n", encoding="utf-8")
    answer = petarawan("import", file)
    assert answer.code == 1
    assert answer.err.count("--swap-axes") == 1


def test_reasons_of_held_rows_are_told_in_words_with_the_way_to_them(
    petarawan: Petarawan, tmp_path: Path, bad_inputs: Path
) -> None:
    whole = petarawan("import", bad_inputs / "csv_swapped_all.csv")
    assert "(lintang dan bujur tertukar [axes_swapped]: 40)" in whole.err
    assert (
        "latitude and longitude swapped [axes_swapped]: 40"
        in petarawan("import", bad_inputs / "csv_swapped_all.csv", "--dry-run", "--lang", "en").err
    )
    some = petarawan("import", sheet(tmp_path / "a.csv", 20, bad=2), "--json")
    assert "Ditahan: koordinat bukan angka [not_a_number]: 2." in some.err
    assert f"petarawan quarantine {some.document['import_id']} --out" in some.err
    assert some.document["reasons"] == {"not_a_number": 2}
    trial = petarawan("import", sheet(tmp_path / "b.csv", 20, bad=2), "--dry-run")
    assert "[not_a_number]: 2" in trial.err
    assert "petarawan quarantine" not in trial.err
    direct = petarawan("hotspots", bad_inputs / "csv_swapped_all.csv")
    assert direct.err.endswith("[axes_swapped]: 40). Bila benar, ulangi dengan --swap-axes.\n")
    needs = petarawan("hotspots", bad_inputs / "shp_no_prj_utm.zip")
    assert needs.err.count("--crs 32748") == 1
    assert "(lintang dan bujur tertukar [axes_swapped]: 40)" in direct.err


def test_a_mapping_that_cannot_be_saved_is_refused_before_anything_is_stored(
    petarawan: Petarawan, tmp_path: Path
) -> None:
    file = sheet(tmp_path / "a.csv", 5)
    answer = petarawan("import", file, "--save-mapping", tmp_path / "none" / "m.toml")
    assert (answer.code, answer.out) == (1, "")
    assert "tidak ada atau tidak boleh ditulis" in answer.err
    (tmp_path / "m.toml").mkdir()
    assert petarawan("import", file, "--dry-run", "--save-mapping", tmp_path / "m.toml").code == 1
    assert petarawan("imports", "--json").document == []
