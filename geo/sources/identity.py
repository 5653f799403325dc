"""Who a record is: ids that stay the same at every import, and duplicates within a file.

A record with an id of its own is known by it. One without is known by its cells as they stand and, since records that
look alike are separate incidents, by its ordinal among equals.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.times import distinct_texts

_ID_BYTES = 10
_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", dtype=np.uint8)
_BETWEEN = "\x1f"

Texts = npt.NDArray[np.object_]


def normalised(ids: pd.Series[str]) -> pd.Series[str]:
    """Return ids as they are compared: no outer blanks, one inner blank, one case."""
    rows, texts = distinct_texts(ids)
    plain = np.array([" ".join(text.split()).casefold() for text in texts] or [""], dtype=object)
    return pd.Series(plain[rows], index=ids.index, dtype="str")


def incident_ids(source: str, ids: pd.Series[str], cells: Sequence[str]) -> Texts:
    """Return the lasting id of every record.

    Parameters
    ----------
    source
        Name of the source: equal ids of two sources are two incidents.
    ids
        Normalised ids of the source, empty where a record has none; shape (n,).
    cells
        The record's cells as one text (used where there is no id); equal texts are told apart by their ordinal.

    Returns
    -------
    numpy.ndarray
        `I` and 16 letters or digits (80 bits of BLAKE2b in base 32), shape (n,).

    References
    ----------
    RFC 7693 (BLAKE2), RFC 4648 (base 32).
    """
    given = ids.to_numpy(dtype=object)
    has_id = given != ""
    texts = [f"{source}{_BETWEEN}id{_BETWEEN}{text}" for text in given.tolist()]
    without = np.flatnonzero(~has_id)
    if len(without):
        chosen = pd.Series([cells[row] for row in without.tolist()], dtype="str")
        groups, _ = pd.factorize(chosen)
        ordinal = pd.Series(groups).groupby(groups).cumcount().to_numpy()
        for row, text, number in zip(without.tolist(), chosen.tolist(), ordinal.tolist(), strict=True):
            texts[row] = f"{source}{_BETWEEN}row{_BETWEEN}{text}{_BETWEEN}{number}"
    hashed = b"".join(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_ID_BYTES).digest() for text in texts)
    return _base32(hashed, len(texts))


def _base32(hashed: bytes, n: int) -> Texts:
    """Write n runs of ten bytes as sixteen letters each, after an `I`."""
    if n == 0:
        return np.zeros(0, dtype=object)
    bits = np.unpackbits(np.frombuffer(hashed, dtype=np.uint8).reshape(n, _ID_BYTES), axis=1).reshape(n, 16, 5)
    letters = _ALPHABET[bits @ np.array([16, 8, 4, 2, 1], dtype=np.uint8)]
    prefixed = np.concatenate([np.full((n, 1), ord("I"), dtype=np.uint8), letters], axis=1)
    written: Texts = np.ascontiguousarray(prefixed).view("S17").ravel().astype("U17").astype(object)
    return written


def repeats(ids: Texts, contents: Sequence[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Find records whose id came before in the same file.

    Parameters
    ----------
    ids
        Incident ids in file order; shape (n,).
    contents
        Their digests.

    Returns
    -------
    tuple
        Whether the record repeats an earlier one with the very same content, and the index of the earlier one with
        other content (a conflict) or -1.
    """
    groups, _ = pd.factorize(ids)
    order = np.arange(len(groups))
    first = pd.Series(order).groupby(groups).transform("min").to_numpy()
    digest = np.asarray(contents, dtype=object)
    later = first != order
    same = later & (digest == digest[first]) if len(groups) else later
    return same, np.where(later & ~same, first, -1)
