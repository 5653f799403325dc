"""Archives that unpack to bombs or climb out, sent as a browser sends them: refused, and the disk is as before."""

from __future__ import annotations

import io
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.audit import Audit
from geo.tables.chosen import Chosen
from tests.sources.hostile import overlapping_zip
from tests.webmap import samples
from tests.webmap.analyst.data_samples import files_left, send
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.services import services_of

CSV = b"id,waktu,jenis,lat,lon\nA,2026-10-01 10:00,pencurian,-2.7,104.8\n"
SHEET = "xl/worksheets/sheet1.xml"


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """Return an archive of members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def lying_sizes() -> bytes:
    """Return an archive whose headers say ten bytes where fifty million come out."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(b"0" * 50_000_000) + packer.flush()
    name, crc = b"a.csv", zlib.crc32(b"0" * 50_000_000)
    sizes = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(body), 10, len(name), 0)
    local = b"PK\x03\x04" + sizes + name + body
    central = b"PK\x01\x02" + struct.pack("<H", 20) + sizes + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)


def overlapping() -> bytes:
    """Return an archive that names one member many times."""
    with tempfile.TemporaryDirectory() as folder:
        return overlapping_zip(Path(folder) / "a.zip").read_bytes()


def many_entries() -> bytes:
    """Return an archive of a hundred thousand empty entries."""
    entry, entries = zipfile.ZipInfo("x.csv"), io.BytesIO()
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 8, 0)
    central = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)
    for at in range(100_000):
        entries.write(central[:-4] + struct.pack("<I", at * (len(local) + 8)) + b"%08d" % at)
    bodies = b"".join(local + b"%08d" % at for at in range(100_000))
    listed, start = entries.getvalue(), len(bodies)
    far = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 100_000, 100_000, len(listed), start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(listed), 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(listed), start, 0)
    assert entry.filename
    return bodies + listed + far + locator + end


def workbook_bomb() -> bytes:
    """Return a workbook whose sheet unpacks to a hundred megabytes of nothing."""
    return zipped(
        ("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"), (SHEET, b" " * (100 * 2**20))
    )


def symlink(target: str) -> bytes:
    """Return an archive whose table is a link to a file of the server."""
    entry = zipfile.ZipInfo("a.csv")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((entry, target.encode()))


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "bomb": ("a.zip", lambda: zipped(("a.csv", b"0" * (70 * 2**20)))),
    "lying-sizes": ("a.zip", lying_sizes),
    "overlapping": ("a.zip", overlapping),
    "100k-entries": ("a.zip", many_entries),
    "nested": ("a.zip", lambda: zipped(("b.zip", zipped(("c.zip", zipped(("a.csv", CSV))))))),
    "xlsx-bomb": ("a.xlsx", workbook_bomb),
    "kmz-bomb": ("a.kmz", lambda: zipped(("doc.kml", b"<kml>" + b" " * (70 * 2**20)))),
}
NAMES = [
    "../../keluar.csv",
    "..\\..\\keluar.csv",
    "/tmp/keluar.csv",
    "C:\\keluar.csv",
    "a/../../../keluar.csv",
    "CON.csv",
    "aux/keluar.csv",
    "LPT1",
    "keluar.csv:ads",
]


@pytest.fixture
def app(empty_store: Store) -> Flask:
    return create_app(samples.settings_of(empty_store), empty_store)


@pytest.fixture
def analyst(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return an analyst; what is unpacked on the way lies in a folder that the tests look into."""
    private = tmp_path / "sementara"
    private.mkdir()
    monkeypatch.setenv("TMPDIR", str(private))
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    return sign_in(app, "analyst")


def refused(app: Flask, analyst: FlaskClient, folder: Path, content: bytes, name: str) -> str:
    """Send a file that is refused; check that nothing is left and return the code."""
    answer = send(analyst, content, name, "application/octet-stream")
    assert answer.status_code == 422, answer.text[:1500]
    assert answer.text.count('<p lang="') == 2
    assert str(folder) not in answer.text
    assert files_left(folder / "uploads") == []
    assert list((folder / "sementara").iterdir()) == []
    assert not list(folder.rglob("*keluar*"))
    assert not list(Path(tempfile.gettempdir()).glob("keluar*"))
    assert services_of(app).store.counts(Chosen(with_left_out=True))["n"].sum() == 0
    assert analyst.get("/healthz").status_code == 200
    newest = Audit(services_of(app).service).entries(action="import.refused")[0][0]
    return str(newest.details["code"])


@pytest.mark.parametrize("kind", BOMBS, ids=[f"U05-{kind}" for kind in BOMBS])
def test_bombs_are_refused_and_the_disk_is_as_before(
    app: Flask, analyst: FlaskClient, tmp_path: Path, kind: str
) -> None:
    """U05: bytes are counted while they come out; nothing stays."""
    name, make = BOMBS[kind]
    expected = {"nested": {"nested_archive"}, "lying-sizes": {"archive_limits", "damaged"}}
    assert refused(app, analyst, tmp_path, make(), name) in expected.get(kind, {"archive_limits", "damaged"})


@pytest.mark.parametrize("name", NAMES)
def test_entries_that_climb_out_are_refused(app: Flask, analyst: FlaskClient, tmp_path: Path, name: str) -> None:
    """U06: no path outside the folder of uploads; names of Windows devices are refused here too."""
    ending = "kmz" if NAMES.index(name) % 2 else "zip"
    code = refused(app, analyst, tmp_path, zipped(("doc.kml", b"<kml/>"), ("a.csv", CSV), (name, CSV)), f"a.{ending}")
    assert code == "unsafe_member"


def test_a_link_inside_an_archive_is_not_followed(app: Flask, analyst: FlaskClient, tmp_path: Path) -> None:
    """U06: what it points to is never read."""
    secret = tmp_path / "rahasia.csv"
    secret.write_text("id,lat,lon\nKANARI,-2.9,104.7\n", encoding="utf-8")
    for ending in ("zip", "kmz"):
        assert refused(app, analyst, tmp_path, symlink(str(secret)), f"a.{ending}") == "unsafe_member"


def test_a_sound_archive_is_taken(analyst: FlaskClient) -> None:
    assert send(analyst, zipped(("kejadian.csv", CSV)), "a.zip", "application/zip").status_code == 303
