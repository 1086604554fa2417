"""The gradebook made, and brought from an older shape to the newest: Alembic runs what is in `versions/`."""
