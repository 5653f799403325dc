"""The installation's secret: 32 random bytes beside the store, readable by its owner alone, in no backup."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from geo.errors import StoreError
from geo.languages import Says
from geo.store.address import path_of
from geo.store.failures import as_store_errors, refuse

SECRET_BYTES = 32
_MISSING = Says(
    "berkas rahasia {file} tidak ada. Buat yang baru (sesi yang terbuka berakhir, Surat Perintah dan undian yang lama "
    "tidak dapat diperiksa lagi): head -c 32 /dev/urandom > {file} && chmod 600 {file}",
    "its secret file {file} is missing. Make a new one (open sessions end, earlier orders and draws can no longer be "
    "verified): head -c 32 /dev/urandom > {file} && chmod 600 {file}",
)
_OPEN = Says(
    "berkas rahasia {file} dapat dibaca orang lain. Tutup dahulu: chmod 600 {file}",
    "its secret file {file} can be read by others. Close it first: chmod 600 {file}",
)
_UNREADABLE = Says(
    "berkas rahasia {file} tidak dapat dibaca oleh pengguna ini. Jalankan sebagai pemiliknya, atau ubah pemiliknya "
    "dengan chown.",
    "its secret file {file} cannot be read by this user. Run as its owner, or change the owner with chown.",
)
_SHORT = Says(
    "berkas rahasia {file} bukan 32 byte; hapus berkas itu dan buat yang baru.",
    "its secret file {file} is not 32 bytes; delete it and make a new one.",
)


def secret_path(store: Path) -> Path:
    """Return where the secret of a store file lies."""
    return store.with_name(store.name + ".secret")


def make_secret(store: Path) -> None:
    """Write the secret of a store, 0600, unless there is one."""
    with contextlib.suppress(FileExistsError):
        handle = os.open(secret_path(store), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())


def read_secret(url: str) -> bytes:
    """Return the 32 secret bytes of a store.

    Raises
    ------
    StoreError
        When the file is missing, too short, or readable by anyone but its owner; the text says how to mend it.
    """
    store = path_of(url)
    file = secret_path(store)
    with as_store_errors(store):
        if not file.is_file():
            raise _error(store, _MISSING)
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise _error(store, _OPEN)
        try:
            content = file.read_bytes()
        except PermissionError:
            raise _error(store, _UNREADABLE) from None
    if len(content) != SECRET_BYTES:
        raise _error(store, _SHORT)
    return content


def _error(store: Path, problem: Says) -> StoreError:
    return refuse(store, problem, file=secret_path(store))
