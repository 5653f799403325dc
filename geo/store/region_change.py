"""Changes the region that a store holds: checked first, all or nothing, nothing that is in use can vanish."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import shapely

from geo.agencies.packs import load_region
from geo.agencies.region import Region
from geo.errors import RegionError
from geo.languages import Says
from geo.store.address import path_of
from geo.store.connect import connect, reading, writing
from geo.store.failures import as_store_errors
from geo.store.region_difference import Change, difference
from geo.tables.incidents import UNCLASSIFIED

_KIND_USED = Says(
    "jenis {code} dipakai {n} kejadian dan tidak dapat dihapus; biarkan barisnya, ubah nama atau keterlihatannya",
    "kind {code} is used by {n} incidents and cannot be removed; keep its row, change its name or visibility",
)
_KIND_KEPT = Says(
    "jenis {code} disebut riwayat {n} kejadian dan tidak dapat dihapus; biarkan barisnya",
    "kind {code} stands in the history of {n} incidents and cannot be removed; keep its row",
)
_AGENCY_USED = Says(
    "instansi {code} mencatat {n} kejadian dan tidak dapat dihapus; biarkan entrinya",
    "agency {code} recorded {n} incidents and cannot be removed; keep its entry",
)
_AGENCY_USERS = Says(
    "instansi {code} masih punya {n} pengguna aktif dan tidak dapat dihapus; pindahkan atau nonaktifkan mereka dahulu",
    "agency {code} still has {n} active users and cannot be removed; move or disable them first",
)
_MEANWHILE = Says(
    "wilayah diubah orang lain sejak usulan ini diperiksa; periksa lagi apa yang akan berubah",
    "the region was changed by somebody else since this was checked; look again at what would change",
)
_FIXED = Says(
    "{name} tidak dapat diubah selama ada kejadian atau analisis ({n}): hasil yang ada dihitung dengannya. "
    "Buat penyimpanan baru dengan paket ini: petarawan init --region MAP",
    "{name} cannot be changed while there are incidents or runs ({n}): what is there was computed with it. "
    "Make a new store with this pack: petarawan init --region FOLDER",
)
_MOVED = Says(
    "batas baru memindahkan {n} kejadian ke dalam atau ke luar wilayah. "
    "Buat penyimpanan baru dengan paket ini dan impor lagi berkasnya: petarawan init --region MAP",
    "the new boundary moves {n} incidents into the region or out of it. "
    "Make a new store with this pack and import the files again: petarawan init --region FOLDER",
)
_HARM = Says(
    "{n} kejadian jenis {code} yang memakai bobot lama {old} mendapat bobot {new}",
    "{n} incidents of kind {code} that have the old weight {old} get the weight {new}",
)
_HIDDEN = Says(
    "{n} kejadian jenis {code} tidak lagi tampil sebagai titik",
    "{n} incidents of kind {code} are no longer shown as points",
)
_SHOWN = Says(
    "{n} kejadian jenis {code} yang tadinya tersembunyi akan tampil di peta staf sebagai titik",
    "{n} incidents of kind {code} that were hidden will be shown on the staff's map as points",
)


@dataclass(frozen=True)
class RegionChange:
    """What a new pack would do.

    `files` names the files that differ; `refusals` says what keeps it from being taken, each with its file;
    `notices` what follows from it.
    """

    files: tuple[str, ...]
    changes: tuple[Change, ...]
    refusals: tuple[tuple[str, Says], ...] = ()
    notices: tuple[Says, ...] = ()
    before: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form, without the old pack."""
        return {
            "files": list(self.files),
            "changes": [change.as_dict() for change in self.changes],
            "refusals": [{"file": file, **says.as_dict()} for file, says in self.refusals],
            "notices": [says.as_dict() for says in self.notices],
        }


