"""How alembic reaches the database: through the connection, and within the transaction, that `_upgrade` opened."""

from alembic import context

from complaintkit_sqlmodel.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
