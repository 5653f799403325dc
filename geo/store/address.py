"""Where a store is: `sqlite:///PATH`, the one kind of address that this version knows."""

from __future__ import annotations

from pathlib import Path

from geo.errors import StoreError
from geo.languages import Says

KNOWN = ("sqlite:///PATH",)
_PREFIX = "sqlite:///"


def path_of(url: str) -> Path:
    """Return the file that a store address names, absolute.

    Parameters
    ----------
    url
        `sqlite:///relative/path.db` or `sqlite:////absolute/path.db`.

    Raises
    ------
    StoreError
        When the address is of another kind; the text lists the known ones.
    """
    rest = url.removeprefix(_PREFIX)
    if not url.startswith(_PREFIX) or not rest or rest.startswith(":") or any(sign in rest for sign in "?#\0"):
        kind = url.partition(":")[0][:20]
        problem = Says(
            f"alamat jenis {kind!r} tidak dikenal; yang dikenal: {', '.join(KNOWN)}",
            f"addresses of the kind {kind!r} are unknown; known: {', '.join(KNOWN)}",
        )
        raise StoreError(store=f"{kind}:…", problem=problem)
    return Path(rest).expanduser().absolute()


def url_of(path: Path) -> str:
    """Return the address of a store file."""
    return f"{_PREFIX}{path.absolute()}"