def pack_digest(files: Mapping[str, bytes]) -> str:
    """Return a SHA-256 over names and contents of a pack."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()


def plan_region_change(
    store_url: str, files: Mapping[str, bytes], *, users: Mapping[str, int] | None = None
) -> RegionChange:
    """Say what a new pack would change, without changing anything.

    Parameters
    ----------
    store_url
        `sqlite:///PATH`.
    files
        The whole new pack: file name to content.
    users
        How many active users each agency has: such an agency cannot be removed.

    Returns
    -------
    RegionChange
        With its refusals; an empty `files` when the pack is the one that the store holds.

    Raises
    ------
    RegionError
        When the pack itself is wrong; `params["faults"]` lists every fault with file, line and remedy.
    StoreError
        When the store cannot be read.
    """
    new = load_region(files)
    path = path_of(store_url)
    with as_store_errors(path.name):
        con = connect(path, read_only=True)
        try:
            with reading(con):
                return _planned(con, new, files, users or {})
        finally:
            con.close()


def put_region_files(
    store_url: str,
    files: Mapping[str, bytes],
    now: datetime,
    *,
    users: Mapping[str, int] | None = None,
    expected: str | None = None,
) -> RegionChange:
    """Put a new pack in the place of the store's, in one transaction.

    Kinds keep their numbers; new ones get the next; incidents that have a kind's old weight get its new one. The data
    version rises, so that every index and cached region is made anew. `before` of the answer is the old pack, for the
    history (`geo.store.service.region_history`).

    Parameters
    ----------
    store_url
        `sqlite:///PATH`.
    files
        The whole new pack: file name to content.
    now
        The present moment; kept by the history, not by the store.
    users
        How many active users each agency has: such an agency cannot be removed.
    expected
        `pack_digest` of the pack that the new one was made from or compared with; None: whatever is there.

    Raises
    ------
    RegionError
        When the pack is wrong, takes away what is in use, or another one than expected is there; nothing has
        changed then.
    StoreError
        When the store cannot be written.
    """
    _ = now
    new = load_region(files)
    path = path_of(store_url)
    with as_store_errors(path.name):
        con = connect(path)
        try:
            with writing(con):
                planned = _planned(con, new, files, users or {})
                if expected is not None and planned.files and pack_digest(planned.before) != expected:
                    raise _refused(((new.name, _MEANWHILE),))
                if planned.refusals:
                    raise _refused(planned.refusals)
                if planned.files:
                    _write(con, new, files)
        finally:
            con.close()
    return planned


def _planned(
    con: sqlite3.Connection, new: Region, files: Mapping[str, bytes], users: Mapping[str, int]
) -> RegionChange:
    before = dict(con.execute("SELECT name, content FROM region_files").fetchall())
    names = sorted({*before, *files})
    differing = {name: (before.get(name), files.get(name)) for name in names if before.get(name) != files.get(name)}
    if not differing:
        return RegionChange((), (), before=before)
    old = load_region(before)
    changes = difference(old, new, differing)
    refusals = [*_kinds_gone(con, changes), *_agencies_gone(con, changes, users), *_fixed(con, changes, new)]
    notices = _following(con, changes)
    return RegionChange(tuple(differing), tuple(changes), tuple(refusals), tuple(notices), before)


def _kinds_gone(con: sqlite3.Connection, changes: list[Change]) -> list[tuple[str, Says]]:
    gone = [change.code for change in changes if change.subject == "kind" and change.action == "removed"]
    told: list[tuple[str, Says]] = []
    for code in gone:
        used = _count(
            con, "SELECT count(*) FROM incidents WHERE kind = (SELECT number FROM kinds WHERE code = ?)", code
        )
        kept = _count(con, "SELECT count(*) FROM history WHERE before IS NOT NULL AND before ->> '$.kind' = ?", code)
        if used:
            told.append(("kinds.csv", _KIND_USED.filled(code=code, n=used)))
        elif kept:
            told.append(("kinds.csv", _KIND_KEPT.filled(code=code, n=kept)))
    return told


def _agencies_gone(con: sqlite3.Connection, changes: list[Change], users: Mapping[str, int]) -> list[tuple[str, Says]]:
    gone = [change.code for change in changes if change.subject == "agency" and change.action == "removed"]
    used = {code: _count(con, "SELECT count(*) FROM incidents WHERE agency = ?", code) for code in gone}
    told = [_AGENCY_USED.filled(code=code, n=n) for code, n in used.items() if n]
    told += [_AGENCY_USERS.filled(code=code, n=users[code]) for code in gone if users.get(code)]
    return [("agencies.toml", says) for says in told]


def _fixed(con: sqlite3.Connection, changes: list[Change], new: Region) -> list[tuple[str, Says]]:
    n = _count(con, "SELECT (SELECT count(*) FROM incidents) + (SELECT count(*) FROM runs)")
    if not n:
        return []
    told = [
        ("region.toml", _FIXED.filled(name=name, n=n))
        for change in changes
        if change.subject == "region"
        for name in ("name", "crs", "timezone")
        if name in change.fields
    ]
    if any(change.subject == "boundary" for change in changes):
        rows = con.execute("SELECT lon, lat, outside FROM incidents").fetchall()
        lon, lat, outside = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
        moved = (
            int((~shapely.contains_xy(new.boundary, lon, lat) != np.asarray(outside, dtype=bool)).sum()) if rows else 0
        )
        if moved:
            told.append(("boundary.geojson", _MOVED.filled(n=moved)))
    return told


def _following(con: sqlite3.Connection, changes: list[Change]) -> list[Says]:
    told: list[Says] = []
    for change in changes:
        if change.subject != "kind" or change.action != "changed":
            continue
        code = change.code
        n = _count(con, "SELECT count(*) FROM incidents WHERE kind = (SELECT number FROM kinds WHERE code = ?)", code)
        if "harm" in change.fields and n:
            old, weight = (float(value) for value in change.fields["harm"])
            same = _count(
                con,
                "SELECT count(*) FROM incidents i JOIN kinds k ON k.number = i.kind "
                "WHERE k.code = ? AND i.harm = k.harm AND i.by_hand = 0",
                code,
            )
            told.append(_HARM.filled(n=same, code=code, old=old, new=weight))
        if "visibility" in change.fields and n:
            to_map = change.fields["visibility"][1] == "map"
            if to_map or change.fields["visibility"][0] == "map":
                told.append((_SHOWN if to_map else _HIDDEN).filled(n=n, code=code))
    return told


def _write(con: sqlite3.Connection, new: Region, files: Mapping[str, bytes]) -> None:
    con.execute("DELETE FROM region_files")
    con.executemany("INSERT INTO region_files (name, content) VALUES (?, ?)", sorted(files.items()))
    codes = [str(code) for code in new.kinds["code"]]
    known = {code: number for number, code in con.execute("SELECT number, code FROM kinds")}
    for code, number in known.items():
        if code not in codes and code != UNCLASSIFIED:
            con.execute("DELETE FROM kinds WHERE number = ?", (number,))
    after = con.execute("SELECT coalesce(max(number), 0) FROM kinds").fetchone()[0]
    for code, harm, visibility in zip(codes, new.kinds["harm"].astype(float), new.kinds["visibility"], strict=True):
        if code not in known:
            after += 1
            values = (after, code, harm, str(visibility))
            con.execute("INSERT INTO kinds (number, code, harm, visibility) VALUES (?, ?, ?, ?)", values)
            continue
        con.execute(
            "UPDATE incidents SET harm = ?1 WHERE kind = ?2 AND by_hand = 0 AND harm <> ?1 "
            "AND harm = (SELECT harm FROM kinds WHERE number = ?2)",
            (harm, known[code]),
        )
        con.execute("UPDATE kinds SET harm = ?, visibility = ? WHERE number = ?", (harm, str(visibility), known[code]))
    con.execute("UPDATE state SET data_version = data_version + 1")


def _count(con: sqlite3.Connection, query: str, *values: Any) -> int:
    return int(con.execute(query, values).fetchone()[0])


def _refused(refusals: tuple[tuple[str, Says], ...]) -> RegionError:
    faults = [{"file": file, "line": None, "column": None, **says.as_dict()} for file, says in refusals]
    file, first = refusals[0]
    return RegionError(file=file, where="", problem=first, faults=faults)
