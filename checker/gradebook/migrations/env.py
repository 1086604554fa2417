"""How Alembic comes to its connection: the gradebook hands it over."""

from alembic import context

from checker.gradebook.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
