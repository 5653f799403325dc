"""`petarawan deploy` as an administrator types it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.errors import SettingsError
from tests.cli.conftest import run_petarawan
from webmap import deploy_verb
from webmap.deploy.install import write_set_up
from webmap.deploy.plan import Plan


def test_without_a_folder_it_only_shows_what_it_would_do(tmp_path: Path) -> None:
    answer = run_petarawan(tmp_path / "p.db", "deploy", "--host", "peta.polres.local", "--program", "/opt/x/petarawan")
    assert answer.code == 0
    assert "0600  /etc/petarawan/petarawan.env" in answer.out
    assert "$ nginx -t" in answer.out
    assert list(tmp_path.iterdir()) == []


def test_a_folder_gets_the_whole_set_up_and_can_be_checked(tmp_path: Path) -> None:
    words = ("deploy", "--host", "peta.polres.local", "--address", "10.1.2.3", "--program", "/opt/x/petarawan")
    told = run_petarawan(tmp_path / "p.db", *words, "--dest", tmp_path / "out", "--json").document
    for item in told["files"]:
        assert (tmp_path / "out" / item["path"].lstrip("/")).is_file()
    assert told["url"] == "https://peta.polres.local"
    check = run_petarawan(tmp_path / "p.db", "deploy", "--check", "--dest", tmp_path / "out", "--json")
    found = {one["code"]: one["good"] for one in check.document["findings"]}
    assert check.code == 1  # nothing runs there
    assert found["certificate_server"]
    assert found["closed_petarawan.env"]
    assert not found["tls_peta.polres.local"]
    renewed = run_petarawan(tmp_path / "p.db", "deploy", "--renew", "--dest", tmp_path / "out", "--json")
    assert renewed.document == {"made": []}


def test_what_cannot_be_is_refused_in_both_languages(tmp_path: Path) -> None:
    assert "harus ada" in run_petarawan(tmp_path / "p.db", "deploy").err
    bad = run_petarawan(tmp_path / "p.db", "deploy", "--host", "a b", "--lang", "en")
    assert bad.code == 1
    assert "is no host name" in bad.err
    both = run_petarawan(tmp_path / "p.db", "deploy", "--host", "a", "--apply", "--dest", tmp_path, "--lang", "en")
    assert "--dest" in both.err
    assert "--apply" in run_petarawan(tmp_path / "p.db", "deploy", "--check", "--dest", tmp_path / "none").err


def test_without_names_it_is_written_again_as_it_was(tmp_path: Path) -> None:
    """What follows an update: the same names, so the same authority, and the phones notice nothing."""
    words = ("deploy", "--host", "peta.polres.local", "--address", "10.1.2.3", "--program", "/opt/x/petarawan")
    out = tmp_path / "out"
    assert run_petarawan(tmp_path / "p.db", *words, "--keep", "30", "--dest", out).code == 0
    authority = (out / "etc/petarawan/tls/ca.crt").read_bytes()
    again = run_petarawan(tmp_path / "p.db", "deploy", "--memory-mb", "2048", "--dest", out, "--json")
    assert again.document["url"] == "https://peta.polres.local"
    assert (out / "etc/petarawan/tls/ca.crt").read_bytes() == authority
    assert "PETARAWAN_BACKUP_KEEP=30" in (out / "etc/petarawan/petarawan.env").read_text()
    unit = (out / "etc/systemd/system/petarawan.service").read_text()
    assert "ExecStart=/opt/x/petarawan serve" in unit
    assert "MemoryMax=2048M" in unit


def test_who_may_not_read_the_keys_is_told_to_be_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_set_up(Plan(("peta.polres.local",)), tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SettingsError, match="sudo"):
        deploy_verb._installed(tmp_path)
