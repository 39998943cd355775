"""Every version of every content row: who changed what and when, and the way back (django-simple-history).

This is the memory of the team. What the public may know about the past comes from published updates alone
(:mod:`roadmap.history`).
"""

from django.db import models
from simple_history.models import HistoricalChanges, HistoricalRecords


def recorded(*m2m_fields: str) -> HistoricalRecords:
    """Return the records of a model: ``history = recorded("partners")`` also keeps the named many-to-many relations.

    ``QuerySet.update`` and ``bulk_create`` leave no record (STYLE.md); content is changed row by row.
    """
    return HistoricalRecords(m2m_fields=list(m2m_fields), history_change_reason_field=models.TextField(null=True))


def is_record(model: type[models.Model]) -> bool:
    """Whether ``model`` holds versions of rows, or of their many-to-many relations, and no content of its own."""
    return issubclass(model, HistoricalChanges) or hasattr(model, "m2m_history_id")
