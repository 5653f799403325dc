"""Taking a file in: new, unchanged, corrected, all in one transaction; the same file again changes nothing."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateIndex, DropIndex

from geo.languages import Says
from geo.store.connect import connect, writing
from geo.store.deliveries import pack
from geo.store.failures import refuse
from geo.store.history import remember, stored_rows
from geo.store.ids import import_id
from geo.store.moments import microseconds
from geo.store.protocol import Arrival, Imported
from geo.store.rows import no_collection, rows_of
from geo.store.schema import INCIDENT_INDEXES
from geo.store.staging import Staged, attach, stage_incidents, stage_regrouped
from geo.tables.quarantine import QUARANTINE

_CACHE_KB = 262_144  # the indexes of a million rows fit, so that no page is written twice
_SAME, _CHANGED, _BY_HAND, _SUPERSEDED = 0, 1, 2, 3
_UNEVEN = Says(
    "{file}: hitungan tidak cocok ({records} rekaman, {sum} terhitung); tidak ada yang disimpan. Laporkan berkas ini.",
    "{file}: the counts do not add up ({records} records, {sum} accounted for); nothing was stored. Report this file.",
)
_KEPT_BY_HAND = Says(
    "baris berbeda dari isi yang sudah dikoreksi atau ditolak dengan tangan; koreksi tangan dipertahankan.",
    "rows differ from what was corrected or rejected by hand; the hand correction stays.",
)
_KEPT_NEWER = Says(
    "baris berisi versi lama yang sudah dikoreksi impor sesudahnya; versi yang lebih baru dipertahankan.",
    "rows hold an old version that a later import has corrected; the newer version stays.",
)


class _NothingKept(Exception):  # noqa: N818 - not an error: the way out of a dry run
    """Leaves the transaction of a dry run, so that it is taken back."""


def take_in(path: Path, arrival: Arrival, now: datetime, *, dry_run: bool) -> Imported:
    """Store one file's rows, all or nothing.

    Parameters
    ----------
    path
        The store file.
    arrival, now
        What came, and the present moment.
    dry_run
        Count everything, keep nothing.

    Raises
    ------
    StoreError
        When the counts do not add up to the records; nothing was stored.
    TableError, ParameterError
        When rows are not in the form of `geo.tables.incidents` or of a kind the region does not have.
    """
    began = time.perf_counter()
    _check_sum(path, arrival, len(arrival.rows))
    con = connect(path)
    try:
        con.execute(f"PRAGMA cache_size=-{_CACHE_KB}")
        kinds = {code: (number, harm) for number, code, harm in con.execute("SELECT number, code, harm FROM kinds")}
        attach(con)
        staged = stage_incidents(con, arrival.rows, kinds)
        stage_regrouped(con, arrival.regrouped)
        result: Imported | None = None
        try:
            with writing(con):
                result = _Intake(con, path, arrival, staged, now).run(began)
                if dry_run:
                    raise _NothingKept
        except _NothingKept:
            pass
    finally:
        con.close()
    assert result is not None
    return result if not dry_run else Imported(**{**vars(result), "import_id": ""})


class _Intake:
    """One file inside its transaction."""

    def __init__(self, con: sqlite3.Connection, path: Path, arrival: Arrival, staged: Staged, now: datetime) -> None:
        self.con, self.path, self.arrival, self.staged = con, path, arrival, staged
        self.now = microseconds(now)
        self.number = self._begin()

    def run(self, began: float) -> Imported:
        """Compare, store, correct, relabel, and write down what became of every record."""
        existing = int(self.con.execute("SELECT count(*) FROM incidents").fetchone()[0])
        verdicts = self._meet() if existing else {}
        stored = self._store(existing, sum(verdicts.values()))
        corrected = self._correct() if verdicts.get(_CHANGED) else 0
        unchanged = sum(n for verdict, n in verdicts.items() if verdict != _CHANGED)
        _check_sum(self.path, self.arrival, stored + corrected + unchanged)
        regrouped = self._regroup()
        if stored or corrected or regrouped:
            self.con.execute("UPDATE state SET data_version = data_version + 1, data_as_of = ?", (self.now,))
        quarantined = self._quarantine()
        warnings = [*self.arrival.warnings]
        for code, says, verdict in (
            ("kept_by_hand", _KEPT_BY_HAND, _BY_HAND),
            ("kept_newer", _KEPT_NEWER, _SUPERSEDED),
        ):
            if verdicts.get(verdict):
                warnings.append({"code": code, **says.as_dict(), "n": verdicts[verdict]})
        reasons = {str(code): int(n) for code, n in self.arrival.refused["reason"].value_counts().items()}
        imported = Imported(
            import_id=import_id(self.number) or "",
            source=self.arrival.source,
            records=self.arrival.records,
            stored=stored,
            unchanged=unchanged,
            corrected=corrected,
            duplicates=self.arrival.duplicates,
            quarantined=quarantined,
            reasons=reasons,
            warnings=warnings,
            seconds=round(time.perf_counter() - began, 3),
        )
        self._end(imported, again=bool(verdicts))
        return imported

    def _begin(self) -> int:
        arrival = self.arrival
        cursor = self.con.execute(
            "INSERT INTO imports (file, digest, source, status, created, records, stored, unchanged, corrected, "
            "duplicates, quarantined, mapping, agency) VALUES (?, ?, ?, 'done', ?, ?, 0, 0, 0, ?, ?, ?, ?)",
            (
                arrival.file,
                arrival.digest,
                arrival.source,
                self.now,
                arrival.records,
                arrival.duplicates,
                len(arrival.refused),
                json.dumps(dict(arrival.mapping), ensure_ascii=False),
                arrival.agency,
            ),
        )
        return int(cursor.lastrowid or 0)

    def _meet(self) -> dict[int, int]:
        """Find the rows whose incident is stored already, judge each, and count the verdicts."""
        digest = self.staged.expressions["digest"]
        self.con.execute("CREATE TABLE staging.met (staged INTEGER PRIMARY KEY, number INTEGER, verdict INTEGER)")
        self.con.execute(
            "INSERT INTO staging.met SELECT s.rowid, i.number, "  # noqa: S608 - built from our own column names
            f"CASE WHEN i.digest IS {digest} THEN {_SAME} WHEN i.by_hand THEN {_BY_HAND} ELSE {_CHANGED} END "
            "FROM staging.arrivals s CROSS JOIN main.incidents i INDEXED BY incidents_id "
            "ON i.incident_id = s.incident_id",
            dict(self.staged.shared),
        )
        self.con.execute(
            f"UPDATE staging.met SET verdict = {_SUPERSEDED} WHERE verdict = {_CHANGED} AND staged IN ("  # noqa: S608 - as above
            "SELECT s.rowid FROM staging.met m JOIN staging.arrivals s ON s.rowid = m.staged "
            f"JOIN main.history h ON h.incident_id = s.incident_id AND h.before_digest = {digest} "
            f"JOIN main.imports e ON e.number = h.before_import AND e.status = 'done' AND e.digest = :file_digest "
            f"WHERE m.verdict = {_CHANGED})",
            {**self.staged.shared, "file_digest": self.arrival.digest},
        )
        return dict(self.con.execute("SELECT verdict, count(*) FROM staging.met GROUP BY verdict").fetchall())

    def _store(self, existing: int, met: int) -> int:
        new = self.staged.n - met
        if not new:
            return 0
        names = [*self.staged.expressions, "import_number", "first_import"]
        values = ", ".join([*self.staged.expressions.values(), ":number", ":number"])
        unmet = "WHERE s.rowid NOT IN (SELECT staged FROM staging.met)" if met else ""
        rebuild = new > existing  # sorting whole indexes is then faster than filling them one by one
        if rebuild:
            for index in INCIDENT_INDEXES:
                self.con.execute(str(DropIndex(index).compile(dialect=sqlite_dialect.dialect())))
        fields = ", ".join(f'"{name}"' for name in names)
        cursor = self.con.execute(
            f"INSERT INTO main.incidents ({fields}) SELECT {values} FROM staging.arrivals s {unmet} ORDER BY s.rowid",  # noqa: S608 - as above
            {**self.staged.shared, "number": self.number},
        )
        if rebuild:
            for index in INCIDENT_INDEXES:
                self.con.execute(str(CreateIndex(index).compile(dialect=sqlite_dialect.dialect())))
        return cursor.rowcount

    def _correct(self) -> int:
        codes = dict(self.con.execute("SELECT number, code FROM kinds").fetchall())
        changed = f"i.number IN (SELECT number FROM staging.met WHERE verdict = {_CHANGED})"  # noqa: S608 - a constant
        rows = stored_rows(self.con, changed, {})
        remember(self.con, rows, codes, changed=self.now or 0, action="corrected", number=self.number)
        names = [name for name in self.staged.expressions if name != "incident_id"]
        fields = ", ".join(f'{self.staged.expressions[name]} AS "{name}"' for name in names)
        sets = ", ".join(f'"{name}" = v."{name}"' for name in names)
        return self.con.execute(
            f"UPDATE main.incidents SET {sets}, import_number = :number "  # noqa: S608 - built from our own column names
            f"FROM (SELECT m.number AS met, {fields} FROM staging.met m "
            f"JOIN staging.arrivals s ON s.rowid = m.staged WHERE m.verdict = {_CHANGED}) AS v "
            "WHERE incidents.number = v.met",
            {**self.staged.shared, "number": self.number},
        ).rowcount

    def _regroup(self) -> int:
        self.con.execute(
            "INSERT INTO regroupings SELECT :number, i.incident_id, i.event_id, i.left_out "
            "FROM staging.regrouped g JOIN main.incidents i ON i.incident_id = g.incident_id "
            "WHERE i.event_id IS NOT g.event_id OR i.left_out IS NOT g.left_out",
            {"number": self.number},
        )
        return self.con.execute(
            "UPDATE main.incidents SET event_id = g.event_id, left_out = g.left_out FROM staging.regrouped g "
            "WHERE g.incident_id = incidents.incident_id "
            "AND (incidents.event_id IS NOT g.event_id OR incidents.left_out IS NOT g.left_out)"
        ).rowcount

    def _quarantine(self) -> int:
        with no_collection():
            rows = [(self.number, *row) for row in rows_of(QUARANTINE, self.arrival.refused, ["import_id"])]
        self.con.executemany(
            'INSERT INTO quarantine (import_number, line, "column", value, reason, detail, raw) '
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        return len(rows)

    def _end(self, imported: Imported, *, again: bool) -> None:
        packed = None
        if again:
            query = f"SELECT number FROM staging.met WHERE verdict <> {_CHANGED}"  # noqa: S608 - a constant
            numbers = np.fromiter((row[0] for row in self.con.execute(query)), dtype=np.int64)
            packed = pack(numbers) if len(numbers) else None
        values: tuple[Any, ...] = (
            imported.stored,
            imported.unchanged,
            imported.corrected,
            json.dumps(imported.warnings, ensure_ascii=False, default=str),
            imported.seconds,
            packed,
            self.number,
        )
        self.con.execute(
            "UPDATE imports SET stored = ?, unchanged = ?, corrected = ?, warnings = ?, seconds = ?, seen_again = ? "
            "WHERE number = ?",
            values,
        )


def _check_sum(path: Path, arrival: Arrival, rows: int) -> None:
    total = rows + len(arrival.refused) + arrival.duplicates
    if total != arrival.records:
        raise refuse(path.name, _UNEVEN, file=arrival.file, records=arrival.records, sum=total)
