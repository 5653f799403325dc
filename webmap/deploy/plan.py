"""What a set-up is made of: names, addresses, ports and folders, checked before anything is written."""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from geo.errors import ParameterError, SettingsError
from geo.languages import Says

_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_FOLDER = re.compile(r"/[A-Za-z0-9._/-]+")


@dataclass(frozen=True)
class Plan:
    """One machine's set-up.

    Parameters
    ----------
    names
        Host names by which phones and computers reach it, the first the one of links.
    addresses
        IP addresses by which they may reach it, too.
    program
        The `petarawan` command of the installation.
    http_port, https_port, app_port
        Where nginx listens, and where the service does (on this computer only).
    keep_backups
        Days for which backups are kept.
    memory_mb
        Most memory of the service with its analyses.
    etc, state, backups, cache, logs, www
        Folders.
    """

    names: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    program: str = "/opt/petarawan/bin/petarawan"
    http_port: int = 80
    https_port: int = 443
    app_port: int = 8000
    keep_backups: int = 14
    memory_mb: int = 6144
    etc: str = "/etc/petarawan"
    state: str = "/var/lib/petarawan"
    backups: str = "/var/backups/petarawan"
    cache: str = "/var/cache/petarawan"
    logs: str = "/var/log/petarawan"
    www: str = "/var/www/petarawan"

    def __post_init__(self) -> None:
        """Refuse what would not survive in a file of nginx or systemd.

        Raises
        ------
        ParameterError
            Naming the option.
        """
        for name in self.names:
            if not _NAME.fullmatch(name) or _is_address(name):
                raise _wrong(
                    "--host",
                    name,
                    "bukan nama host, misalnya peta.polres.local",
                    "is no host name, like map.police.local",
                )
        if not self.names:
            raise _wrong("--host", "", "harus ada", "is needed")
        for address in self.addresses:
            if not _is_address(address):
                raise _wrong("--address", address, "bukan alamat IP", "is no IP address")
        for field in ("program", "etc", "state", "backups", "cache", "logs", "www"):
            value = getattr(self, field)
            if not _FOLDER.fullmatch(value) or ".." in value:
                raise _wrong(
                    f"--{field}", value, "bukan jalur mutlak tanpa spasi", "is no absolute path without spaces"
                )

    @property
    def tls(self) -> str:
        """Folder of keys and certificates."""
        return f"{self.etc}/tls"

    @property
    def suffix(self) -> str:
        """What follows the name in addresses: the port, unless it is the usual one."""
        return "" if self.https_port == 443 else f":{self.https_port}"

    @property
    def url(self) -> str:
        """Address of the service."""
        return f"https://{self.names[0]}{self.suffix}"

    def hosts(self) -> list[str]:
        """Return names and addresses as they stand in addresses of pages."""
        return [*self.names, *(f"[{one}]" if ":" in one else one for one in self.addresses)]

    def text(self) -> str:
        """Return the JSON form, kept with the set-up for checks and renewals."""
        return json.dumps(asdict(self), indent=2) + "\n"


def read_plan(path: Path) -> Plan:
    """Read the plan of an installed set-up.

    Raises
    ------
    SettingsError
        When it is not there or not one of ours.
    """
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name for field in fields(Plan)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in found.items() if name in known
        }
        return Plan(**values)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        problem = Says(
            f"{path} tidak ada atau rusak; pasang dahulu dengan petarawan deploy --host NAMA --apply",
            f"{path} is missing or damaged; install first with petarawan deploy --host NAME --apply",
        )
        raise SettingsError(problem=problem, known=["deploy.json"]) from error


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _wrong(option: str, value: str, text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name=option, problem=Says(f"{value[:80]!r} {text_id}.", f"{value[:80]!r} {text_en}."))
