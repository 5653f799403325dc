"""How a delimited text is written: its encoding, separator, and where its header stands."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from geo.sources.reasons import refuse

SEPARATORS = ("\t", ";", ",", "|")
FIELD_CHARACTERS = 100_000  # below the csv module's own process-wide limit of 131,072, which stays untouched
_NAMES = {"\t": "tab", ";": ";", ",": ",", "|": "|"}
_SAMPLE_CHARACTERS = 200_000
_SAMPLE_RECORDS = 60
_NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:e[+-]?\d+)?", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_CP1252_HOLES = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


@dataclass(frozen=True)
class Dialect:
    """How a delimited text is written.

    Parameters
    ----------
    separator
        One character.
    header
        Column names as they stand, blanks trimmed; unnamed ones are called `kolom_N` (N counts from 1).
    data_record
        Number of records before the first data record (titles, `sep=` line and header).
    """

    separator: str
    header: tuple[str, ...]
    data_record: int

    @property
    def separator_name(self) -> str:
        """The separator in a form that can be shown."""
        return _NAMES.get(self.separator, self.separator)


def decode(content: bytes, file: str) -> tuple[str, str]:
    """Decode a text file of unknown encoding.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for refusals.

    Returns
    -------
    tuple
        Text without byte order mark, and the encoding's name. Bytes that are wrong in an otherwise sound UTF-8 text
        stay as lone surrogates, so that only their lines are held.

    Raises
    ------
    FileRefusedError
        `encoding` when no encoding fits.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            body = content[len(mark) :]
            if name == "utf-8":
                return body.decode("utf-8", "surrogateescape"), "utf-8-sig"
            try:
                return body.decode(name), name
            except UnicodeDecodeError as error:
                line = body[: error.start].count(b"\n") + 1
                raise refuse("encoding", file, line=line) from error
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        wrong = error
    if (wide := _without_mark(content)) is not None:
        return wide
    text = content.decode("utf-8", "surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]+", text))
    good = len(re.findall("[\x80-\ud7ff\ue000-\U0010ffff]", text))
    if good > 3 * bad:
        return text, "utf-8"
    if not _CP1252_HOLES.search(content):
        return content.decode("cp1252"), "cp1252"
    return _guessed(content, file, content[: wrong.start].count(b"\n") + 1)


def _without_mark(content: bytes) -> tuple[str, str] | None:
    """Recognise UTF-16 without a byte order mark by where its zero bytes stand."""
    head = content[:4096]
    for name, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = head[at::2].count(0)
        if len(head) > 8 and zeros > 0.7 * len(head[at::2]) and head[1 - at :: 2].count(0) < 0.1 * len(head):
            try:
                return content.decode(name), name
            except UnicodeDecodeError:
                return None
    return None


def _guessed(content: bytes, file: str, line: int) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:1_000_000]).best()
    if best is None:
        raise refuse("encoding", file, line=line)
    try:
        return content.decode(best.encoding), best.encoding
    except UnicodeDecodeError as error:
        raise refuse("encoding", file, line=line) from error


def recognise(text: str, file: str) -> Dialect:
    """Recognise separator and header of a delimited text by its first records.

    Parameters
    ----------
    text
        The decoded file.
    file
        Its name, for refusals.

    Raises
    ------
    FileRefusedError
        `empty_file`, `no_header`, `duplicate_header` or `too_many_columns`.
    """
    if not text.strip("\0\r\n\t ;,|\ufeff"):
        raise refuse("empty_file", file)
    first_line = text[:20].split("\n", 1)[0].strip('\r\ufeff "')
    said = re.fullmatch(r"sep=(.)", first_line, re.IGNORECASE) or re.fullmatch(r"sep=(\t)", text[:5])
    sample = text[:_SAMPLE_CHARACTERS]
    if said:
        separator = said[1]
        records = _sample(sample, separator, whole=len(text) <= _SAMPLE_CHARACTERS)
    else:
        separator, records = max(
            ((sign, _sample(sample, sign, whole=len(text) <= _SAMPLE_CHARACTERS)) for sign in SEPARATORS),
            key=lambda choice: _fitness(choice[1]),
        )
    at = _header_at(records, 1 if said else 0)
    if at is None:
        raise refuse("no_header", file)
    return Dialect(separator, _names(records, at, file), at + 1)


