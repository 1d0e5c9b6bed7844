"""Alembic's door: it is always called with an open connection by `communique.ledger.layout`."""

from alembic import context

from communique.ledger.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,  # SQLite can, too, since the driver is told not to interfere
)
with context.begin_transaction():
    context.run_migrations()
