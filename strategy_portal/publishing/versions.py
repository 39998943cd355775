"""The version of a row: a digest that changes whenever anybody changes the row.

Code that shows a row and writes to it later (a form, a list, the preview of an import) remembers the version, and
compares it under a lock before it writes anything.
"""

import hashlib
import json
from collections.abc import Iterable

from django.db import models


def version_of(row: models.Model) -> str:
    """Return 64 hexadecimal digits computed from all columns of ``row`` and the keys of its many-to-many relations.

    ``row`` must not have been changed in memory since it was loaded. The time of the last save does not count, so
    saving without a change does not change the version. Takes one query per many-to-many relation; for several rows
    use :func:`versions_of`.
    """
    state = {field.attname: stored_value(row, field) for field in row._meta.concrete_fields if not _is_clock(field)}
    state |= {field.name: stored_value(row, field) for field in row._meta.many_to_many}
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def versions_of(rows: models.QuerySet) -> dict[int, str]:
    """Return primary key -> version for ``rows``. Takes one query, and one more per many-to-many relation.

    To compare versions before writing, call it inside a transaction with ``rows.select_for_update()``.
    """
    relations = [field.name for field in rows.model._meta.many_to_many]
    return {row.pk: version_of(row) for row in rows.prefetch_related(*relations)}


def stored_value(row: models.Model, field: models.Field) -> str | list[str] | None:
    """Return the value of ``field`` as text; for a relation the key, or the sorted keys."""
    if field.many_to_many:
        return sorted_keys(getattr(row, field.name).all())
    return None if field.value_from_object(row) is None else str(field.value_to_string(row))


def sorted_keys(rows: Iterable[models.Model]) -> list[str]:
    return [str(key) for key in sorted(row.pk for row in rows)]


def _is_clock(field: models.Field) -> bool:
    return getattr(field, "auto_now", False)
