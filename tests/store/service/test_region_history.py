"""Earlier region packs stay and can be taken back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from geo.errors import NotFoundError
from geo.store import create_store
from geo.store.service.file import open_service
from geo.store.service.region_history import RegionHistory, change_region, pack_as_zip, pack_digest
from tests.store.samples import NOW, region_pack


def test_a_change_keeps_the_old_pack_and_taking_it_back_is_a_change(tmp_path: Path) -> None:
    with create_store(f"sqlite:///{tmp_path}/s.db", region_pack(), NOW) as store, open_service(store.url) as service:
        text = region_pack()["region.toml"].replace(b"Banyuasin Regency", b"Banyuasin")
        change = change_region(store.url, service, {**region_pack(), "region.toml": text}, who="rina", now=NOW)
        assert change.files == ("region.toml",)
        assert store.region().title.en == "Banyuasin"
        history = RegionHistory(service)
        (kept,) = history.list()
        assert (kept.who, kept.replaced, kept.digest) == ("rina", NOW, pack_digest(region_pack()))
        assert kept.changes["changes"][0]["fields"]["title_en"] == ["Banyuasin Regency", "Banyuasin"]
        archive = zipfile.ZipFile(io.BytesIO(history.pack(kept.number)))
        files = {name: archive.read(name) for name in archive.namelist()}
        assert files == region_pack()
        change_region(store.url, service, files, who="rina", now=NOW)
        assert store.region().title.en == "Banyuasin Regency"
        assert len(history.list()) == 2
        change_region(store.url, service, files, who="rina", now=NOW)
        assert len(history.list()) == 2
        with pytest.raises(NotFoundError):
            history.pack(99)


def test_the_same_files_make_the_same_archive() -> None:
    turned = dict(reversed(list(region_pack().items())))
    assert pack_as_zip(region_pack()) == pack_as_zip(turned)
    assert pack_digest(region_pack()) == pack_digest(turned)
    assert pack_digest({"a": b"b", "c": b""}) != pack_digest({"a": b"", "c": b"b"})
