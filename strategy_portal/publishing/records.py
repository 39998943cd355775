"""The history of every content row: who changed what and when, and how to restore it (django-simple-history).

It is internal, for the team. The public sees the past only through published updates (:mod:`roadmap.past.history`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.db import connection, models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalChanges, HistoricalRecords

_reason: ContextVar[str | None] = ContextVar("reason of a change", default=None)


class RecordsManager(HistoryManager):
    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        """Create the class once; the original creates a new one for every record."""
        return super().from_queryset(queryset_class, class_name)


class Records(HistoricalRecords):
    def contribute_to_class(self, cls, name):
        super().contribute_to_class(cls, name)
        cls.kept_records = self

    def get_change_reason_for_object(self, instance, history_type, using):
        return super().get_change_reason_for_object(instance, history_type, using) or _reason.get()

    def create_historical_record_m2ms(self, history_instance, instance):
        """Record the many-to-many relations. One query reads the keys of all; the original reads whole rows of each."""
        fields = history_instance._history_m2m_fields
        if not fields:
            return
        kept = {number: [] for number in range(len(fields))}
        with connection.cursor() as cursor:
            cursor.execute(_lists_of(tuple(fields)), [instance.pk] * len(fields))
            for number, *keys in cursor.fetchall():
                kept[number].append(keys)
        for number, field in enumerate(fields):
            names = [key.attname for key in field.remote_field.through._meta.concrete_fields]
            model = self.m2m_models[field]
            rows = [model(history=history_instance, **dict(zip(names, keys, strict=True))) for keys in kept[number]]
            model.objects.bulk_create(rows)


@cache
def _lists_of(fields: tuple[models.ManyToManyField, ...]) -> str:
    """Return the SQL for the rows of the intermediate tables of ``fields``, each row with the index of its field."""
    quoted = connection.ops.quote_name
    parts = []
    for number, field in enumerate(fields):
        between = field.remote_field.through._meta
        columns = ", ".join(quoted(str(key.column)) for key in between.concrete_fields)
        own = quoted(str(between.get_field(field.m2m_field_name()).column))
        table = quoted(between.db_table)
        parts.append(f"SELECT {number}, {columns} FROM {table} WHERE {own} = %s")  # noqa: S608 - names of the schema
    return " UNION ALL ".join(parts)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Give ``reason`` to each record that is written inside the ``with`` block."""
    token = _reason.set(reason or None)
    try:
        yield
    finally:
        _reason.reset(token)


@contextmanager
def as_one_change(row: models.Model) -> Iterator[None]:
    """Write one record for saving ``row`` and setting its many-to-many relations, instead of one for each of them."""
    if hasattr(row, "skip_history_when_saving"):  # a part of a larger change
        yield
        return
    kind = "~" if row.pk else "+"
    row.skip_history_when_saving = True
    try:
        yield
    finally:
        del row.skip_history_when_saving
    row.kept_records.create_historical_record(row, kind)


def recorded(*m2m_fields: str) -> HistoricalRecords:
    """Return the history of a model: ``history = recorded("partners")`` also records the many-to-many ``partners``.

    ``QuerySet.update`` and ``bulk_create`` write no records, so content has to be changed row by row.
    """
    return Records(
        m2m_fields=list(m2m_fields),
        history_change_reason_field=models.TextField(null=True),
        history_manager=RecordsManager,
    )


def is_record(model: type[models.Model]) -> bool:
    """Whether ``model`` holds past versions of rows, or of their many-to-many relations, rather than content."""
    return issubclass(model, HistoricalChanges) or hasattr(model, "m2m_history_id")
