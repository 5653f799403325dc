"""Texts as other programs may meet them: no cell that a spreadsheet takes for a formula, no sign XML forbids."""

from __future__ import annotations

import re

# A spreadsheet may run what begins so, also after spaces and in full width; a plain negative number is none.
_RISKY = re.compile(r"'|\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEGATIVE_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?\Z")
# What XML 1.0 cannot hold, and half surrogate pairs, which no UTF-8 file can.
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_UTF8 = re.compile("[\ud800-\udfff]")
NOT_IN_XLSX = re.compile("[\ud800-\udfff\ufffe\uffff]")  # readers do not take the last two back from `_xHHHH_`
_NEEDS_ESCAPE_IN_XLSX = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula (or it begins with the mark that says it is none)."""
    return _RISKY.match(text) is not None and _NEGATIVE_NUMBER.match(text) is None


def neutral(text: str) -> str:
    """Return the text as a CSV cell that no spreadsheet runs: a leading `'` is put before what is risky.

    Taking one leading `'` away from every cell that has one gives the very text back.

    References
    ----------
    OWASP, CSV Injection; ASVS 5.0, 1.2.10.
    """
    return text if text[:1].isalnum() or not is_risky(text) else "'" + text


def whole_characters(text: str, lost: re.Pattern[str]) -> tuple[str, int]:
    """Return the text with U+FFFD for each character that cannot be written (`NOT_IN_…`), and how many there were."""
    return (text, 0) if text.isascii() else lost.subn(REPLACEMENT, text)


def for_xml(text: str) -> tuple[str, int]:
    """Return the text with signs that XML 1.0 forbids shown as pictures (U+2400 …), and how many there were."""
    return _FORBIDDEN_IN_XML.subn(_picture, text)


def for_xlsx(text: str) -> str:
    """Return the text with forbidden signs as `_xHHHH_`, as ECMA-376 has it; `_xHHHH_` itself is escaped too.

    References
    ----------
    ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
    """
    return _NEEDS_ESCAPE_IN_XLSX.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else REPLACEMENT
