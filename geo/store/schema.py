"""The tables of the SQLite store; `migrations/` builds them, a test holds the two together.

Moments are whole microseconds since 1970 (UTC), JSON is text, outlines are WKB.
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    literal_column,
)

from geo.tables import column as forms
from geo.tables.declarations import DECLARATIONS
from geo.tables.forecasts import BACKTESTS, FORECASTS
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.lineage import BORDERS, KINSHIPS
from geo.tables.orders import ORDERS
from geo.tables.routes import ROUTES, STOPS
from geo.tables.runs import RUNS
from geo.tables.stacks import STACKS
from geo.tables.tracks import FIXES, PATROL_RESULTS, TRACKS
from geo.tables.zones import ZONES

SCHEMA = 4  # the newest schema that this program knows; kept in the file as PRAGMA user_version
METADATA = MetaData()

STATE = Table(
    "state",
    METADATA,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    Column("store_id", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Column("data_version", Integer, nullable=False),
    Column("data_as_of", Integer),
    Column("region_version", Integer, nullable=False, server_default="0"),
)

REGION_FILES = Table(
    "region_files",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

KINDS = Table(
    "kinds",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("harm", REAL, nullable=False),
    Column("visibility", Text, nullable=False),
)

IMPORTS = Table(
    "imports",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    Column("stored", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("corrected", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("mapping", Text),
    Column("warnings", Text),
    Column("seconds", REAL),
    Column("undone", Integer),
    Column("undo", Text),
    Column("seen_again", LargeBinary),
    Column("agency", Text),
    sqlite_autoincrement=True,
)

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("incident_id", Text, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("lon", REAL, nullable=False),
    Column("lat", REAL, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("occurred_from", Integer),
    Column("occurred_to", Integer),
    Column("time_precision", Text, nullable=False),
    Column("precision_m", REAL),
    Column("harm", REAL, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text),
    Column("origin", Text, nullable=False),
    Column("agency", Text),
    Column("status", Text, nullable=False),
    Column("sharing", Text, nullable=False),
    Column("left_out", Text),
    Column("event_id", Text),
    Column("outside", Integer, nullable=False),
    Column("attributes", Text),
    Column("footprint", Text),
    Column("digest", Text),
    Column("import_number", Integer),
    Column("first_import", Integer),
    Column("row", Integer),
    Column("by_hand", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
COUNTABLE = INCIDENTS.c.left_out.is_(None) & (INCIDENTS.c.status != literal_column("'rejected'"))
INCIDENT_INDEXES = (
    Index("incidents_id", INCIDENTS.c.incident_id, unique=True),
    # Covers every question of the map, so that none of them touches the rows themselves.
    Index(
        "incidents_map",
        INCIDENTS.c.cell,
        INCIDENTS.c.kind,
        INCIDENTS.c.occurred_from,
        INCIDENTS.c.occurred_to,
        INCIDENTS.c.lon,
        INCIDENTS.c.lat,
        INCIDENTS.c.left_out,
        INCIDENTS.c.status,
        INCIDENTS.c.agency,
        INCIDENTS.c.sharing,
    ),
    Index("incidents_time", INCIDENTS.c.occurred_from, INCIDENTS.c.occurred_to),
)

HISTORY = Table(
    "history",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("incident_id", Text, nullable=False, index=True),
    Column("changed", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text),
    Column("import_number", Integer, index=True),
    Column("before_import", Integer),
    Column("before_digest", Text),
    Column("before", Text),
)

REGROUPINGS = Table(
    "regroupings",
    METADATA,
    Column("import_number", Integer, ForeignKey("imports.number"), primary_key=True),
    Column("incident_id", Text, primary_key=True),
    Column("event_id", Text),
    Column("left_out", Text),
    sqlite_with_rowid=False,
)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("import_number", Integer, ForeignKey("imports.number"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    Column("column", Text),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    Column("detail", Text),
    Column("raw", Text),
)

_TYPES: dict[str, type] = {
    "text": Text,
    "json": Text,
    "integer": Integer,
    "boolean": Integer,
    "moment": Integer,
    "number": REAL,
    "geometry": LargeBinary,
}


def _columns(form: forms.Table, *without: str) -> list[Column]:  # type: ignore[type-arg]
    return [
        Column(item.name, _TYPES[item.kind], nullable=not item.required)
        for item in form.columns
        if item.name not in without
    ]


RUNS_TABLE = Table(
    "runs",
    METADATA,
    Column("number", Integer, primary_key=True),
    *_columns(RUNS, "run_id"),
    Column("alive", Integer, nullable=False),
    Column("showing", Integer),
    Column("request_digest", Text),
    Column("basis", Text),
    Index("runs_status", "status"),
    Index("runs_request", "request_digest"),
    Index("runs_shown", "task", "showing"),
    sqlite_autoincrement=True,
)

SHOWINGS_TABLE = Table(
    "showings",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("run_number", Integer, ForeignKey("runs.number"), nullable=False),
    Column("shown", Text, nullable=False),
    Column("moment", Integer, nullable=False),
    Column("who", Text),
    Index("showings_run", "run_number"),
    sqlite_autoincrement=True,
)


def _result(form: forms.Table) -> Table:
    return Table(
        form.name,
        METADATA,
        Column("run_number", Integer, ForeignKey("runs.number"), primary_key=True),
        Column("position", Integer, primary_key=True),
        *_columns(form, "run_id"),
        sqlite_with_rowid=False,
    )


RESULT_FORMS = (HOTSPOTS, SURFACES, ZONES, KINSHIPS, BORDERS, STACKS, FORECASTS, BACKTESTS, ROUTES, STOPS)
RESULTS: dict[str, Table] = {form.name: _result(form) for form in RESULT_FORMS}
Index("hotspots_id", RESULTS["hotspots"].c.hotspot_id)
RESULTS["labels"] = Table(
    "labels",
    METADATA,
    Column("run_number", Integer, ForeignKey("runs.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("incident_id", Text, nullable=False),
    Column("cluster", Integer, nullable=False),
    sqlite_with_rowid=False,
)


NETWORKS = Table(
    "networks",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("recorded", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)


def _record(form: forms.Table, key: str) -> Table:
    written_once = form.name == "fixes"
    kept = (
        ()
        if written_once
        else (
            Column("recorded", Integer, nullable=False),
            Column("row_digest", Text, nullable=False),
            Column("superseded", Integer),
        )
    )
    return Table(
        form.name,
        METADATA,
        Column("entry", Integer, primary_key=True),
        *_columns(form),
        *kept,
        Index(f"{form.name}_key", key),
        sqlite_autoincrement=True,
    )


RECORD_FORMS: dict[str, forms.Table] = {
    form.name: form for form in (TRACKS, FIXES, PATROL_RESULTS, ORDERS, DECLARATIONS)
}
RECORD_KEYS = {
    "tracks": "track_id",
    "fixes": "track_id",
    "patrol_results": "result_id",
    "orders": "order_id",
    "declarations": "declaration_id",
}
RECORDS: dict[str, Table] = {name: _record(form, RECORD_KEYS[name]) for name, form in RECORD_FORMS.items()}
