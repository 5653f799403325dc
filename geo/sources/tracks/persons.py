"""Names of persons are not read: columns that may hold them are dropped before anything else looks at a record."""

from __future__ import annotations

import pandas as pd

from geo.languages import Says
from geo.sources.archives import printable
from geo.sources.headers import key
from geo.sources.reading import Notice

_WORDS = frozenset(
    (
        *("leader", "leaders", "member", "members", "observer", "observers", "ranger", "officer", "employee", "user"),
        *("username", "person", "author", "reporter", "petugas", "anggota", "personel", "pemimpin", "ketua", "pelapor"),
        *("nrp", "nip", "nik", "email", "phone", "telepon", "hp"),
    )
)
_WHOLE = frozenset(
    (
        *("name", "nama", "title", "patrol title", "judul", "subject name", "subject", "patrol subject"),
        *("subject title", "reported by", "created by", "updated by", "given name", "family name", "first name"),
        *("last name", "full name", "nama lengkap", "driver", "pengemudi"),
    )
)


def without_persons(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Notice, ...]]:
    """Return a table without the columns that may name persons, and a notice that says which were left out."""
    names = [name for name in frame.columns if names_person(str(name))]
    if not names:
        return frame, ()
    return frame.drop(columns=names), (persons_left_out([printable(str(name)) for name in names], len(names)),)


def names_person(column: str) -> bool:
    """Tell whether a column may hold the name of a person, by its own name."""
    words = key(column)
    return words.removeprefix("extra ") in _WHOLE or bool(set(words.split()) & _WORDS)


def persons_left_out(names: list[str], n: int) -> Notice:
    """Say that names of persons were not read, and where they stand."""
    says = Says("Nama orang tidak dibaca ({names}).", "Names of persons were not read ({names}).")
    return Notice("persons_left_out", says.filled(names=names[:10]), n)