def _sample(sample: str, separator: str, *, whole: bool) -> list[list[str]]:
    """Return the first records under a separator (the last one dropped when the sample may cut it)."""
    records: list[list[str]] = []
    lines = (line for line in io.StringIO(sample, newline=""))
    try:
        for record in csv.reader(lines, delimiter=separator):
            records.append(record)
            if len(records) > _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    if not whole and len(records) > 1 and len(records) <= _SAMPLE_RECORDS:
        records.pop()
    return records


def _fitness(records: list[list[str]]) -> tuple[float, int]:
    """Say how well a separator fits: share of records as wide as the most common width, then that width."""
    widths = Counter(len(record) for record in records if any(cell.strip() for cell in record))
    total = sum(widths.values())
    wide = {width: n for width, n in widths.items() if width > 1}
    if not wide:
        return (0.0, 1)
    width, n = max(wide.items(), key=lambda item: (item[1], item[0]))
    share = n / total
    header = next((len(record) for record in records if len(record) > 1), 0)
    return (share if header == width else share / 2, width)


def _header_at(records: list[list[str]], start: int) -> int | None:
    """Return which record is the header: the first that is as wide as the data, and holds names instead of values."""
    body = records[start:]
    widths = Counter(len(_trimmed(record)) for record in body if any(cell.strip() for cell in record))
    if not widths:
        return None
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    for number, record in enumerate(body, start=start):
        names = [cell.strip() for cell in record]
        filled = [name for name in names if name]
        if not filled or (len(filled) < 2 and usual > 1) or len(filled) < 0.6 * usual:
            continue
        values = sum(bool(_NUMBER.fullmatch(name) or _DATE.fullmatch(name)) for name in filled)
        return number if values <= 0.2 * len(filled) else None
    return None


def _trimmed(record: list[str]) -> list[str]:
    """Return a record without its empty tail."""
    end = len(record)
    while end and not record[end - 1].strip():
        end -= 1
    return record[:end]


def _names(records: list[list[str]], at: int, file: str) -> tuple[str, ...]:
    names = [re.sub(r"\s+", " ", name.strip("\ufeff\u200b \t\r\n\0")) for name in records[at]]
    following = Counter(len(record) for record in records[at + 1 :] if len(record) > 1)
    if following:
        usual, n = following.most_common(1)[0]
        if usual > len(names) and n == sum(following.values()):
            names += [""] * (usual - len(names))
    return check_names(names, file)


MAX_COLUMNS = 1000


def check_names(names: list[str], file: str) -> tuple[str, ...]:
    """Return column names, unnamed ones numbered.

    Raises
    ------
    FileRefusedError
        `too_many_columns`, which also names doubled ones, or `duplicate_header`.
    """
    counts = Counter(name.casefold() for name in names if name)
    doubled = [name for name in dict.fromkeys(names) if name and counts[name.casefold()] > 1]
    if len(names) > MAX_COLUMNS:
        from geo.languages import Says

        shown = ", ".join(name[:100] for name in doubled[:5])
        also = Says(f" Judul {shown} juga berulang.", f" Also, the header {shown} occurs twice.") if doubled else ""
        raise refuse("too_many_columns", file, n=len(names), limit=MAX_COLUMNS, also=also)
    if doubled:
        raise refuse("duplicate_header", file, columns=[name[:100] for name in doubled[:20]])
    return tuple(name[:200] or f"kolom_{number}" for number, name in enumerate(names, start=1))
