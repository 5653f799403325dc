from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from geo.sources import archives
from geo.sources.archives import check_zip, checked_entries, printable
from tests.sources.hostile import make_zip, overlapping_zip, reason_of


def look(path: Path, limit: int = 2**30) -> str:
    return reason_of(check_zip, path, max_inflated_bytes=limit, file=path.name)


def test_sound_archive_gives_its_members(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"x,y\n1,2\n", "b/c.xml": b"<a/>"})
    assert check_zip(path, max_inflated_bytes=1000, file="a.zip") == ["a.csv", "b/c.xml"]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.csv",
        "a/../../evil.csv",
        "/etc/passwd",
        "..\\evil.csv",
        "\\\\server\\share.csv",
        "C:\\evil.csv",
        "c:evil.csv",
        "a.csv:stream",
        "CON",
        "nul.csv",
        "a/Com1.txt",
        "LPT9 .csv",
        "com¹.csv",
        "a\x01b.csv",
        "a\r\nSet-Cookie: x.csv",
        "\x1b[31mred.csv",
    ],
)
def test_unsafe_names_are_refused(tmp_path: Path, name: str) -> None:
    """U06."""
    path = make_zip(tmp_path / "a.zip", {name: b"x"})
    assert look(path) == "unsafe_member"


def test_names_that_only_resemble_devices_stay(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"CONTOH.csv": b"x", "com.csv": b"x", "data..csv": b"x"})
    assert len(check_zip(path, max_inflated_bytes=1000, file="a.zip")) == 3


def test_symlink_is_refused(tmp_path: Path) -> None:
    """U06."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("a.csv")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert look(path) == "unsafe_member"


def test_encrypted_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"x,y"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert look(path) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused(tmp_path: Path, method: int) -> None:
    assert look(make_zip(tmp_path / "a.zip", {"a.csv": b"x" * 100}, method)) == "damaged"


def test_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    """U05."""
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"0" * (100 * 2**20)})
    assert look(path) == "archive_limits"
    assert look(path, 50 * 2**20) == "archive_limits"


def test_bomb_is_refused_by_what_comes_out(tmp_path: Path) -> None:
    """U05: Headers that declare a small size do not help: bytes are counted."""
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"0" * 3_000_000})
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(mark) + place, 1000)
    path.write_bytes(content)
    assert look(path) == "damaged"
    assert look(path, 500) == "archive_limits"


def test_sizes_that_differ_between_headers_are_refused(tmp_path: Path) -> None:
    """U05."""
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"0" * 1000})
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"PK\x03\x04") + 22, 10)
    path.write_bytes(content)
    assert look(path) == "damaged"


def test_many_entries_are_refused_before_the_directory_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """U05."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(archives.MAX_ENTRIES + 1):
            archive.writestr(f"{number}.csv", b"")

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(archives.zipfile, "ZipFile", never)
    assert look(path) == "archive_limits"


def test_directory_that_lies_about_its_entries_is_refused(tmp_path: Path) -> None:
    """U05."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(5000):
            archive.writestr(f"{number}.csv", b"")
    content = bytearray(path.read_bytes())
    struct.pack_into("<HH", content, content.rindex(b"PK\x05\x06") + 8, 1, 1)
    path.write_bytes(content)
    assert look(path) == "archive_limits"


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    """U05."""
    assert look(overlapping_zip(tmp_path / "a.zip")) in {"archive_limits", "damaged"}


def test_twice_the_same_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", b"2")
    assert look(path) == "damaged"


def test_wrong_checksum_and_cut_archives_are_damaged(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"x,y\n" * 100}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    assert look(path) == "damaged"
    path.write_bytes(bytes(content[: len(content) // 2]))
    assert look(path) == "damaged"
    path.write_bytes(b"PK\x05\x06")
    assert look(path) == "damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_doctype_in_any_xml_member_is_refused(tmp_path: Path, encoding: str) -> None:
    """U08."""
    xml = " " * (archives.CHUNK_BYTES - 5) + '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    path = make_zip(tmp_path / "a.xlsx", {"xl/sharedStrings.xml": xml.encode(encoding)})
    assert look(path) == "doctype"


def test_doctype_in_other_members_is_nobodys_business(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.xlsx", {"xl/media/a.txt": b"<!DOCTYPE html>"})
    assert look(path).startswith("not refused")


def test_quine_of_deflate_counts_every_byte(tmp_path: Path) -> None:
    """U05: A raw stream of the highest possible ratio is stopped at the floor, not at its end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _ in range(100)) + packer.flush()
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 1000, 5, 0) + b"a.csv"
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 1000, 5, 0, 0, 0, 0, 0, 0)
    entry += b"a.csv"
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(head) + len(packed), 0)
    path = tmp_path / "a.zip"
    path.write_bytes(head + packed + entry + end)
    assert look(path) in {"damaged", "archive_limits"}


def test_archive_is_closed_after_a_refusal(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"../a": b""})
    assert reason_of(checked_entries, path, max_inflated_bytes=1, file="a") == "unsafe_member"
    path.unlink()


def test_printable_hides_control_characters() -> None:
    assert printable("a\x1b[31m\n") == "a\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}"
    assert len(printable("a" * 500)) == 120
