"""Alembic's entry: runs on the connection that it is handed, inside its transaction."""

from alembic import context

from bot.store import seats  # noqa: F401  # its tables too
from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
