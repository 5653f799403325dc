"""A certificate authority of this machine's own, and the server's certificate from it, made by openssl."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import ssl
import subprocess
import tempfile
from pathlib import Path

from geo.errors import SettingsError
from geo.languages import Says
from webmap.deploy.plan import Plan

SERVER_DAYS = 397
AUTHORITY_DAYS = 3650
RENEW_DAYS = 30
_DAY = 86_400


def make_certificates(plan: Plan, folder: Path, *, fresh_only: bool = True) -> list[str]:
    """Make what is missing, ends soon, or is for other names.

    The authority's key never leaves the folder; its certificate names the only names and addresses it may vouch for,
    so that a phone that trusts it trusts nothing else.

    Parameters
    ----------
    plan
        Names and addresses.
    folder
        Where `ca.key`, `ca.crt`, `server.key` and `server.crt` stand (made 0700, keys 0600).
    fresh_only
        False: make a new server certificate even when the old one is good.

    Returns
    -------
    list of str
        What was made: `authority`, `server`, both or nothing.

    Raises
    ------
    SettingsError
        When openssl is missing or refuses; the text carries its last words.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    if not _covers(folder / "ca.crt", plan, AUTHORITY_DAYS // 10) or not (folder / "ca.key").is_file():
        _make_authority(plan, folder)
        made.append("authority")
    good = _covers(folder / "server.crt", plan, RENEW_DAYS) and (folder / "server.key").is_file()
    if made or not good or not fresh_only:
        _make_server(plan, folder)
        made.append("server")
    return made


def fingerprint(certificate: Path) -> str:
    """Return a certificate's SHA-256 as people compare it: pairs with colons."""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="ascii"))).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def is_good(certificate: Path) -> bool:
    """Say whether a certificate is good for at least a week more: renewal is due a month before its end."""
    return certificate.is_file() and _lasts(certificate, 7)


def _make_authority(plan: Plan, folder: Path) -> None:
    """Make the authority; one that stood there before is kept under another name."""
    for name in ("ca.crt", "ca.key"):
        if (folder / name).is_file():
            os.replace(folder / name, folder / f"{name}.old")  # noqa: PTH105 - the same step as elsewhere
    ranges = [_range(one) for one in plan.addresses]
    if not ranges:  # what is not constrained would be allowed
        ranges = ["excluded;IP:0.0.0.0/0.0.0.0", "excluded;IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0"]
    allowed = ",".join([*(f"permitted;DNS:{name}" for name in plan.names), *ranges])
    config = (
        "[req]\nprompt=no\ndistinguished_name=who\nx509_extensions=authority\n"
        f"[who]\nCN=petarawan {plan.names[0]}\n"
        "[authority]\nbasicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n"
        f"subjectKeyIdentifier=hash\nnameConstraints=critical,{allowed}\nnsComment={_told(plan)}\n"
    )
    _new_key(folder / "ca.key")
    with _config(folder, config) as path:
        _openssl(
            "req", "-x509", "-new", "-sha256", "-days", str(AUTHORITY_DAYS), "-config", str(path),
            "-key", str(folder / "ca.key"), "-out", str(folder / "ca.crt"),
        )  # fmt: skip
    (folder / "ca.crt").chmod(0o644)


def _make_server(plan: Plan, folder: Path) -> None:
    names = ",".join([*(f"DNS:{name}" for name in plan.names), *(f"IP:{one}" for one in plan.addresses)])
    config = (
        f"[req]\nprompt=no\ndistinguished_name=who\n[who]\nCN={plan.names[0]}\n"
        "[server]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
        f"extendedKeyUsage=serverAuth\nsubjectAltName={names}\nsubjectKeyIdentifier=hash\n"
        f"authorityKeyIdentifier=keyid\nnsComment={_told(plan)}\n"
    )
    _new_key(folder / "server.key.new")
    with _config(folder, config) as path:
        asked = folder / "server.csr"
        _openssl("req", "-new", "-config", str(path), "-key", str(folder / "server.key.new"), "-out", str(asked))
        _openssl(
            "x509", "-req", "-sha256", "-days", str(SERVER_DAYS), "-in", str(asked), "-CA", str(folder / "ca.crt"),
            "-CAkey", str(folder / "ca.key"), "-set_serial", f"0x{os.urandom(15).hex()}", "-extfile", str(path),
            "-extensions", "server", "-out", str(folder / "server.crt.new"),
        )  # fmt: skip
        asked.unlink()
    # Key and certificate change places one after the other; nginx reads both again only when it is told to.
    os.replace(folder / "server.key.new", folder / "server.key")  # noqa: PTH105
    os.replace(folder / "server.crt.new", folder / "server.crt")  # noqa: PTH105
    (folder / "server.crt").chmod(0o644)


def _new_key(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # never readable, not even for a moment
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", str(path))


def _covers(certificate: Path, plan: Plan, days: int) -> bool:
    """Say whether a certificate was made for these names and addresses and is good for so many days more."""
    if not certificate.is_file() or not _lasts(certificate, days):
        return False
    said = _openssl("x509", "-in", str(certificate), "-noout", "-ext", "nsComment")
    return _told(plan) in said


def _told(plan: Plan) -> str:
    """Return what ties a certificate to names and addresses, short enough for a comment inside it."""
    return "petarawan-" + hashlib.sha256("\n".join(plan.hosts()).encode()).hexdigest()[:16]


def _lasts(certificate: Path, days: int) -> bool:
    order = ["openssl", "x509", "-in", str(certificate), "-noout", "-checkend", str(days * _DAY)]
    return subprocess.run(order, capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed command


def _range(address: str) -> str:
    whole = ipaddress.ip_network(address)
    return f"permitted;IP:{whole.network_address.exploded}/{whole.netmask.exploded}"


class _config:  # noqa: N801 - used like a function
    """A configuration of openssl in a file that is gone afterwards."""

    def __init__(self, folder: Path, text: str) -> None:
        self._folder, self._text = folder, text

    def __enter__(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".cnf")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(self._text)
        self._path = Path(name)
        return self._path

    def __exit__(self, *_: object) -> None:
        self._path.unlink()


def _openssl(*words: str) -> str:
    try:
        done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607 - our own words
    except OSError as error:
        raise _failed(
            "openssl tidak terpasang (apt install openssl)", "openssl is not installed (apt install openssl)"
        ) from error
    if done.returncode:
        last = " ".join(done.stderr.split())[-200:]
        raise _failed(f"openssl menolak: {last}", f"openssl refused: {last}")
    return done.stdout


def _failed(text_id: str, text_en: str) -> SettingsError:
    return SettingsError(problem=Says(text_id, text_en), known=["openssl"])
