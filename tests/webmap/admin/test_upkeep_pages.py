"""Overview, retention, backups, diagnosis (U35), settings, audit (L09): what an administrator looks at every day."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.settings import Settings, load_settings
from geo.store import backup_folder
from geo.store.protocol import Store
from geo.store.service.audit import Audit
from geo.store.service.upkeep import Upkeep
from tests.webmap import samples
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.admin import audit_page
from webmap.jobs import chores
from webmap.services import services_of
from webmap.settings import web_settings

PAGES = ("", "pengguna", "perjanjian", "perjanjian-baru", "wilayah", "instansi", "jenis", "retensi", "cadangan",
         "jejak-audit", "pengaturan")  # fmt: skip


def wait_for(app: Flask, chore: str):
    """Wait until a chore's child has ended and return what it told."""
    import time

    upkeep = Upkeep(services_of(app).service)
    for _ in range(600):
        found = upkeep.get(chore)
        if found is not None and found.state != "running":
            return found
        time.sleep(0.1)
    raise AssertionError(chore)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_there_in_both_languages_and_linked(admin: FlaskClient, language: str) -> None:
    home = admin.get(f"/admin/?lang={language}").text
    for path in PAGES:
        page = admin.get(f"/admin/{path}?lang={language}")
        assert page.status_code == 200, path
        assert f'<html lang="{language}">' in page.text
        assert "style=" not in page.text
        leading = admin.get("/admin/perjanjian").text if path == "perjanjian-baru" else home
        assert f'href="/admin/{path}"' in leading


def test_the_overview_says_what_is_wrong_in_words(own_app: Flask, admin: FlaskClient) -> None:
    page = admin.get("/admin/?lang=en").text
    assert "Checks that fail: 1." in page  # no backup yet
    assert "never yet" in page
    assert "admin-polres" in page
    assert "0 waiting, 0 running" in page


def test_a_backup_and_a_drill_are_made_by_children_and_told(
    own_app: Flask, admin: FlaskClient, chosen: Settings
) -> None:
    assert post(admin, "/admin/cadangan").status_code == 303
    made = wait_for(own_app, chores.BACKUP)
    assert made.state == "done", made.told
    (file,) = backup_folder.listed(Path(chosen.backup_dir))
    page = admin.get("/admin/cadangan?lang=en").text
    assert file.name in page
    assert file.sha256 in page
    assert file.audit_head in page
    assert post(admin, "/admin/cadangan/latihan").status_code == 303
    drilled = wait_for(own_app, chores.DRILL)
    assert drilled.state == "done", drilled.told
    assert (drilled.told["incidents"], drilled.told["good"]) == (40, True)
    assert "came back whole: 40 incidents" in admin.get("/admin/cadangan?lang=en").text
    assert admin.get("/admin/cadangan/keadaan").json["drill"] == {"running": False, "state": "done", "progress": 1.0}
    entries = Audit(services_of(own_app).service).entries(action="backup.")[0]
    assert [(entry.action, entry.who) for entry in entries] == [
        ("backup.drill", "admin-polres"),
        ("backup.make", "admin-polres"),
    ]
    assert "Every check is good" in admin.get("/admin/?lang=en").text


def test_a_damaged_backup_fails_its_drill_and_says_so(
    own_app: Flask, admin: FlaskClient, own_store: Store, chosen: Settings
) -> None:
    path, _ = backup_folder.make_in(backup_folder.folder_of(chosen.backup_dir), samples.NOW, own_store.backup)
    content = bytearray(path.read_bytes())
    at = content.index(b"I0-17")
    content[at : at + 5] = b"I0-99"
    path.write_bytes(content)
    post(admin, "/admin/cadangan/latihan")
    assert wait_for(own_app, chores.DRILL).state == "failed"
    page = admin.get("/admin/cadangan?lang=en").text
    told = re.search(r'<p class="refused">(.*?)</p>', page)
    assert told
    assert told[1].startswith("Store petarawan-20261123T050000Z.petarawan")
    assert "damaged" in told[1]
    assert str(path.parent) not in told[1]


def test_without_a_folder_the_page_says_how_to_set_one(own_store: Store) -> None:
    client = sign_in(create_app(samples.settings_of(own_store), own_store), "admin")
    page = client.get("/admin/cadangan").text
    assert "PETARAWAN_BACKUP_DIR" in page
    assert "<button" not in page.split("<main")[1]


