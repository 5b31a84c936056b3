"""Alembic's entry: runs the steps on the connection handed over by ``schema.upgrade``."""

from __future__ import annotations

from alembic import context

from village.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
