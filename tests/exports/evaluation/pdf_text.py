"""Reads the words on the pages of our own PDF files: glyphs of embedded fonts put back through their Unicode maps."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_DRAWN = re.compile(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(pdf: bytes) -> list[str]:
    """Return the words of each page, in the order in which they were drawn."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = {}
    for body in objects.values():
        name, where = re.search(rb"/Name /(F\d+\+\d+)", body), re.search(rb"/ToUnicode (\d+) 0 R", body)
        if name and where:
            fonts[name[1]] = _unicode_map(_unpacked(objects[int(where[1])]))
    found = []
    for body in objects.values():
        content = re.search(rb"/Contents (\d+) 0 R", body)
        if content and re.search(rb"/Type /Page\b", body):
            found.append(_words(_unpacked(objects[int(content[1])]), fonts))
    return found


def _unpacked(body: bytes) -> bytes:
    raw = _STREAM.search(body)[1]  # type: ignore[index]
    if b"ASCII85Decode" in body:
        raw = a85decode(b"<~" + raw.strip(), adobe=True)
    return zlib.decompress(raw) if b"FlateDecode" in body else raw


def _unicode_map(text: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    for code, sign in re.findall(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>", text):
        table[int(code, 16)] = chr(int(sign, 16))
    for first, signs in re.findall(rb"<([0-9A-Fa-f]{2})>\s*<[0-9A-Fa-f]{2}>\s*\[(.*?)\]", text, re.DOTALL):
        for number, sign in enumerate(re.findall(rb"<(\w+)>", signs)):
            table[int(first, 16) + number] = chr(int(sign, 16))
    return table


def _words(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    font: dict[int, str] = {}
    words = []
    for name, string in _DRAWN.findall(content):
        if name:
            font = fonts.get(name, {})
        else:
            plain = _ESCAPED.sub(_unescaped, string)
            words.append("".join(font.get(code, chr(code)) for code in plain))
    return " ".join(" ".join(words).split())


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if len(sign) == 3 else _SIGNS.get(sign, sign)
