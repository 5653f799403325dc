"""First bytes and single packed streams: what comes out, every refusal, and a full disk that is no damaged file."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import FileRefusedError
from geo.sources.archives import MAX_RATIO, RATIO_FLOOR_BYTES
from geo.sources.packed import first_bytes, unpack_stream

PACKERS = pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, ".gz"), (bz2.compress, ".bz2")])
Pack = Callable[[bytes], bytes]


def refused(path: Path, target: Path, most: int = 10**9) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as refusal:
        unpack_stream(path, target, most)
    return refusal.value


@PACKERS
def test_what_was_packed_comes_out_whole(tmp_path: Path, pack: Pack, suffix: str) -> None:
    content = bytes(range(256)) * 10_000
    packed = tmp_path / f"a.csv{suffix}"
    packed.write_bytes(pack(content))
    assert unpack_stream(packed, tmp_path / "plain", len(content)) == content[:64]
    assert (tmp_path / "plain").read_bytes() == content


@PACKERS
def test_damage_emptiness_limits_and_nesting_are_told_apart(tmp_path: Path, pack: Pack, suffix: str) -> None:
    packed, target = tmp_path / f"a.csv{suffix}", tmp_path / "plain"
    content = bytes(range(256)) * 1000
    packed.write_bytes(pack(content)[:-20])
    assert refused(packed, target).reason == "damaged"
    packed.write_bytes(pack(b""))
    assert refused(packed, target).reason == "empty_file"
    packed.write_bytes(pack(content))
    assert refused(packed, target, len(content) - 1).reason == "archive_limits"
    packed.write_bytes(pack(b"\0" * (RATIO_FLOOR_BYTES * 3)))
    assert packed.stat().st_size * MAX_RATIO < RATIO_FLOOR_BYTES * 3
    assert refused(packed, target).reason == "archive_limits"
    packed.write_bytes(pack(pack(content)))
    nested = refused(packed, target)
    assert nested.reason == "nested_archive"
    assert "a.csv" in nested.text("id")


@PACKERS
def test_a_full_disk_is_not_called_a_damaged_file(tmp_path: Path, pack: Pack, suffix: str) -> None:
    packed = tmp_path / f"a.csv{suffix}"
    packed.write_bytes(pack(b"x" * 100_000))
    with pytest.raises(OSError, match="No space left"):
        unpack_stream(packed, Path("/dev/full"), 10**9)


def test_first_bytes_refuse_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for make, reason in (
        (lambda: None, "not_found"),
        (path.touch, "empty_file"),
        (lambda: path.write_bytes(b"x" * 11), "too_large"),
    ):
        make()
        with pytest.raises(FileRefusedError) as refusal:
            first_bytes(path, 10)
        assert refusal.value.reason == reason
    assert first_bytes(path, 11) == b"x" * 11
