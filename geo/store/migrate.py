"""From an older schema to this program's: all steps in one transaction, after a copy of the file was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from geo.store.connect import APPLICATION_ID, connect, roll_back
from geo.store.copying import copy_file
from geo.store.schema import SCHEMA

FOLDER = Path(__file__).parent / "migrations"


def schema_of(con: sqlite3.Connection) -> int:
    """Return the number of the schema that a file has; 0 in a file without tables."""
    return int(con.execute("PRAGMA user_version").fetchone()[0])


def apply_steps(con: sqlite3.Connection, versions: Sequence[Path] = (), newest: int = SCHEMA) -> None:
    """Bring the file of a connection to the newest schema, or leave it as it was.

    SQLite's own DDL is transactional; one `BEGIN IMMEDIATE` around all steps makes a killed process leave the
    old schema, never something between.

    Parameters
    ----------
    con
        A connection in autocommit mode, outside a transaction.
    versions
        Further folders of steps beside the shipped one.
    newest
        Number of the schema to reach.

    Raises
    ------
    sqlite3.Error
        When a step fails; nothing has changed then.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import StaticPool

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "newline")
    folders = [FOLDER / "versions", *versions]
    settings.set_main_option("version_locations", "\n".join(str(folder).replace("%", "%%") for folder in folders))
    engine = create_engine("sqlite://", creator=lambda: con, poolclass=StaticPool)
    con.execute("PRAGMA foreign_keys=OFF")  # a step may rebuild a table that others point to
    try:
        with engine.connect() as connection:
            # Only now: SQLAlchemy's first look at a connection ends with a rollback.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if schema_of(con) >= newest:  # another process has just done it
                return
            settings.attributes["connection"] = connection
            command.upgrade(settings, f"{newest:04d}")
            broken = con.execute("PRAGMA foreign_key_check").fetchone()
            if broken:
                msg = f"a migration left a dangling reference: {broken}"
                raise sqlite3.IntegrityError(msg)
            if not con.in_transaction:
                msg = "a migration ended its transaction by itself"
                raise sqlite3.IntegrityError(msg)
            con.execute(f"PRAGMA application_id={APPLICATION_ID}")
            con.execute(f"PRAGMA user_version={newest}")
            connection.commit()
    except DBAPIError as error:
        raise error.orig or sqlite3.DatabaseError(str(error)) from error
    finally:
        roll_back(con)
        con.execute("PRAGMA foreign_keys=ON")


def migrate_file(path: Path, versions: Sequence[Path] = (), newest: int = SCHEMA) -> Path:
    """Migrate a store file, keeping a copy of it as it was.

    Parameters
    ----------
    path
        The store.
    versions, newest
        As for `apply_steps`.

    Returns
    -------
    pathlib.Path
        The copy: `<store>.before-schema-NNNN`, readable by the owner alone.
    """
    kept = path.with_name(f"{path.name}.before-schema-{newest:04d}")
    con = connect(path)
    try:
        copy_file(con, kept)
        apply_steps(con, versions, newest)
    finally:
        con.close()
    return kept
