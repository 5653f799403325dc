"""The files of a set-up, from templates: what stands where, with which mode."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from geo.settings import Settings
from webmap.deploy.plan import Plan
from webmap.security import BODY_LIMITS
from webmap.settings import WebSettings

TEMPLATES = Path(__file__).parent / "templates"
UNITS = (
    "petarawan.service",
    "petarawan-worker.service",
    "petarawan-daily.service",
    "petarawan-daily.timer",
    "petarawan-certificate.service",
    "petarawan-certificate.timer",
)
ENABLED = ("petarawan.service", "petarawan-daily.timer", "petarawan-certificate.timer")
_OPEN = re.compile(r"@[A-Z_]+@")
# What the application is told, and nothing that a client says of itself.
_PROXY = """
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host "";
    proxy_set_header Forwarded "";
    proxy_set_header Connection "";
    proxy_connect_timeout 5s;
    proxy_send_timeout 60s;
    proxy_read_timeout 120s;
"""


@dataclass(frozen=True)
class Item:
    """One file of the set-up: where it stands, what is in it, its mode."""

    path: str
    content: str
    mode: int = 0o644


def items_of(plan: Plan) -> list[Item]:
    """Return the files of a set-up in the order in which they are read; certificates are made apart."""
    system = "/etc/systemd/system"
    return [
        Item(f"{plan.etc}/petarawan.env", filled("petarawan.env", plan), 0o600),
        Item(f"{plan.etc}/deploy.json", plan.text()),
        Item("/etc/nginx/sites-available/petarawan", filled("nginx-site.conf", plan)),
        *(Item(f"{system}/{name}", filled(name, plan)) for name in UNITS),
        Item("/etc/sysusers.d/petarawan.conf", filled("sysusers.conf", plan)),
        Item("/etc/tmpfiles.d/petarawan.conf", filled("tmpfiles.conf", plan)),
        Item("/etc/logrotate.d/petarawan", filled("logrotate", plan)),
    ]


def instructions(plan: Plan, fingerprint: str) -> Item:
    """Return the page that explains how phones come to trust this machine."""
    return Item(f"{plan.www}/pasang.html", filled("pasang.page", plan, FINGERPRINT=fingerprint))


def filled(template: str, plan: Plan, **more: str) -> str:
    """Return a template with its places filled.

    Raises
    ------
    KeyError
        When the template names a place that nothing fills.
    """
    parts = {
        name: (TEMPLATES / file).read_text(encoding="utf-8").rstrip()
        for name, file in (("HARDENING", "hardening.conf"), ("REFUSAL", "nginx-refusal.conf"))
    }
    values = {
        **parts,
        "PROXY": _PROXY.strip("\n"),
        "LARGER": _larger(),
        "NAME": plan.names[0],
        "NAMES": " ".join(plan.hosts()),
        "TRUSTED": ",".join(plan.hosts()),
        "LISTEN_OTHERS": _listen(plan, plan.http_port, " default_server")
        + "\n"
        + _listen(plan, plan.https_port, " ssl http2 default_server"),
        "LISTEN_HTTP": _listen(plan, plan.http_port, ""),
        "LISTEN_HTTPS": _listen(plan, plan.https_port, " ssl http2"),
        "HTTPS_SUFFIX": plan.suffix,
        "APP_PORT": str(plan.app_port),
        "BODY": str(WebSettings(store="").max_body_bytes),
        "URL": f"{plan.url}/",
        "PROGRAM": plan.program,
        "KEEP": str(plan.keep_backups),
        "MEMORY": str(plan.memory_mb),
        "ETC": plan.etc,
        "TLS": plan.tls,
        "STATE": plan.state,
        "BACKUPS": plan.backups,
        "CACHE": plan.cache,
        "LOGS": plan.logs,
        "WWW": plan.www,
        **more,
    }
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for _ in range(2):  # the hardening, one of the parts, has places of its own
        text = _OPEN.sub(lambda found: values[found[0].strip("@")], text)
    return text


def _listen(plan: Plan, port: int, how: str) -> str:
    """Return where nginx listens: at IPv6, too, when the machine is asked by such an address."""
    places = [str(port), *([f"[::]:{port}"] if any(":" in one for one in plan.addresses) else [])]
    return "\n".join(f"    listen {place}{how};" for place in places)


def _larger() -> str:
    """Return nginx's locations for the addresses that take more than a form: the same limits as the service's own."""
    upload = Settings().max_file_mb * 2**20 + 65_536
    parts = []
    for start, limit in sorted(BODY_LIMITS.items()):
        parts.append(
            f"    location ^~ {start} {{\n"
            f"        client_max_body_size {upload if limit is None else limit};\n"
            f"        proxy_pass http://petarawan;\n    }}"
        )
    return "\n".join(parts)
