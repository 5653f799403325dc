"""Run by Alembic: apply the steps on the connection that `geo.store.migrate` hands over, in its one transaction."""

from __future__ import annotations

from alembic import context

from geo.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
