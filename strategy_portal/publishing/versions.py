"""The version of a row: a short text that differs as soon as anybody has changed the row.

Who looks at a row and acts on it later (a form, a list, the preview of an import) remembers its version, and compares
it under a lock before anything is written.
"""

import hashlib
import json
from collections.abc import Iterable

from django.db import models


def version_of(row: models.Model) -> str:
    """Return 64 hexadecimal digits for all columns of ``row`` as loaded and the keys of its many-to-many relations.

    ``row`` comes from the database and has not been changed in memory since. The time of the last save does not
    count: a save that changes nothing makes no new version. Costs one query per many-to-many relation; for several
    rows ask :func:`versions_of`.
    """
    state = {field.attname: stored_value(row, field) for field in row._meta.concrete_fields if not _is_clock(field)}
    state |= {field.name: stored_value(row, field) for field in row._meta.many_to_many}
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def versions_of(rows: models.QuerySet) -> dict[int, str]:
    """Return the version of each of ``rows`` by its key, with one query and one more per many-to-many relation.

    To compare before writing, call it in a transaction with ``rows.select_for_update()``.
    """
    relations = [field.name for field in rows.model._meta.many_to_many]
    return {row.pk: version_of(row) for row in rows.prefetch_related(*relations)}


def stored_value(row: models.Model, field: models.Field) -> str | list[str] | None:
    """Return what ``row`` holds in ``field`` as text; of a relation the key or the sorted keys."""
    if field.many_to_many:
        return sorted_keys(getattr(row, field.name).all())
    return None if field.value_from_object(row) is None else str(field.value_to_string(row))


def sorted_keys(rows: Iterable[models.Model]) -> list[str]:
    return [str(key) for key in sorted(row.pk for row in rows)]


def _is_clock(field: models.Field) -> bool:
    return getattr(field, "auto_now", False)
