"""Tables of citizens' reports: the fact, and apart from it what can be deleted: contact, photos, messages."""

from __future__ import annotations

from sqlalchemy import REAL, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from geo.store.service.schema import METADATA
from geo.tables.reports import PLACES_GIVEN, STATES, TIME_GIVEN


def _one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})")


REPORTS = Table(
    "reports",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("report_id", Text, nullable=False, unique=True),
    Column("code_hash", Text, nullable=False, unique=True),  # of the receipt code, never the code itself
    Column("sending_hash", Text, nullable=False, unique=True),  # of what the device calls this report: stored once
    Column("state", Text, _one_of("state", STATES), nullable=False, server_default="new"),
    Column("kind", Text, nullable=False),
    Column("place_how", Text, _one_of("place_how", PLACES_GIVEN), nullable=False),
    Column("lon", REAL),
    Column("lat", REAL),
    Column("accuracy_m", REAL),
    Column("precision_m", REAL),
    Column("district", Text),
    Column("village", Text),
    Column("place_text", Text),
    Column("occurred", Integer),
    Column("occurred_precision", Text, _one_of("occurred_precision", TIME_GIVEN), nullable=False),
    Column("device_time", Integer),  # when it was written, by the clock of the phone
    Column("device_sent", Integer),  # when it was sent, by the same clock
    Column("received", Integer, nullable=False),
    Column("text", Text),
    Column("language", Text, nullable=False),
    Column("doubts", Text, nullable=False, server_default=""),
    Column("agency", Text),
    Column("handler", Text),
    Column("forwarded", Integer),
    Column("decided", Integer),
    Column("reason", Text),  # why it was refused, as the citizen reads it
    Column("incident_id", Text),
    Column("merged_into", Text),
    Column("waiting", Integer, nullable=False, server_default="0"),  # for the citizen's answer
    Column("unread", Integer, nullable=False, server_default="0"),  # the citizen wrote something new
    Column("forgotten", Integer),
    Column("forgotten_why", Text),
    Column("changed", Integer, nullable=False),
    CheckConstraint("lon IS NULL OR (lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90)"),
    CheckConstraint("forgotten IS NULL OR (text IS NULL AND place_text IS NULL AND lon IS NULL)"),
    Index("reports_inbox", "state", "received"),
    Index("reports_kind", "kind", "occurred"),
    sqlite_autoincrement=True,
)

REPORT_CONTACTS = Table(
    "report_contacts",
    METADATA,
    Column("number", Integer, ForeignKey("reports.number", ondelete="CASCADE"), primary_key=True),
    Column("contact", Text, nullable=False),
)

REPORT_MESSAGES = Table(
    "report_messages",
    METADATA,
    Column("message", Integer, primary_key=True),
    Column("number", Integer, ForeignKey("reports.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("sent", Integer, nullable=False),
    Column("side", Text, _one_of("side", ("citizen", "staff")), nullable=False),
    Column("author", Text),
    Column("asks", Integer, nullable=False, server_default="0"),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

REPORT_PHOTOS = Table(
    "report_photos",
    METADATA,
    Column("number", Integer, ForeignKey("reports.number", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),  # a JPEG of our own making: pixels and nothing else
)

REPORT_VIEWS = Table(
    "report_views",
    METADATA,
    Column("view", Integer, primary_key=True),
    Column("number", Integer, ForeignKey("reports.number"), nullable=False, index=True),
    Column("seen", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("what", Text, nullable=False),
    sqlite_autoincrement=True,
    info={
        "triggers": (
            (
                "CREATE TRIGGER report_views_stay BEFORE UPDATE ON report_views "
                "BEGIN SELECT RAISE(ABORT, 'views of reports are written once'); END"
            ),
            (
                "CREATE TRIGGER report_views_whole BEFORE DELETE ON report_views "
                "BEGIN SELECT RAISE(ABORT, 'views of reports are written once'); END"
            ),
        )
    },
)
