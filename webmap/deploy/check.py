"""Looks at an installed set-up from outside and inside: certificates, TLS, headers, redirects, the service itself."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.languages import Says
from webmap.deploy.certificates import is_good
from webmap.deploy.files import ENABLED
from webmap.deploy.plan import Plan

_SECONDS = 10.0
_Answer = tuple[int, dict[str, str], str, str, bytes]
_HEADERS = ("strict-transport-security", "content-security-policy", "x-content-type-options")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: its code, whether it is good, what was seen, how to mend it."""

    code: str
    good: bool
    seen: str
    remedy: Says

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"code": self.code, "good": self.good, "seen": self.seen, **({} if self.good else self.remedy.as_dict())}


def look(plan: Plan, root: Path = Path("/"), host: str = "127.0.0.1", *, units: bool = True) -> list[Finding]:
    """Look at everything.

    Parameters
    ----------
    plan
        The set-up as installed.
    root
        Folder that stands for `/`.
    host
        Where to connect; names and certificates are those of the plan.
    units
        Whether to ask systemd and nginx, too.

    Returns
    -------
    list of Finding
        In the order in which to mend them.
    """
    tls = root / plan.tls.lstrip("/")
    found = [*_files(plan, root, tls)]
    if units:
        found += _units()
    found += _asked(plan, tls / "ca.crt", host)
    return found


def _files(plan: Plan, root: Path, tls: Path) -> Iterator[Finding]:
    for name in ("ca.crt", "server.crt"):
        remedy = Says("jalankan: petarawan deploy --renew", "run: petarawan deploy --renew")
        good = is_good(tls / name)
        yield Finding(
            f"certificate_{name.removesuffix('.crt')}", good, "good" if good else "missing or ends soon", remedy
        )
    for path in (root / plan.etc.lstrip("/") / "petarawan.env", tls / "ca.key", tls / "server.key"):
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        seen = "missing" if mode is None else f"{mode:o}"
        closed = Says(f"jalankan: chmod 600 {path}", f"run: chmod 600 {path}")
        yield Finding(f"closed_{path.name}", mode == 0o600, seen, closed)


def _units() -> Iterator[Finding]:
    read = Says("lihat: journalctl -u {name} -n 50", "see: journalctl -u {name} -n 50")
    code, said = _ran("nginx", "-t")
    yield Finding("nginx", code == 0, said, Says("perbaiki lalu: nginx -t", "mend it, then: nginx -t"))
    for name in (*ENABLED, "nginx.service"):
        code, said = _ran("systemctl", "is-active", name)
        yield Finding(f"unit_{name}", code == 0, said, read.filled(name=name))
    code, said = _ran("systemctl", "is-failed", "petarawan-daily.service")
    yield Finding("daily", code != 0, said, read.filled(name="petarawan-daily.service"))


def _asked(plan: Plan, authority: Path, host: str) -> Iterator[Finding]:
    restart = Says("jalankan: systemctl restart petarawan nginx", "run: systemctl restart petarawan nginx")
    again = Says("jalankan lagi: petarawan deploy … --apply", "run again: petarawan deploy … --apply")
    for name in [*plan.names, *plan.addresses]:
        status, headers, version, seen, _ = _get(plan, name, "/healthz", authority, host)
        yield Finding(f"tls_{name}", version in {"TLSv1.2", "TLSv1.3"}, seen or version, again)
    status, headers, _, seen, body = _get(plan, plan.names[0], "/readyz", authority, host)
    failing = _failing(body) if status == 503 else []
    told = Says(f"yang gagal dijelaskan di {plan.url}/admin/", f"{plan.url}/admin/ says what fails and why")
    yield Finding("ready", status == 200, seen or " ".join([str(status), *failing]), told if failing else restart)
    missing = [header for header in _HEADERS if header not in headers]
    yield Finding("headers", not missing, ", ".join(missing) or "good", again)
    server = headers.get("server", "")
    yield Finding("version_hidden", "/" not in server, server, again)
    status, headers, _, seen, _ = _get(plan, plan.names[0], "/masuk", None, host)
    good = status == 301 and headers.get("location", "").startswith(plan.url)
    yield Finding("redirect", good, seen or f"{status} {headers.get('location', '')}", again)
    status, headers, _, seen, _ = _get(plan, plan.names[0], "/ca.crt", None, host)
    yield Finding("authority_served", status == 200, seen or str(status), again)


def _get(plan: Plan, name: str, path: str, authority: Path | None, host: str) -> _Answer:
    """Ask for a page by a name, over TLS when an authority is given: status, headers, version, what failed, body."""
    literal = f"[{name}]" if ":" in name else name
    port = plan.https_port if authority is not None else plan.http_port
    connection = http.client.HTTPConnection(literal, port, timeout=_SECONDS)
    version = ""
    try:
        plain = socket.create_connection((host, port), timeout=_SECONDS)
        if authority is not None:
            context = ssl.create_default_context(cafile=str(authority))
            secured = context.wrap_socket(plain, server_hostname=name)
            version = secured.version() or ""
            connection.sock = secured
        else:
            connection.sock = plain
        connection.request("GET", path, headers={"Host": f"{literal}:{port}"})
        answer = connection.getresponse()
        body = answer.read(1 << 20)
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        return 0, {}, version, str(error)[:200], b""
    finally:
        connection.close()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, version, "", body


def _failing(body: bytes) -> list[str]:
    """Return the names of the checks that `/readyz` calls false."""
    try:
        checks = json.loads(body)["checks"]
        return sorted(name for name, good in checks.items() if not good)
    except (ValueError, LookupError, TypeError, AttributeError):
        return []


def _ran(*command: str) -> tuple[int, str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own words
    except (OSError, subprocess.SubprocessError) as error:
        return 127, type(error).__name__
    return done.returncode, " ".join((done.stdout + done.stderr).split())[-200:]