def test_deletion_takes_what_is_due_and_tells_only_how_much(
    own_app: Flask, admin: FlaskClient, own_store: Store
) -> None:
    import geo.store.connect as stored

    con = stored.connect(own_store.path)
    old = (samples.NOW - timedelta(days=181)).timestamp() * 1e6
    con.execute("UPDATE imports SET created = ?", (int(old),))
    con.execute("INSERT INTO quarantine (import_number, line, \"column\", value, reason, detail, raw) "
                "VALUES (1, 5, 'lat', 'KANARI-1', 'bad_number', '{}', 'KANARI-2')")  # fmt: skip
    con.close()
    page = admin.get("/admin/retensi").text
    row = next(part for part in page.split("<tr>") if "ditahan" in part)
    assert re.search(r'class="number"[^>]*>1<', row)
    assert post(admin, "/admin/retensi").status_code == 303
    done = wait_for(own_app, chores.RETENTION)
    assert done.state == "done", done.told
    assert done.told["counts"]["quarantine"] == 1
    con = stored.connect(own_store.path)
    assert con.execute("SELECT line, value, raw, detail, reason FROM quarantine").fetchall() == [
        (5, None, None, None, "bad_number")
    ]
    con.close()
    for path in (own_store.path, own_store.path.with_name(own_store.path.name + "-wal")):
        assert not path.exists() or b"KANARI" not in path.read_bytes()
    (entry,) = Audit(services_of(own_app).service).entries(action="retention.")[0]
    assert entry.details["quarantine"] == 1
    assert "KANARI" not in str(entry)


def test_u35_the_diagnosis_prints_the_drivers_and_no_secret(
    own_app: Flask, admin: FlaskClient, own_store: Store
) -> None:
    text = admin.get("/admin/diagnostik.txt?lang=en").text
    allowed = re.search(r"Drivers that are left: (.+)", text)
    assert allowed
    assert allowed[1] == "ESRI Shapefile, GPKG"
    skipped = re.search(r"Skipped \(OGR_SKIP\), \d+: (.+)", text)
    assert skipped
    assert {"OGR_VRT", "GDALG", "HTTP", "WFS", "OAPIF"} <= set(skipped[1].split(", "))
    assert {"ESRI Shapefile", "GPKG"} & set(skipped[1].split(", ")) == set()
    for wanted in ("python: 3.", "sqlite: 3.", "THREADSAFE=1", "Processors", "incidents: 40", "Compiled kernels"):
        assert wanted in text
    secret = own_store.path.with_name(own_store.path.name + ".secret").read_bytes()
    assert secret.hex() not in text
    assert str(own_store.path.parent) not in text
    assert "OGR_VRT" in admin.get("/admin/diagnostik").text


