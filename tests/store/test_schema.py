from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from geo.store.migrate import FOLDER
from geo.store.schema import METADATA, SCHEMA
from tests.store.samples import fresh_store


def test_the_steps_build_exactly_the_tables_of_the_schema(tmp_path: Path) -> None:
    fresh_store(tmp_path / "s.db")
    engine = create_engine(f"sqlite:///{tmp_path}/s.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, METADATA)
    engine.dispose()
    assert [item for item in differences if item[1].name != "alembic_version"] == []


def test_the_newest_step_is_the_schema_that_the_program_knows() -> None:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    assert int(ScriptDirectory.from_config(settings).get_current_head() or 0) == SCHEMA
