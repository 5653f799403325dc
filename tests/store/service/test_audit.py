"""The audit chain: append-only, every change of the past is found, the end cannot be cut off unnoticed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import StoreError
from geo.store.service.audit import START, Audit
from geo.store.service.file import ServiceFile
from tests.webmap.samples import NOW

TRUE_LOOKING = (
    "INSERT INTO audit SELECT 7, at, who, role, agency, source, action, what, details, hash, 'x' "
    "FROM audit WHERE number = 6"
)
WHO = {"who": "U001", "role": "admin", "agency": "POLRES", "source": "127.0.0.1"}


def _filled(service: ServiceFile, n: int = 6) -> Audit:
    audit = Audit(service)
    for number in range(n):
        audit.add(f"uji.{number % 2}", NOW, what=f"X{number}", details={"n": number, "teks": "é\n\x1b[31m"}, **WHO)
    return audit


def test_a_chain_holds_and_names_its_head(service: ServiceFile) -> None:
    audit = Audit(service)
    assert audit.verify().head == audit.head() == START
    audit = _filled(service)
    found = audit.verify()
    assert (found.good, found.entries, found.head) == (True, 6, audit.head())
    assert audit.verify(audit.head()).good
    assert audit.verify(START).good
    wrong = audit.verify("ab" * 32)
    assert not wrong.good
    assert wrong.problem is not None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET what = 'lain' WHERE number = 3",
        "UPDATE audit SET details = '{}' WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "UPDATE audit SET at = at + 1 WHERE number = 6",
        "UPDATE audit SET number = 9 WHERE number = 6",
        TRUE_LOOKING,
    ],
)
def test_whoever_writes_past_the_program_is_found(service: ServiceFile, tampering: str) -> None:
    audit = _filled(service)
    with service.writing() as con:
        for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            con.execute(f"DROP TRIGGER {name}")
        con.execute(tampering)
    assert not audit.verify().good


def test_an_end_that_was_cut_off_is_found_by_a_head_noted_elsewhere(service: ServiceFile) -> None:
    audit = _filled(service)
    noted = audit.head()
    with service.writing() as con:
        con.execute("DROP TRIGGER audit_whole")
        con.execute("DELETE FROM audit WHERE number = 6")
    assert audit.verify().good
    assert not audit.verify(noted).good


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET what = 'lain'",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT * FROM audit WHERE number = 1",
    ],
)
def test_the_program_itself_can_only_append(service: ServiceFile, statement: str) -> None:
    audit = _filled(service)

    def tamper() -> None:
        with service.writing() as con:
            con.execute(statement)

    with pytest.raises(StoreError, match="append-only"):
        tamper()
    assert audit.verify().good


def test_many_writers_make_one_chain(service: ServiceFile) -> None:
    audit = Audit(service)

    def write() -> None:
        for _ in range(25):
            audit.add("uji", NOW, **WHO)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    found = audit.verify()
    assert (found.good, found.entries) == (True, 200)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=st.characters(), max_size=300), value=st.none() | st.booleans() | st.integers() | st.text()
)
def test_any_text_can_be_entered(service: ServiceFile, text: str, value: object) -> None:
    audit = Audit(service)
    audit.add("uji", NOW, **{**WHO, "who": text, "source": text}, what=text, details={"v": value})
    assert audit.verify().good


def test_entries_are_found_by_who_and_what_was_done(service: ServiceFile) -> None:
    audit = _filled(service)
    entries, total = audit.entries(limit=2)
    assert [one.number for one in entries] == [6, 5]
    assert total == 6
    assert audit.entries(action="uji.1")[1] == 3
    assert audit.entries(action="uji.")[1] == 6
    assert audit.entries(action="uji_")[1] == 0
    assert audit.entries(who="U002")[1] == 0
    assert audit.entries(since=NOW, until=NOW)[1] == 0


def test_an_incremental_verification_begins_where_the_last_one_ended(service: ServiceFile) -> None:
    audit = _filled(service)
    first = audit.verify()
    audit.add("uji", NOW, **WHO)
    second = audit.verify(since=first.entries, before=first.head)
    assert (second.good, second.entries, second.head) == (True, 7, audit.head())


def test_an_incremental_verification_misses_an_end_that_was_cut_off_meanwhile(service: ServiceFile) -> None:
    """Also when others were written in the place of what is gone."""
    audit = _filled(service)
    seen = audit.verify()
    with service.writing() as con:
        con.execute("DROP TRIGGER audit_whole")
        con.execute("DELETE FROM audit WHERE number > 4")
    cut = audit.verify(since=seen.entries, before=seen.head)
    assert not cut.good
    assert cut.problem is not None
    for _ in range(3):
        audit.add("uji", NOW, **WHO)
    assert not audit.verify(since=seen.entries, before=seen.head).good


def test_writers_in_several_processes_and_a_clock_that_goes_back_make_one_chain(service: ServiceFile) -> None:
    writer = """
import sys
from datetime import timedelta
from pathlib import Path
from geo.store.service.audit import Audit
from geo.store.service.file import ServiceFile
from tests.webmap.samples import NOW
with ServiceFile(Path(sys.argv[1])) as file:
    for number in range(40):
        Audit(file).add("uji", NOW - timedelta(hours=number), who="U001", role="admin", agency=None, source="-")
"""
    command = [sys.executable, "-c", writer, str(service.path)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for one in writers:
        _, told = one.communicate(timeout=60)
        assert one.returncode == 0, told
    found = Audit(service).verify()
    assert (found.good, found.entries) == (True, 120)


def test_the_file_keeps_no_entry_that_was_not_committed(service: ServiceFile) -> None:
    audit = _filled(service, 1)
    other = sqlite3.connect(service.path)
    try:
        assert other.execute("SELECT COUNT(*) FROM audit").fetchone() == (1,)
    finally:
        other.close()
    assert audit.verify().entries == 1


@pytest.mark.parametrize(
    "change",
    ["details = '{kaput'", "details = '[1]'", "details = x'ff00'", "at = 'kemarin'", "at = 9000000000000000000",
     "what = x'ff00'", "who = 7.5"],
)  # fmt: skip
def test_an_entry_that_was_tampered_with_is_found_and_still_listed(service: ServiceFile, change: str) -> None:
    audit = _filled(service)
    with service.writing() as con:
        for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            con.execute(f"DROP TRIGGER {name}")
        con.execute(f"UPDATE audit SET {change} WHERE number = 3")
    found = audit.verify()
    assert not found.good
    assert found.problem is not None
    assert "number 3" in found.problem.en
    entries, total = audit.entries()
    assert (total, [one.number for one in entries]) == (6, [6, 5, 4, 3, 2, 1])
    assert entries[0].details == {"n": 5, "teks": "é\n\x1b[31m"}
