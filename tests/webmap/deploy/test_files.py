"""The written files: no place left open, units that systemd takes, limits that are the service's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from webmap.deploy.files import UNITS, filled, items_of
from webmap.deploy.plan import Plan
from webmap.security import BODY_LIMITS

PLAN = Plan(("peta.polres.local", "peta"), ("192.168.1.10",), program="/bin/true")
BY_PATH = {item.path: item for item in items_of(PLAN)}


def test_no_place_is_left_open_and_every_file_ends_with_a_line() -> None:
    for item in BY_PATH.values():
        assert not re.search(r"@[A-Z_]+@", item.content), item.path
        assert item.content.endswith("\n")


def test_a_template_with_an_unknown_place_is_refused() -> None:
    with pytest.raises(KeyError, match="FINGERPRINT"):
        filled("pasang.page", PLAN)


def test_the_environment_is_for_root_alone_and_names_what_the_service_needs() -> None:
    item = BY_PATH["/etc/petarawan/petarawan.env"]
    assert item.mode == 0o600
    lines = dict(line.split("=", 1) for line in item.content.splitlines() if not line.startswith("#"))
    assert lines["PETARAWAN_STORE"] == "sqlite:////var/lib/petarawan/petarawan.db"
    assert lines["PETARAWAN_PROXY"] == "127.0.0.1"
    assert lines["PETARAWAN_PUBLIC_URL"] == "https://peta.polres.local"
    assert lines["PETARAWAN_TRUSTED_HOSTS"] == "peta.polres.local,peta,192.168.1.10"
    assert lines["PETARAWAN_BACKUP_DIR"] == "/var/backups/petarawan"


def test_the_environment_is_one_that_the_settings_take() -> None:
    from geo.settings import load_settings

    item = BY_PATH["/etc/petarawan/petarawan.env"]
    lines = dict(line.split("=", 1) for line in item.content.splitlines() if not line.startswith("#"))
    found = load_settings(lines)
    assert (found.proxy, found.backup_keep) == ("127.0.0.1", 14)


def test_nginx_limits_are_those_of_the_service() -> None:
    site = BY_PATH["/etc/nginx/sites-available/petarawan"].content
    found = dict(re.findall(r"location \^~ (\S+) \{\n\s+client_max_body_size (\d+);", site))
    assert set(found) == set(BODY_LIMITS)
    for start, limit in BODY_LIMITS.items():
        assert found[start] == str(100 * 2**20 + 65_536 if limit is None else limit)
    assert "client_max_body_size 65536;" in site


def test_addresses_of_ipv6_are_listened_at() -> None:
    plan = Plan(("peta.local",), ("fd00::1",))
    site = next(item for item in items_of(plan) if item.path.endswith("sites-available/petarawan")).content
    assert "listen [::]:443 ssl http2;" in site
    assert "server_name peta.local [fd00::1];" in site
    assert "[::]" not in BY_PATH["/etc/nginx/sites-available/petarawan"].content


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` where there is one; their sections and keys are looked at everywhere."""
    for name in UNITS:
        (tmp_path / name).write_text(BY_PATH[f"/etc/systemd/system/{name}"].content)
        sections = re.findall(r"^\[(\w+)\]$", (tmp_path / name).read_text(), re.MULTILINE)
        assert sections[0] == "Unit"
        assert set(sections) <= {"Unit", "Service", "Timer", "Install"}
        for line in (tmp_path / name).read_text().splitlines():
            assert re.fullmatch(r"(\[\w+\]|#.*|[A-Z]\w+=.*|)", line), line
    if analyse := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [analyse, "verify", "--man=no", "--recursive-errors=no", *(str(tmp_path / name) for name in UNITS)],
            capture_output=True,
            text=True,
            check=False,
        )
        complaints = [line for line in done.stderr.splitlines() if "petarawan" in line]
        assert complaints == []


def test_the_service_is_closed_but_for_what_the_import_needs() -> None:
    unit = BY_PATH["/etc/systemd/system/petarawan.service"].content
    for line in (
        "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=", "UMask=0077",
        "ReadWritePaths=/var/lib/petarawan /var/backups/petarawan /var/cache/petarawan", "MemoryMax=6144M",
        "RestrictNamespaces=user net mnt", "User=petarawan", "EnvironmentFile=/etc/petarawan/petarawan.env",
    ):  # fmt: skip
        assert line in unit.splitlines()
    assert "MemoryDenyWriteExecute" not in unit
    assert "PrivateUsers" not in unit


def test_a_child_without_network_starts_under_what_the_unit_takes_away() -> None:
    """No new privileges and an empty bounding set do not keep the import from giving up its network."""
    from geo.sources.gdal_sandbox import network_prefix

    prefix = network_prefix()
    setpriv = shutil.which("setpriv")
    assert setpriv is not None
    # As root the child must become somebody else first, as the unit does; root itself may then map nothing.
    somebody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"] if os.geteuid() == 0 else []
    closed = [setpriv, *somebody, "--no-new-privs", "--bounding-set", "-all"]
    able = subprocess.run([*closed, *prefix, "/bin/true"], capture_output=True, check=False, cwd="/")
    assert able.returncode == 0


def test_logs_turn_and_timers_catch_up() -> None:
    assert "/var/log/petarawan/*.log {" in BY_PATH["/etc/logrotate.d/petarawan"].content
    for name in ("petarawan-daily.timer", "petarawan-certificate.timer"):
        assert "Persistent=yes" in BY_PATH[f"/etc/systemd/system/{name}"].content
