"""The content of each record as a digest: what a correction would change, and nothing that is ours to decide."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.times import distinct_texts

_DIGEST_BYTES = 16
_BETWEEN = "\x1f"
_UNKNOWN = np.iinfo(np.int64).min
# Columns of few distinct values, each with the value that counts as "nothing said".
_LABELS = (
    ("kind", ""),
    ("time_precision", ""),
    ("origin", ""),
    ("agency", ""),
    ("status", "unverified"),
    ("sharing", "own"),
)


def digests(
    table: pd.DataFrame, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], canonical: Sequence[str]
) -> npt.NDArray[np.object_]:
    """Return a digest of each record's content.

    Parameters
    ----------
    table
        Columns of `geo.tables.incidents` as interpreted: kind, occurred_from, occurred_to, time_precision, precision_m,
        origin, status, sharing, footprint, agency where there is one.
    lon, lat
        Degrees; counted to 1e-7 degrees (about a centimetre).
    canonical
        The attributes in canonical form (`geo.sources.attributes`).

    Returns
    -------
    numpy.ndarray
        32 hexadecimal digits (128 bits of BLAKE2b) per record, shape (n,). Harm, `outside`, `left_out`, import and line
        take no part: they may change without the record being corrected.

    References
    ----------
    RFC 7693 (BLAKE2).
    """
    numbers = np.column_stack(
        (
            *(table[name].dt.as_unit("us").astype("int64").to_numpy() for name in ("occurred_from", "occurred_to")),
            _rounded(table["precision_m"].to_numpy(dtype=np.float64), 1e3),
            _rounded(lon, 1e7),
            _rounded(lat, 1e7),
        )
    ).astype("<i8")
    width = numbers.shape[1] * 8
    packed = memoryview(numbers.tobytes())
    outlines = table["footprint"].fillna("").to_numpy(dtype=object).tolist()
    written = [
        blake2b(
            b"".join((packed[row * width : (row + 1) * width], text.encode("utf-8", "surrogatepass"))),
            digest_size=_DIGEST_BYTES,
        ).hexdigest()
        for row, text in enumerate(
            map(_BETWEEN.join, zip(_labels(table), outlines, canonical, strict=True)),
        )
    ]
    return np.array(written, dtype=object)


def _rounded(values: npt.NDArray[np.float64], scale: float) -> npt.NDArray[np.int64]:
    known = np.isfinite(values)
    rounded = np.full(len(values), _UNKNOWN, dtype=np.int64)
    rounded[known] = np.rint(values[known] * scale).astype(np.int64)
    return rounded


def _labels(table: pd.DataFrame) -> list[str]:
    """Join the columns of few distinct values, each combination once."""
    n = len(table)
    combined = np.zeros(n, dtype=np.int64)
    columns: list[tuple[npt.NDArray[np.int64], list[str]]] = []
    for name, usual in _LABELS:
        if name not in table:
            columns.append((np.zeros(n, dtype=np.int64), [""]))
            continue
        rows, texts = distinct_texts(table[name])
        columns.append((rows, ["" if text == usual else text for text in texts]))
        _, combined = np.unique(combined * max(len(texts), 1) + rows, return_inverse=True)
    _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
    labels = np.array(
        [_BETWEEN.join(texts[rows[at]] for rows, texts in columns) for at in first.tolist()] or [""], dtype=object
    )
    listed: list[str] = labels[inverse].tolist()
    return listed
