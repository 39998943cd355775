"""Tells a database whose tables were made from the models that all migrations are applied."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def record_migrations() -> None:
    """Record what ``migrate`` would: each migration, and those that it replaces."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    rows = [
        recorder.Migration(app=app, name=name)
        for migration in MigrationLoader(None).disk_migrations.values()
        for app, name in [*migration.replaces, (migration.app_label, migration.name)]
    ]
    recorder.migration_qs.bulk_create(rows)
