"""A made-up sixth schema, so that a store may have to take two steps at once."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add an index."""
    op.create_index("trial_name", "trial", ["name"])
