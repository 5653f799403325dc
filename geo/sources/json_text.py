"""The text of a JSON file: its encoding told by its bytes, its depth measured before any parser walks into it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.languages import Says
from geo.sources.reasons import refuse

MAX_DEPTH = 100
MAX_JSON_BYTES = 256 * 2**20
MAX_RECORD_BYTES = 16 * 2**20  # decoding takes up to twenty times the text

_KEEP = bytes(sorted(b'[]{}"'))
_BLOCK = 2**22
_DROP = bytes(byte for byte in range(256) if byte not in _KEEP)


def decoded(path: Path) -> tuple[str, str]:
    """Return the text of a JSON file (UTF-8, UTF-16 or UTF-32, with or without byte order mark) and its encoding.

    Raises
    ------
    FileRefusedError
        `too_large`, `empty_file`, `encoding`, `too_deep`, or `archive_limits` for one enormous record.
    """
    size = path.stat().st_size
    if size > MAX_JSON_BYTES:
        raise refuse("too_large", path.name, size_mb=-(-size // 2**20), limit_mb=MAX_JSON_BYTES // 2**20)
    content = path.read_bytes()
    if not content.strip():
        raise refuse("empty_file", path.name)
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse("encoding", path.name, line=content.count(b"\n", 0, error.start) + 1) from error
    if not encoding.startswith("utf-8"):
        content = text.encode("utf-8", "replace")
    if _depth(content) > MAX_DEPTH:
        raise refuse("too_deep", path.name, limit=MAX_DEPTH)
    if len(content) > MAX_RECORD_BYTES and _longest_record(content) > MAX_RECORD_BYTES:
        limit = MAX_RECORD_BYTES // 2**20
        problem = Says(f"satu catatan lebih dari {limit} MB", f"one record of more than {limit} MB")
        raise refuse("archive_limits", path.name, problem=problem)
    return text.removeprefix("\ufeff"), encoding


def sound_text(text: str) -> str:
    """Return text that can be written as UTF-8 and holds no NUL; the rest is shown as a replacement sign."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def _encoding(content: bytes) -> str:
    """Tell the encoding by its mark, else by where the zero bytes stand (RFC 4627, section 3)."""
    for mark, encoding in (
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if content.startswith(mark):
            return encoding
    head = content[:4]
    if len(head) == 4 and head[0] and not head[1] and head[2]:
        return "utf-16-le"
    if len(head) == 4 and not head[0] and head[1] and not head[2]:
        return "utf-16-be"
    return "utf-8"


def _depth(content: bytes) -> int:
    """Return the deepest nesting of lists and objects outside texts, without walking it."""
    signs = np.frombuffer(_without_escapes(content).translate(None, _DROP), dtype=np.uint8)
    deepest, level, inside_text = 0, 0, False
    for start in range(0, len(signs), _BLOCK):
        levels, _, _, inside_text = _levels(signs[start : start + _BLOCK], level, inside_text)
        deepest = max(deepest, int(levels.max(initial=0)))
        level = int(levels[-1])
    return deepest


def _longest_record(content: bytes) -> int:
    """Return the bytes of the longest value that would be decoded in one go.

    Records are the elements of a top-level list (level 2), of a list in an object (level 3), or of a list one object
    deeper (level 4); they and what is inside them are measured, long lists of records themselves are not.
    """
    content = _without_escapes(content)
    signs = np.frombuffer(content, dtype=np.uint8)
    listed = -1 < content.find(b"[") < content.find(b"{") or b"{" not in content
    measured = (2,) if listed else (3, 4)
    waiting = {level: np.zeros(0, dtype=np.int64) for level in measured}
    longest, level, inside_text = 0, 0, False
    for start in range(0, len(signs), _BLOCK):
        block = signs[start : start + _BLOCK]
        levels, opens, closes, inside_text = _levels(block, level, inside_text)
        for one in measured:
            begun = opens & (levels == one)
            if one == 3:
                begun &= block == ord("{")
            ends = np.flatnonzero(closes & (levels == one - 1)) + start
            begins = np.concatenate([waiting[one], np.flatnonzero(begun) + start])
            if len(begins) and len(ends):
                before = np.searchsorted(begins, ends) - 1
                known = before >= 0
                longest = max(longest, int((ends[known] - begins[before[known]]).max(initial=0)))
            waiting[one] = begins[-1:]
        level = int(levels[-1])
    return longest


def _levels(
    block: npt.NDArray[np.uint8], level: int, inside_text: bool
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_], npt.NDArray[np.bool_], bool]:
    """Return the level after each sign, which signs open and close a level, and whether a text goes on."""
    quotes = np.cumsum(block == ord('"'), dtype=np.int32) + int(inside_text)
    outside = quotes % 2 == 0
    opens = ((block == ord("[")) | (block == ord("{"))) & outside
    closes = ((block == ord("]")) | (block == ord("}"))) & outside
    levels = level + np.cumsum(opens.astype(np.int32) - closes.astype(np.int32), dtype=np.int32)
    return levels, opens, closes, bool(quotes[-1] % 2)


def _without_escapes(content: bytes) -> bytes:
    return content.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in content else content
