"""Writing and installing: everything below the folder that was named, commands in order, nothing half done."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from geo.errors import SettingsError
from webmap.deploy.certificates import fingerprint
from webmap.deploy.install import commands, execute, install, renew, write_set_up
from webmap.deploy.plan import Plan

PLAN = Plan(("peta.polres.local",), ("192.168.1.10",))


def test_the_set_up_lies_below_the_folder_with_its_modes(tmp_path: Path) -> None:
    items = write_set_up(PLAN, tmp_path)
    for item in items:
        path = tmp_path / item.path.lstrip("/")
        assert path.read_text() == item.content
        assert stat.S_IMODE(path.stat().st_mode) == item.mode
    assert os.readlink(tmp_path / "etc/nginx/sites-enabled/petarawan") == "../sites-available/petarawan"
    assert (tmp_path / "var/www/petarawan/ca.crt").read_bytes() == (tmp_path / "etc/petarawan/tls/ca.crt").read_bytes()
    assert "PRIVATE" not in (tmp_path / "var/www/petarawan/ca.crt").read_text()


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}

    write_set_up(PLAN, tmp_path)
    before = state()
    write_set_up(PLAN, tmp_path)
    assert state() == before


def test_an_installation_runs_its_commands_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Sequence[str]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    install(PLAN, ran.append, tmp_path)
    assert ran == commands(PLAN, tmp_path)
    order = [" ".join(one[:2]) for one in ran]
    assert order.index("nginx -t") < order.index("systemctl reload")
    assert order[0] == "systemd-sysusers /etc/sysusers.d/petarawan.conf"


def test_only_root_installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SettingsError, match="root"):
        install(PLAN, lambda _: None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_command_ends_the_work_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Sequence[str]] = []

    def fail(command: Sequence[str]) -> None:
        ran.append(command)
        if command[0] == "nginx":
            execute(["/bin/sh", "-c", "echo broken >&2; exit 3"])

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SettingsError, match="broken"):
        install(PLAN, fail, tmp_path)
    assert not any(one[0] == "systemctl" for one in ran)
    with pytest.raises(SettingsError, match="failed"):
        execute([str(tmp_path / "none")])


def test_a_renewal_reloads_nginx_only_when_something_was_made(tmp_path: Path) -> None:
    ran: list[Sequence[str]] = []
    write_set_up(PLAN, tmp_path)
    assert renew(PLAN, ran.append, tmp_path) == []
    assert ran == []
    (tmp_path / "etc/petarawan/tls/server.crt").unlink()
    assert renew(PLAN, ran.append, tmp_path) == ["server"]
    assert [one[:2] for one in ran] == [["nginx", "-t"], ["systemctl", "reload"]]


def test_debians_welcome_page_steps_aside_before_nginx_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two default servers at port 80 would be refused; a site of the administrator's own is left alone."""
    enabled = tmp_path / "etc/nginx/sites-enabled"
    enabled.mkdir(parents=True)
    (enabled / "default").symlink_to("/etc/nginx/sites-available/default")
    ran: list[list[str]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    install(PLAN, lambda command: ran.append(list(command)), tmp_path)
    assert ran.index(["rm", "/etc/nginx/sites-enabled/default"]) < ran.index(["nginx", "-t"])
    (enabled / "default").unlink()
    assert not any(one[0] == "rm" for one in commands(PLAN, tmp_path))
    (enabled / "default").write_text("server {}")
    assert not any(one[0] == "rm" for one in commands(PLAN, tmp_path))


def test_a_store_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    assert any(one[-1] == "init" for one in commands(PLAN, tmp_path))
    (tmp_path / "var/lib/petarawan").mkdir(parents=True)
    (tmp_path / "var/lib/petarawan/petarawan.db").write_bytes(b"")
    assert not any(one[-1] == "init" for one in commands(PLAN, tmp_path))


def test_a_new_authority_is_the_one_that_phones_get(tmp_path: Path) -> None:
    write_set_up(PLAN, tmp_path)
    old = (tmp_path / "var/www/petarawan/ca.crt").read_bytes()
    (tmp_path / "etc/petarawan/tls/ca.key").unlink()
    assert renew(PLAN, lambda _: None, tmp_path) == ["authority", "server"]
    new = (tmp_path / "etc/petarawan/tls/ca.crt").read_bytes()
    assert new != old
    assert (tmp_path / "var/www/petarawan/ca.crt").read_bytes() == new
    told = fingerprint(tmp_path / "etc/petarawan/tls/ca.crt")
    assert told in (tmp_path / "var/www/petarawan/pasang.html").read_text()
