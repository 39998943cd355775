"""A value of a field, as it is stored and as it was submitted: in words, and whether both say the same."""

import datetime
from collections.abc import Iterable

from django import forms
from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.forms.relations import as_numbers
from strategy_portal.publishing.editing.forms.submitted_fields import widget_of


def differs(column: models.Field, bound: forms.BoundField, value) -> bool:
    """Whether what was submitted is something else than ``value`` of a snapshot, after all that forms forgive."""
    submitted, stored = bound.data, _python_value(column, value)
    if isinstance(submitted, str) and isinstance(stored, str):  # browsers send lines as HTTP ends them
        submitted, stored = submitted.replace("\r\n", "\n"), stored.replace("\r\n", "\n")
    if isinstance(stored, datetime.datetime) and not widget_of(bound).supports_microseconds:
        stored = stored.replace(microsecond=0)
    return bound.field.has_changed(stored, submitted)


def _python_value(column: models.Field, value):
    return value if column.is_relation or value is None else column.to_python(value)


def stored_text(column: models.Field, value) -> str:
    """Return ``value`` of a snapshot as people read it."""
    if value in (None, "", []):
        return ""
    value = _python_value(column, value)
    if column.is_relation or isinstance(value, bool):
        return _names_or_truth(column, value)
    return str(display_for_field(value, column, "", avoid_link=True))


def submitted_text(column: models.Field, bound: forms.BoundField) -> str:
    """Return what was submitted as people read it, also where it is no valid value."""
    value = bound.data
    if isinstance(bound.field, forms.FileField):
        return value.name if value else "" if value is None else gettext("No file")
    if column.is_relation or isinstance(value, bool):
        return _names_or_truth(column, value)
    if column.flatchoices:
        return str({str(key): label for key, label in column.flatchoices}.get(value, value or ""))
    return " ".join(filter(None, value)) if isinstance(value, list) else value or ""


def _names_or_truth(column: models.Field, value) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    keys = as_numbers(value if isinstance(value, list) else [value])
    rows = column.remote_field.model._default_manager.in_bulk(keys)
    return ", ".join(str(rows.get(key, gettext("deleted meanwhile"))) for key in keys)


def in_lines(values: Iterable[tuple[models.Field, object, str]]) -> str:
    """Return columns, values and texts of a whole row, a line each; without what is empty or what new rows have."""
    return "\n".join(
        f"{capfirst(column.verbose_name)}: {text}"
        for column, value, text in values
        if text and column.editable and not (column.has_default() and str(column.get_default()) == str(value))
    )


def text_field(bound: forms.BoundField, label: str) -> str:
    """Return a field to go on writing, for texts, numbers and days; nothing for what is chosen from a list."""
    widget = widget_of(bound)
    if not isinstance(widget, forms.Textarea | forms.TextInput):
        return ""
    return widget.render(bound.html_name, bound.data, {"id": bound.auto_id, "aria-label": label})
