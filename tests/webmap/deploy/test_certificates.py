"""The local authority: it vouches for this machine alone, keys stay closed, renewal happens in time."""

from __future__ import annotations

import shutil
import ssl
import stat
import subprocess
from pathlib import Path

import pytest

from geo.errors import SettingsError
from webmap.deploy import certificates
from webmap.deploy.certificates import fingerprint, is_good, make_certificates
from webmap.deploy.plan import Plan

PLAN = Plan(("peta.polres.local",), ("192.168.1.10",))


def openssl(*words: str) -> str:
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    """Return a folder with fresh certificates."""
    folder = tmp_path / "tls"
    assert make_certificates(PLAN, folder) == ["authority", "server"]
    return folder


def test_the_server_is_vouched_for_with_names_and_addresses(tls: Path) -> None:
    told = openssl("x509", "-in", str(tls / "server.crt"), "-noout", "-text")
    assert "DNS:peta.polres.local, IP Address:192.168.1.10" in told
    assert "TLS Web Server Authentication" in told
    for purpose in ("-verify_hostname peta.polres.local", "-verify_ip 192.168.1.10"):
        said = openssl("verify", "-CAfile", str(tls / "ca.crt"), *purpose.split(), str(tls / "server.crt"))
        assert said.strip().endswith("OK")
    assert is_good(tls / "server.crt")


def test_keys_are_closed_and_the_authority_ends_after_ten_years(tls: Path) -> None:
    assert stat.S_IMODE(tls.stat().st_mode) == 0o700
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tls / name).stat().st_mode) == 0o600
    checks = [openssl("x509", "-in", str(tls / "server.crt"), "-checkend", str(days * 86_400)) for days in (396, 398)]
    assert "will not expire" in checks[0]
    assert "will expire" in checks[1]


@pytest.mark.parametrize("san", ["DNS:bank.example", "IP:10.0.0.9", "DNS:peta.polres.local.example"])
def test_a_stolen_authority_cannot_vouch_for_others(tls: Path, tmp_path: Path, san: str) -> None:
    for names in (PLAN, Plan(("peta.polres.local",))):
        folder = tmp_path / f"of-{len(names.addresses)}"
        make_certificates(names, folder)
        config = tmp_path / "san.cnf"
        config.write_text(f"[req]\nprompt=no\ndistinguished_name=w\n[w]\nCN=x\n[s]\nsubjectAltName={san}\n")
        request, other = str(tmp_path / "x.csr"), str(tmp_path / "x.crt")
        openssl("req", "-new", "-config", str(config), "-key", str(folder / "server.key"), "-out", request)
        openssl(
            "x509", "-req", "-in", request, "-CA", str(folder / "ca.crt"), "-CAkey", str(folder / "ca.key"),
            "-set_serial", "7", "-days", "9", "-extfile", str(config), "-extensions", "s", "-out", other,
        )  # fmt: skip
        assert "permitted subtree violation" in (
            said := openssl("verify", "-CAfile", str(folder / "ca.crt"), other)
        ) or ("excluded subtree violation" in said)


def test_nothing_is_made_twice_but_what_ends_soon_is(tls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(tls / "ca.crt")
    assert make_certificates(PLAN, tls) == []
    monkeypatch.setattr(certificates, "SERVER_DAYS", 20)
    make_certificates(PLAN, tls, fresh_only=False)
    monkeypatch.undo()
    assert make_certificates(PLAN, tls) == ["server"]
    assert fingerprint(tls / "ca.crt") == before
    assert not list(tls.glob("*.cnf")) + list(tls.glob("*.csr")) + list(tls.glob("*.new"))


def test_other_names_need_another_authority_and_the_old_one_is_kept(tls: Path) -> None:
    before = (tls / "ca.crt").read_bytes()
    assert make_certificates(Plan(("lain.polres.local",)), tls) == ["authority", "server"]
    assert (tls / "ca.crt.old").read_bytes() == before
    assert "OK" in openssl("verify", "-CAfile", str(tls / "ca.crt"), str(tls / "server.crt"))


def test_a_browser_library_takes_the_certificate(tls: Path) -> None:
    context = ssl.create_default_context(cafile=str(tls / "ca.crt"))
    assert [dict(part[0] for part in one["subject"]) for one in context.get_ca_certs()] == [
        {"commonName": "petarawan peta.polres.local"}
    ]


def test_without_openssl_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("openssl") is None
    with pytest.raises(SettingsError, match="apt install openssl"):
        make_certificates(PLAN, tmp_path / "tls")
