"""tracks, results, dose and evaluate as they are typed: one JSON document, both languages, exit codes."""

from __future__ import annotations

import csv
import json
import pickle
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import pytest

from geo.settings import load_settings
from geo.store import open_store
from tests.cli.conftest import NOW, Answer, Petarawan, run_petarawan
from tests.exports.orders.samples import BEGINS
from tests.pipelines.patrol_day import ORDER, add_day, form_of, gpx_of, stay

LATER = {"PETARAWAN_NOW": "2026-11-24T12:00+07:00"}
FOUND = {"stop": 1, "outcome": "done", "arrived": "18.20", "left": "18.35", "kind": "CURANMOR", "found": "motor"}
SOON = ("--collaboration", "army", "--before", "2026-10-01..2026-10-31", "--after", "2026-12-01..2026-12-31")
BEGUN = ("--collaboration", "army", "--before", "2026-10-01..2026-10-31", "--after", "2026-11-01..2026-11-30")


@pytest.fixture(scope="module")
def patrolled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store after a day of patrols; tests work on copies."""
    import shutil

    folder = tmp_path_factory.mktemp("patrolled") / "store"
    shutil.copytree(empty_store.parent, folder)
    settings = load_settings({}, store=f"sqlite:///{folder / empty_store.name}", now=NOW)
    with open_store(settings.store) as store:
        add_day(store, settings.clock())
    return folder / empty_store.name


@pytest.fixture
def petarawan(patrolled: Path, tmp_path: Path) -> Petarawan:
    import shutil

    shutil.copytree(patrolled.parent, tmp_path / "store")

    def on_store(*words: object, lang: str = "id", later: bool = True) -> Answer:
        return run_petarawan(tmp_path / "store" / patrolled.name, "--lang", lang, *words, env=LATER if later else {})

    return on_store


@pytest.fixture
def gpx(tmp_path: Path) -> Path:
    return gpx_of(tmp_path / "a.gpx", stay(0, BEGINS + timedelta(minutes=20), 15))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_tracks_results_and_dose_are_told_in_both_languages(
    petarawan: Petarawan, gpx: Path, tmp_path: Path, lang: str
) -> None:
    words = {"id": ("baik", "selesai", "titik rawan", "sampai"), "en": ("good", "done", "hotspot", " to ")}[lang]
    came = petarawan("tracks", "import", gpx, "--order", ORDER, lang=lang)
    assert came.code == 0
    assert words[0] in came.out
    assert ORDER in petarawan("tracks", "list", lang=lang).out
    assert petarawan("results", "import", form_of(tmp_path / "f.csv", FOUND), lang=lang).code == 0
    assert words[1] in petarawan("results", "list", lang=lang).out
    dose = petarawan("dose", lang=lang)
    assert words[2] in dose.out
    assert words[3] in dose.err
    assert "+00:00" not in dose.err
    assert "H001" in dose.out


def test_every_json_answer_is_one_document(petarawan: Petarawan, gpx: Path, tmp_path: Path) -> None:
    assert petarawan("tracks", "import", gpx, "--json").document["stored"] == 1
    assert len(petarawan("tracks", "list", "--json").document["tracks"]) == 1
    assert petarawan("results", "import", form_of(tmp_path / "f.csv", FOUND), "--json").document["stored"] == 1
    assert petarawan("results", "list", "--json").document["results"][0]["kind"] == "CURANMOR"
    row = next(row for row in petarawan("dose", "--json").document["doses"] if row["place_id"] == "H001")
    assert (row["visits"], row["planned_visits"], row["reported_visits"]) == (1, 1, 1)
    made = petarawan("evaluate", "declare", *SOON, "--decides", "local", "--json").document
    listed = petarawan("evaluate", "list", "--expect", made["digest"], "--json")
    assert listed.document["whole"] is True
    two = petarawan("tracks", "import", gpx, tmp_path / "none.gpx", "--json")
    assert two.code == 1
    assert two.document["files"][1]["error"]["code"] == "not_found"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_empty_lists_say_what_to_do(tmp_path: Path, empty_store: Path, lang: str) -> None:
    for verb, named in (("tracks", "tracks import"), ("results", "results import"), ("evaluate", "evaluate declare")):
        answer = run_petarawan(empty_store, "--lang", lang, verb, "list")
        assert answer.code == 0
        assert named in answer.err
        assert answer.out == ""
    dose = run_petarawan(empty_store, "--lang", lang, "dose")
    assert dose.code == 0
    assert "petarawan hotspots" in dose.err


def test_broken_files_are_refused_with_a_sentence_and_exit_1(petarawan: Petarawan, gpx: Path, tmp_path: Path) -> None:
    content = gpx.read_text()
    bad = {
        "cut.gpx": content[:400].encode(),
        "doctype.gpx": b'<!DOCTYPE gpx [<!ENTITY a "b">]>' + content.encode(),
        "magic.parquet": b"PAR1 and then nothing PAR1",
        "pickle.parquet": pickle.dumps({"a": 1}),
        "empty.gpx": b"",
        "text.parquet": b"hello\n",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    answer = petarawan("tracks", "import", *(tmp_path / name for name in bad), tmp_path, "--json", lang="en")
    assert answer.code == 1
    codes = {one["file"]: one["error"]["code"] for one in answer.document["files"]}
    assert set(codes) == {*bad, tmp_path.name}
    assert codes["empty.gpx"] == "empty_file"
    assert codes[tmp_path.name] == "not_found"
    assert "--mapping" not in answer.err  # tracks have no such option
    assert petarawan("tracks", "list", "--json").document["tracks"] == []


def test_swapped_axes_name_the_option_and_taking_it_works(petarawan: Petarawan, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("lat,lon,time\n" + "".join(f"104.5{n},-2.9{n},2026-11-23 10:{n}\n" for n in range(10, 40)))
    refused = petarawan("tracks", "import", file)
    assert refused.code == 1
    assert "--swap-axes" in refused.err
    assert refused.err.count("\n") < 20  # thirty refused positions are not thirty lines
    assert petarawan("tracks", "import", file, "--swap-axes", "--json").document["accepted"] == 30


def test_a_dry_run_says_that_nothing_was_stored(petarawan: Petarawan, gpx: Path, tmp_path: Path) -> None:
    form = form_of(tmp_path / "f.csv", FOUND)
    for answer in (petarawan("tracks", "import", gpx, "--dry-run"), petarawan("results", "import", form, "--dry-run")):
        assert "tidak ada yang disimpan" in answer.err
    assert petarawan("tracks", "list", "--json").document["tracks"] == []
    assert petarawan("results", "list", "--json").document["results"] == []


def test_findings_taken_back_are_named_in_the_users_language(petarawan: Petarawan, tmp_path: Path) -> None:
    petarawan("results", "import", form_of(tmp_path / "f.csv", FOUND))
    answer = petarawan(
        "results", "import", form_of(tmp_path / "g.csv", {"stop": 1, "outcome": "done"}), "--json", lang="en"
    )
    name = answer.document["withdrawn"][0]
    assert f"marked rejected: {name}" in answer.err


def test_forms_in_xlsx_and_json(petarawan: Petarawan, tmp_path: Path) -> None:
    from openpyxl import Workbook

    from geo.sources.result_forms import COLUMNS

    book = Workbook()
    book.active.title = "hasil"
    row = {"order_id": ORDER, **FOUND}
    for cells in (COLUMNS, ("# keterangan",), [row.get(name) for name in COLUMNS]):
        book.active.append(list(cells))
    book.save(tmp_path / "f.xlsx")
    (tmp_path / "f.json").write_text(json.dumps({"hasil": [row]}))
    assert petarawan("results", "import", tmp_path / "f.xlsx", "--json").document["stored"] == 1
    again = petarawan("results", "import", tmp_path / "f.json", "--json").document
    assert (again["format"], again["unchanged"], again["corrected"]) == ("json", 1, 0)


def test_the_dose_is_written_in_every_format(petarawan: Petarawan, gpx: Path, tmp_path: Path) -> None:
    petarawan("tracks", "import", gpx)
    for name in ("csv", "xlsx", "geojson", "gpkg"):
        assert petarawan("dose", "--out", tmp_path / f"dose.{name}").code == 0
    with (tmp_path / "dose.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["place_id"]: row for row in csv.DictReader(file)}
    assert rows["H001"]["visits"] == "1"
    layer = gpd.read_file(tmp_path / "dose.gpkg").set_index("place_id")
    assert layer.loc["H001", "visits"] == 1
    refused = petarawan("dose", "--out", tmp_path / "dose.docx")
    assert refused.code == 1
    assert "geojson" in refused.err


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_late_declaration_says_what_to_type(petarawan: Petarawan, lang: str) -> None:
    refused = petarawan("evaluate", "declare", *BEGUN, lang=lang)
    assert refused.code == 1
    assert "--late" in refused.err
    assert "late=True" not in refused.err
    taken = petarawan("evaluate", "declare", *BEGUN, "--late", lang=lang)
    assert taken.code == 0
    assert {"id": "TERLAMBAT", "en": "LATE"}[lang] in taken.err
    assert {"id": "terlambat", "en": "late"}[lang] in petarawan("evaluate", "list", lang=lang).out


def test_the_report_holds_what_cannot_be_said(petarawan: Petarawan, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(
        "id,kind,lat,lon,time\n" + "".join(f"N{n},CURAT,-2.45,104.88,2026-11-0{n} 10:00\n" for n in range(1, 9))
    )
    assert petarawan("import", file).code == 0
    petarawan("evaluate", "declare", *BEGUN, "--late", "--zone", "Z1")
    answer = petarawan("evaluate", "report", "--out", tmp_path / "r.pdf", "--out", tmp_path / "r.xlsx", lang="en")
    assert answer.code == 0
    assert "What cannot be said:" in answer.out
    assert "LATE DECLARATION" in answer.out
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert petarawan("evaluate", "report", "--json").document["verdict"]["code"] == "not_enough"
    assert petarawan("evaluate", "report", "NIX").code == 1
    soon = petarawan("evaluate", "declare", *SOON, "--json").document
    early = petarawan("evaluate", "report", soon["declaration_id"], "--json")
    assert early.code == 1
    assert "1 Dec 2026 00:00 WIB" in early.document["error"]["en"]


def test_a_broken_chain_is_exit_1_and_named(petarawan: Petarawan, tmp_path: Path) -> None:
    import sqlite3

    made = petarawan("evaluate", "declare", *SOON, "--json").document
    assert petarawan("evaluate", "list", "--expect", "abc").code == 1
    with sqlite3.connect(tmp_path / "store" / "p.db") as con:
        con.execute("DROP TRIGGER declarations_no_update")
        con.execute("UPDATE declarations SET content = replace(content, '0.05', '0.5')")
    answer = petarawan("evaluate", "list", "--json")
    assert answer.code == 1
    assert answer.document["faults"][0]["declaration_id"] == made["declaration_id"]
    assert made["declaration_id"] in answer.err
