"""`petarawan region` and `petarawan backup`: what an administrator does at the service's own computer."""

from __future__ import annotations

from pathlib import Path

from geo.store import create_store
from tests.cli.conftest import run_petarawan
from tests.webmap import samples


def made(tmp_path: Path) -> Path:
    with create_store(f"sqlite:///{tmp_path}/s.db", samples.pack(), samples.NOW) as store:
        samples.take_in(store, samples.incidents(12))
    return tmp_path / "s.db"


def test_a_pack_is_written_checked_and_taken(tmp_path: Path) -> None:
    store, folder = made(tmp_path), tmp_path / "pack"
    assert run_petarawan(store, "region", "show", folder).code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == samples.pack()
    shown = run_petarawan(store, "region", "show", "--json")
    assert shown.document["name"] == "banyuasin"
    same = run_petarawan(store, "region", "check", folder, "--json")
    assert (same.code, same.document["files"]) == (0, [])
    kinds = folder / "kinds.csv"
    kinds.write_text(kinds.read_text().replace("Simple theft", "Petty theft"))
    checked = run_petarawan(store, "region", "check", folder, "--json", "--lang", "en")
    assert checked.document["changes"][0]["fields"]["name_en"] == ["Simple theft", "Petty theft"]
    assert "Simple theft → Petty theft" in checked.err
    assert run_petarawan(store, "region", "update", folder).code == 0
    assert run_petarawan(store, "region", "check", folder, "--json").document["files"] == []


def test_faults_and_what_is_in_use_are_told_and_nothing_changes(tmp_path: Path) -> None:
    store, folder = made(tmp_path), tmp_path / "pack"
    run_petarawan(store, "region", "show", folder)
    kinds = folder / "kinds.csv"
    text = kinds.read_text()
    kinds.write_text("\n".join(line for line in text.splitlines() if not line.startswith("CURAT,")))
    refused = run_petarawan(store, "region", "check", folder, "--json", "--lang", "en")
    assert refused.code == 1
    assert refused.document["refusals"][0]["file"] == "kinds.csv"
    assert run_petarawan(store, "region", "update", folder).code == 1
    kinds.write_text(text.replace(",map,", ",all,", 2))
    faulty = run_petarawan(store, "region", "check", folder, "--json", "--lang", "en")
    assert (faulty.code, faulty.document["error"]["code"]) == (1, "region")
    assert "kinds.csv, line 2, column visibility" in faulty.err
    assert "kinds.csv, line 3, column visibility" in faulty.err
    run_petarawan(store, "region", "show", tmp_path / "again")
    assert (tmp_path / "again" / "kinds.csv").read_bytes() == samples.pack()["kinds.csv"]


def test_s06_backup_into_the_folder_list_and_drill(tmp_path: Path) -> None:
    store, env = made(tmp_path), {"PETARAWAN_BACKUP_DIR": str(tmp_path / "kept")}
    first = run_petarawan(store, "backup", "--json", env=env)
    assert (first.code, first.document["rows"]["incidents"]) == (0, 12)
    listed = run_petarawan(store, "backup", "list", "--json", env=env).document
    assert [one["sha256"] for one in listed] == [first.document["sha256"]]
    drilled = run_petarawan(store, "backup", "drill", "--json", env=env)
    assert (drilled.code, drilled.document["good"], drilled.document["incidents"]) == (0, True, 12)
    Path(first.document["file"]).write_bytes(b"broken")
    assert run_petarawan(store, "backup", "drill", first.document["file"], env=env).code == 1
    without = run_petarawan(store, "backup")
    assert (without.code, "PETARAWAN_BACKUP_DIR" in without.err) == (1, True)
