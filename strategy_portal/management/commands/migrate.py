"""Django's `migrate`, with a clear message if it cannot bring a database up to date."""

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _


class Command(migrate.Command):
    def handle(self, *args, database, **options):
        refuse_gaps(database)
        super().handle(*args, database=database, **options)


def refuse_gaps(database: str) -> None:
    """Refuse a database that has applied some, but not all, of the migrations that a squashed migration replaces.

    The missing ones no longer exist, so the database cannot be brought up to date, and Django would fail with a message
    that does not help. Raises :class:`CommandError`.
    """
    applied = MigrationRecorder(connections[database]).applied_migrations()
    loader = MigrationLoader(None)
    for migration in loader.replacements.values():
        missing = [name for name in migration.replaces if name not in applied and name not in loader.disk_migrations]
        if missing and len(missing) < len(migration.replaces):
            raise CommandError(
                _(
                    "This database stopped at an older state of the portal, and nothing was changed in it. It lacks "
                    "%(migrations)s: first run `migrate` of the last commit that has these migrations."
                )
                % {"migrations": ", ".join(".".join(name) for name in missing)}
            )
