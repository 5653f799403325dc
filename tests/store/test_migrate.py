"""A migration ends in the new schema or leaves the old one, whatever happens in between."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
import shapely

from geo.store import open_store, results
from geo.store.connect import connect
from geo.store.copying import new_file
from geo.store.migrate import apply_steps, migrate_file, schema_of
from tests.store.forks import forks
from tests.store.samples import NOW, arrival, fresh_store, incidents, refused

LATER = Path(__file__).with_name("later_versions")
MIGRATE = """
import os, signal
import geo.store.migrate as m
plain, seen = m.connect, 0
def watched(path, **options):
    con = plain(path, **options)
    def count(statement):
        global seen
        seen += 1
        if seen == order['kill_at']:
            os.kill(os.getpid(), signal.SIGKILL)
    con.set_trace_callback(count)
    return con
m.connect = watched
m.migrate_file(Path(order['path']), [Path(order['versions'])], 6)
answer = seen
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    with open_store(fresh_store(path)) as store:
        store.take_in(arrival(incidents(20, agency=None), refused=refused(3)), NOW)
    return path


def state_of(path: Path) -> tuple[int, str, bool, int]:
    con = connect(path)
    try:
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        names = {row[0] for row in con.execute("SELECT name FROM sqlite_master")}
        assert not any(name.startswith("_alembic") for name in names)
        columns = {row[1] for row in con.execute("PRAGMA table_info(quarantine)")}
        named = con.execute("SELECT count(*) FROM incidents WHERE agency = 'LAMA'").fetchone()[0]
        revision = con.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        assert con.execute("SELECT count(*) FROM quarantine").fetchone() == (3,)
        assert ("text" in columns) == ("trial" in names) == ("trial_name" in names)
        return schema_of(con), str(revision), "text" in columns, int(named)
    finally:
        con.close()


def test_two_steps_at_once_keeping_a_copy(old: Path) -> None:
    """S08."""
    kept = migrate_file(old, [LATER], 6)
    assert state_of(old) == (6, "0006", True, 20)
    assert state_of(kept) == (4, "0004", False, 0)
    migrate_file(old, [LATER], 6)  # again: nothing to do
    assert state_of(old) == (6, "0006", True, 20)


@pytest.mark.slow
def test_killed_at_every_statement_it_is_old_or_new_and_a_second_start_ends_it(old: Path, tmp_path: Path) -> None:
    """S08."""
    prepare = (
        "from pathlib import Path\nimport alembic.command, sqlalchemy.pool\nimport geo.store.migrate\n"
        "import alembic.config\n"
    )
    reached = []
    with forks(prepare, MIGRATE) as helper:
        kill_at, ended = 0, False
        while not ended:
            kill_at += 1
            trial = tmp_path / "trial" / "s.db"
            shutil.rmtree(trial.parent, ignore_errors=True)
            trial.parent.mkdir()
            shutil.copy(old, trial)
            helper.begin(path=str(trial), versions=str(LATER), kill_at=kill_at)
            outcome = helper.end()
            assert not outcome["failed"]
            ended = not outcome["killed"]
            found = state_of(trial)
            assert found in {(4, "0004", False, 0), (6, "0006", True, 20)}, f"killed at statement {kill_at}"
            reached.append(found[0])
            if kill_at % 5 == 1 or ended:
                migrate_file(trial, [LATER], 6)
                assert state_of(trial) == (6, "0006", True, 20)
    assert reached.count(4) > 20, "hardly any statement was tried"
    assert reached[-1] == 6


def test_a_failing_step_leaves_the_old_schema(old: Path, tmp_path: Path) -> None:
    """S08."""
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "v0005_broken.py").write_text(
        "from alembic import op\nrevision = '0005'\ndown_revision = '0004'\n\n\n"
        "def upgrade():\n    op.execute('CREATE TABLE trial (a)')\n    op.execute('INSERT INTO absent VALUES (1)')\n"
    )
    with pytest.raises(sqlite3.OperationalError, match="absent"):
        migrate_file(old, [folder], 5)
    assert state_of(old) == (4, "0004", False, 0)
    open_store(f"sqlite:///{old}").close()


def test_a_store_of_the_first_schema_keeps_its_hotspots(tmp_path: Path) -> None:
    path = tmp_path / "first.db"
    new_file(path)
    con = connect(path)
    apply_steps(con, newest=1)
    con.execute(
        "INSERT INTO runs (number, task, method, parameters, seed, chosen, audience, status, created, alive)"
        " VALUES (1, 'hotspots', 'dbscan', '{}', 0, '{}', '[]', 'done', 0, 0)"
    )
    con.execute(
        "INSERT INTO hotspots"
        " (run_number, position, hotspot_id, rank, cluster, n, harm, area_km2, density_km2, geometry)"
        " VALUES (1, 0, 'H1', 1, 0, 7, 7.0, 0.5, 14.0, ?)",
        (shapely.to_wkb(shapely.box(104, -3, 105, -2)),),
    )
    apply_steps(con, newest=2)
    assert schema_of(con) == 2
    table = results.read(con, 1, "hotspots")
    assert table["n"].tolist() == [7]
    assert table["confidence"].isna().all()
    assert len(results.read(con, 1, "kinships")) == 0
    con.close()
