"""Test data that many tests need: built once, and from then on inserted as the rows that the first build produced.

Building a city takes hundreds of queries, with all checks and history; inserting its rows again takes a few
milliseconds. The rows are the same, with the same keys, and each test still has its own transaction.
"""

import functools
from collections.abc import Callable

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from strategy_portal.publishing.lifecycle import raise_content_revision
from strategy_portal.publishing.models import ContentRevision

Rows = dict[str, list[tuple]]  # table -> rows


def remembered(build: Callable[..., None]) -> Callable[..., None]:
    """Decorate ``build`` so that it inserts the rows of an earlier call wherever it would build the same ones.

    That is so if the tables that it fills have as many rows as before that call, usually only those of migrations.
    Otherwise it builds. It must return None, because callers have to read the rows from the database, and it must not
    depend on today's date, because a test run may last beyond midnight.
    """
    memory: dict[tuple, tuple[dict[str, int], Rows]] = {}

    @functools.wraps(build)
    @transaction.atomic
    def build_or_write(*args, **kwargs) -> None:
        key = (args, *sorted(kwargs.items()))
        if key in memory and _write(*memory[key]):
            return
        before = _all_rows()
        assert build(*args, **kwargs) is None
        memory[key] = _difference(before, _all_rows())

    return build_or_write


def _all_rows() -> Rows:
    models = apps.get_models(include_auto_created=True)
    # The content revision is left out: it is never the same twice.
    tables = sorted({model._meta.db_table for model in models} - {ContentRevision._meta.db_table})
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the name of a table
            found[table] = [tuple(map(connection.ops.adapt_unknown_value, row)) for row in cursor]
    return found


def _difference(before: Rows, after: Rows) -> tuple[dict[str, int], Rows]:
    """Return the earlier number of rows of each table that has grown, and its new rows."""
    changed = {table: rows for table, rows in after.items() if rows != before[table]}
    new = {table: [row for row in rows if row not in before[table]] for table, rows in changed.items()}
    assert all(len(rows) == len(before[table]) + len(new[table]) for table, rows in changed.items())
    return {table: len(before[table]) for table in new}, new


def _write(counts: dict[str, int], rows: Rows) -> bool:
    """Insert ``rows`` if their tables have ``counts`` rows now; return whether that was possible."""
    with connection.cursor() as cursor:
        quoted = {table: connection.ops.quote_name(table) for table in rows}
        numbers = [f"(SELECT count(*) FROM {name})" for name in quoted.values()]  # noqa: S608 - names of tables
        cursor.execute(f"SELECT {', '.join(numbers)}")
        if cursor.fetchone() != tuple(counts.values()):
            return False
        try:
            with transaction.atomic():
                for table, content in rows.items():
                    places = ", ".join(["%s"] * len(content[0]))
                    cursor.executemany(f"INSERT INTO {quoted[table]} VALUES ({places})", content)  # noqa: S608 - names of tables
        except IntegrityError:  # the same number of rows, but different ones
            return False
    raise_content_revision()
    return True
