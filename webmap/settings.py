"""What the web service may choose: frozen, made from the installation's settings."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from geo.errors import SettingsError
from geo.languages import Language, Says
from geo.settings import Settings

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class WebSettings:
    """Settings of one web service.

    Parameters
    ----------
    store
        Address of the store, `sqlite:///PATH`.
    language
        Language of a reader who has not chosen one.
    now
        A fixed clock (UTC), or None for the machine's.
    trusted_hosts
        Host names that are answered; every other gets 400.
    lan
        Whether other machines may reach it over plain HTTP (then every page warns).
    max_body_bytes
        Largest body of a request, where `webmap.security.BODY_LIMITS` allows no larger one.
    stale_days
        Data older than this many days is marked as stale on every page.
    most_cells
        Most cells or points in one answer.
    most_areas
        Most hotspots or zones in one answer, the highest ranks first.
    cache_bytes
        Bound of each cache of answers.
    proxies
        Addresses of proxies whose `X-Forwarded-For` and `-Proto` are believed.
    public_url
        Address that links to this service begin with, where it is known by another name than the one asked for.
    session_idle, session_longest
        How long a session may rest, and how long it may last at all.
    max_upload_bytes
        Largest file that an analyst may upload.
    installation
        The settings that these were made from, for the administrator's pages; None for ones made by hand.
    report_days
        Content and contact of a citizen's report are deleted this many days after its end.
    """

    store: str
    language: Language = "id"
    now: datetime | None = None
    trusted_hosts: tuple[str, ...] = LOOPBACK_NAMES
    lan: bool = False
    max_body_bytes: int = 65_536
    stale_days: int = 7
    most_cells: int = 3000
    most_areas: int = 500
    cache_bytes: int = field(default=32 * 2**20)
    proxies: tuple[str, ...] = ()
    public_url: str = ""
    session_idle: timedelta = timedelta(minutes=60)
    session_longest: timedelta = timedelta(hours=12)
    max_upload_bytes: int = 100 * 2**20
    installation: Settings | None = None
    report_days: int = 365


def web_settings(settings: Settings, *, host: str = "127.0.0.1", lan: bool = False) -> WebSettings:
    """Make the web service's settings from the installation's.

    Parameters
    ----------
    settings
        Store, language, clock, and where they are given trusted host names and the age of stale data.
    host
        Address to serve at; anything beyond this computer needs `lan`.
    lan
        Serve other machines too, over plain HTTP and read-only.

    Raises
    ------
    SettingsError
        When `host` reaches beyond this computer and `lan` was not asked for.
    """
    if not lan and not is_loopback(host):
        problem = Says(
            f"alamat {host} dapat dijangkau komputer lain; tambahkan --lan bila dikehendaki (tanpa TLS: hanya baca)",
            f"address {host} can be reached from other computers; add --lan if that is meant (no TLS: read-only)",
        )
        raise SettingsError(problem=problem, known=LOOPBACK_NAMES)
    named = tuple(name.strip() for name in settings.trusted_hosts.split(",") if name.strip())
    trusted = (*LOOPBACK_NAMES, *named)
    if lan and not named:
        trusted = (*trusted, *_own_names(host))
    return WebSettings(
        store=settings.store,
        language=settings.lang,
        now=settings.now,
        trusted_hosts=tuple(dict.fromkeys(trusted)),
        lan=lan,
        stale_days=settings.stale_days,
        proxies=tuple(name.strip() for name in settings.proxy.split(",") if name.strip()),
        public_url=settings.public_url.rstrip("/"),
        session_idle=timedelta(minutes=settings.session_idle_minutes),
        session_longest=timedelta(hours=settings.session_hours),
        max_upload_bytes=settings.max_file_mb * 2**20,
        report_days=settings.report_days,
        installation=settings,
    )


def is_loopback(host: str) -> bool:
    """Say whether an address reaches this computer only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _own_names(host: str) -> list[str]:
    name = socket.gethostname()
    found = {host, name, f"{name}.local"}
    try:
        found.update(str(info[4][0]) for info in socket.getaddrinfo(name, None))
    except OSError:
        found.discard("")  # a machine without a resolvable name answers to the address it was given
    found -= {"0.0.0.0", "::"}  # noqa: S104 - taken out, not bound
    return sorted(f"[{name}]" if ":" in name else name for name in found)  # an IPv6 address as browsers write it