def test_settings_show_value_default_and_source(own_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "toko.toml"
    file.write_text("# ours\nstale_days = 3\n")
    made = load_settings({"PETARAWAN_SETTINGS": str(file), "PETARAWAN_RUN_SECONDS": "77"}, store=own_store.url)
    client = sign_in(create_app(web_settings(made), own_store), "admin")
    page = client.get("/admin/pengaturan?lang=en").text
    rows = {re.search(r"<code>(\w+)</code>", part)[1]: part for part in page.split("<tr")[2:]}
    assert set(rows) == set(Settings.model_fields)
    assert f"{file}, line 2" in rows["stale_days"]
    assert ">3 days" in re.sub(r"\s+", " ", rows["stale_days"]).replace("<span>", ">").replace(">>", ">")
    assert "variable PETARAWAN_RUN_SECONDS" in rows["run_seconds"]
    assert "command line" in rows["store"]
    assert "default" in rows["backup_keep"]
    assert "Bahasa" not in page


def test_the_audit_page_filters_verifies_and_exports(own_app: Flask, admin: FlaskClient) -> None:
    service = services_of(own_app).service
    by = {"who": "U001", "role": "admin", "agency": "POLRES", "source": "127.0.0.1"}
    for number in range(70):
        Audit(service).add("report.read" if number % 2 else "map.export", samples.NOW, what=f"=L-{number}", **by)
    page = admin.get("/admin/jejak-audit?action=report.").text
    assert "map.export" not in page
    assert page.count(">report.read</code>") == 35
    assert "=L-0" not in admin.get("/admin/jejak-audit").text
    assert "=L-0" in admin.get("/admin/jejak-audit?page=2").text
    assert "map.export" not in admin.get("/admin/jejak-audit?since=2026-11-24").text
    assert admin.get("/admin/jejak-audit?since=x").status_code == 400
    assert admin.get("/admin/jejak-audit?page=x&who=%00").status_code == 200
    answer = post(admin, "/admin/jejak-audit?lang=en", {"expected": Audit(service).verify().head})
    assert (answer.status_code, "The chain is whole" in answer.text) == (200, True)
    assert post(admin, "/admin/jejak-audit", {"expected": "0" * 63 + "1"}).status_code == 409
    rows = list(csv.DictReader(io.StringIO(admin.get("/admin/jejak-audit.csv?action=map.").data.decode("utf-8-sig"))))
    assert len(rows) == 35
    assert {row["who"] for row in rows} == {"U001"}
    assert all(row["what"].startswith("'=L-") for row in rows)
    assert {"audit.verify", "audit.export"} <= {entry.action for entry in Audit(service).entries()[0]}


def test_a_broken_chain_is_said(own_app: Flask, admin: FlaskClient) -> None:
    import sqlite3

    service = services_of(own_app).service
    for _ in range(3):
        Audit(service).add("test", samples.NOW, who="U001", role="admin", agency=None, source="127.0.0.1")
    con = sqlite3.connect(service.path)
    con.execute("DROP TRIGGER audit_stays")
    con.execute("UPDATE audit SET what = 'x' WHERE number = 2")
    con.commit()
    con.close()
    answer = post(admin, "/admin/jejak-audit?lang=en")
    assert (answer.status_code, "The chain is broken" in answer.text) == (409, True)
    assert "Audit chain" in admin.get("/admin/?lang=en").text


@pytest.mark.parametrize("role", ["commander", "analyst", "partner"])
def test_a01_nobody_else_comes_in(own_app: Flask, admin: FlaskClient, role: str) -> None:
    client = sign_in(own_app, role)
    for path in (*PAGES, "diagnostik", "diagnostik.txt", "wilayah/paket.zip", "jejak-audit.csv", "cadangan/keadaan"):
        assert client.get(f"/admin/{path}").status_code == 403, path
    for path in ("cadangan", "cadangan/latihan", "retensi", "wilayah/usulan", "jejak-audit", "perjanjian-baru"):
        assert post(client, f"/admin/{path}", {}).status_code == 403, path
    assert own_app.test_client().get("/admin/").status_code == 303


def test_what_was_tampered_with_is_shown_and_turns_the_check_red(own_app: Flask, admin: FlaskClient) -> None:
    service = services_of(own_app).service
    by = {"who": "U001", "role": "admin", "agency": None, "source": "127.0.0.1"}
    for number in range(3):
        Audit(service).add("test", samples.NOW, what=str(number), **by)
    assert "Rantai audit</strong> <span>Baik" in admin.get("/admin/").text
    with service.writing() as con:
        con.execute("DROP TRIGGER audit_stays")
        con.execute("UPDATE audit SET details = '{kaput' WHERE number = 2")
    assert "{kaput" in admin.get("/admin/jejak-audit").text
    assert admin.get("/admin/jejak-audit.csv").status_code == 200
    assert post(admin, "/admin/jejak-audit").status_code == 409
    assert "Rantai audit</strong> <span>Gagal: catatan nomor 2" in admin.get("/admin/").text


def test_an_export_of_the_trail_is_whole_or_refused(
    own_app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = {"who": "U001", "role": "admin", "agency": None, "source": "127.0.0.1"}
    for number in range(4):
        Audit(services_of(own_app).service).add("test", samples.NOW, what=str(number), **by)
    monkeypatch.setattr(audit_page, "_MOST_ROWS", 4)
    assert len(admin.get("/admin/jejak-audit.csv?action=test").text.splitlines()) == 5
    refused = admin.get("/admin/jejak-audit.csv?lang=en")
    assert refused.status_code == 400
    assert "choose fewer days" in refused.text
