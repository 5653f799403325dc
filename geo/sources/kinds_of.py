"""From the words of a file to the region's kinds: by code, by name in either language, by the words a kind lists."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.languages import Says
from geo.sources.reading import Notice
from geo.sources.times import as_texts
from geo.tables.incidents import UNCLASSIFIED

_SHOWN = 10


@dataclass(frozen=True)
class KindWords:
    """The region's kinds as words to be looked up.

    Parameters
    ----------
    whole
        Phrase (lower case, plain letters) to code: it must be the whole text.
    within
        Phrases that may also stand inside a longer text.
    harm
        Harm weight of each code.
    """

    whole: dict[str, str] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)
    harm: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, kinds: pd.DataFrame | None) -> KindWords:
        """Gather the words of a kinds table (form of `geo.tables.kinds`); a word of two kinds means neither."""
        words = cls()
        if kinds is None:
            return words
        doubtful: set[str] = set()
        for row in kinds.to_dict("records"):
            code = str(row["code"])
            words.harm[code] = float(row["harm"]) if pd.notna(row["harm"]) else 1.0
            names = [str(row.get(column) or "") for column in ("name_id", "name_en")]
            listed = str(row.get("words") or "").split(";") if pd.notna(row.get("words")) else []
            phrases = {phrase_of(text) for text in [*listed, *(re.sub(r"\(.*?\)", " ", name) for name in names)]}
            parts = {phrase_of(part) for name in names for part in re.split(r"[/()]", name)}
            for phrase in phrases - {""}:
                if words.within.setdefault(phrase, code) != code:
                    doubtful.add(phrase)
            for phrase in (phrases | parts | {phrase_of(code)}) - {""}:
                if words.whole.setdefault(phrase, code) != code:
                    doubtful.add(phrase)
        for phrase in doubtful:
            words.within.pop(phrase, None)
            words.whole.pop(phrase, None)
        for code in words.harm:
            words.whole[phrase_of(code)] = code
        return words

    def code_of(self, text: str) -> str | None:
        """Return the code that a text means, or None; the longest phrase inside it decides, a tie decides nothing."""
        phrase = phrase_of(text)
        if phrase in self.whole:
            return self.whole[phrase]
        tokens = phrase.split()
        for length in range(min(len(tokens), 8), 0, -1):
            found = {
                self.within[part]
                for start in range(len(tokens) - length + 1)
                if (part := " ".join(tokens[start : start + length])) in self.within
            }
            if len(found) == 1:
                return found.pop()
            if found:
                return None
        return None


def phrase_of(text: str) -> str:
    """Return a text as words for comparing: lower case, plain letters and digits, single blanks."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def kinds_of(
    texts: pd.Series[Any] | None, n: int, words: KindWords, given: str | None
) -> tuple[npt.NDArray[np.object_], list[Notice]]:
    """Return the kind code of every record.

    Parameters
    ----------
    texts
        The file's words for the kind, or None when it has no such column.
    n
        Number of records.
    words
        The region's kinds.
    given
        Kind of all records, as the user or the source says, or None.

    Returns
    -------
    tuple
        Codes, shape (n,), `INFO` where nothing is said or nothing known fits; and what the user should know: the words
        that no kind claims, with counts.
    """
    if given is not None:
        return np.full(n, given, dtype=object), []
    if texts is None:
        says = Says(
            "Berkas tidak menyebut jenis; {n} baris menjadi {code}. Bila semuanya sejenis, sebutkan: --kind.",
            "The file names no kinds; {n} rows become {code}. If all are of one kind, name it: --kind.",
        ).filled(n=n, code=UNCLASSIFIED)
        return np.full(n, UNCLASSIFIED, dtype=object), [Notice("no_kind_column", says, n)] if n else []
    rows, distinct = pd.factorize(as_texts(texts).str.strip())
    codes = [words.code_of(str(text)) if text else None for text in distinct]
    counts = np.bincount(rows, minlength=len(codes)) if n else np.zeros(len(codes), dtype=np.int64)
    unknown = sorted(
        (
            (int(count), str(text))
            for count, text, code in zip(counts, distinct, codes, strict=True)
            if text and not code
        ),
        key=lambda item: (-item[0], item[1]),
    )
    notices = []
    if unknown:
        shown = ", ".join(f"{text[:60]} ({count})" for count, text in unknown[:_SHOWN])
        more = len(unknown) - _SHOWN
        total = sum(count for count, _ in unknown)
        says = Says(
            f"Jenis yang tidak dikenal menjadi {UNCLASSIFIED}: {shown}"
            + (f" dan {more} lainnya." if more > 0 else "."),
            f"Unknown kinds become {UNCLASSIFIED}: {shown}" + (f" and {more} more." if more > 0 else "."),
        )
        notices.append(Notice("unmapped_kinds", says, total))
    table = np.array([code or UNCLASSIFIED for code in codes] or [UNCLASSIFIED], dtype=object)
    return table[rows], notices


def harm_of(codes: npt.NDArray[np.object_], words: KindWords) -> npt.NDArray[np.float64]:
    """Return the harm weight of every record; 1 for a kind that the region does not know."""
    rows, distinct = pd.factorize(codes)
    weights = np.array([words.harm.get(str(code), 1.0) for code in distinct] or [1.0])
    harm: npt.NDArray[np.float64] = weights[rows]
    return harm
