from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import StoreError
from geo.store import open_store, read_secret, restore_store
from geo.store.secret import make_secret, secret_path
from tests.store.samples import fresh_store


def test_two_stores_have_two_secrets_and_making_again_keeps_it(tmp_path: Path) -> None:
    one, two = (fresh_store(tmp_path / name) for name in ("a.db", "b.db"))
    assert read_secret(one) != read_secret(two)
    before = read_secret(one)
    make_secret(tmp_path / "a.db")
    assert read_secret(one) == before


def test_refuses_a_missing_open_or_short_one(tmp_path: Path) -> None:
    url = fresh_store(tmp_path / "a.db")
    file = secret_path(tmp_path / "a.db")
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(StoreError, match="chmod 600"):
        read_secret(url)
    file.chmod(0o600)
    file.write_bytes(b"short")
    with pytest.raises(StoreError, match="32 bytes"):
        read_secret(url)
    file.unlink()
    with pytest.raises(StoreError, match="missing"):
        read_secret(url)


def test_is_in_no_backup_and_stays_on_restore(tmp_path: Path) -> None:
    url = fresh_store(tmp_path / "a.db")
    secret = read_secret(url)
    with open_store(url) as store:
        store.backup(tmp_path / "b.petarawan")
    assert secret not in (tmp_path / "b.petarawan").read_bytes()
    restore_store(tmp_path / "b.petarawan", url, overwrite=True)
    assert read_secret(url) == secret
    restore_store(tmp_path / "b.petarawan", f"sqlite:///{tmp_path}/c.db")
    assert read_secret(f"sqlite:///{tmp_path}/c.db") != secret
