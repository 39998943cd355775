"""One value of a field, as it is stored and as it was sent: whether they differ, and how people read them."""

import datetime

from django import forms
from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.translation import gettext

from strategy_portal.publishing.editing.relations import as_numbers
from strategy_portal.publishing.editing.sent import widget_of


def python_value(column: models.Field, value):
    if column.is_relation or value is None:
        return value
    return column.to_python(value)


def differs(column: models.Field, bound: forms.BoundField, value) -> bool:
    """Whether what was sent is something else than ``value`` of a snapshot, after all that forms forgive."""
    sent, initial = bound.data, python_value(column, value)
    if isinstance(sent, str) and isinstance(initial, str):  # browsers send lines as HTTP ends them
        sent, initial = sent.replace("\r\n", "\n"), initial.replace("\r\n", "\n")
    if isinstance(initial, datetime.datetime) and not widget_of(bound).supports_microseconds:
        initial = initial.replace(microsecond=0)
    return bound.field.has_changed(initial, sent)


def in_text(column: models.Field, value) -> str:
    """Return ``value`` of a snapshot as people read it."""
    if value in (None, "", []):
        return ""
    if column.is_relation:
        return _names(column, value if isinstance(value, list) else [value])
    value = column.to_python(value)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(display_for_field(value, column, "", avoid_link=True))


def own_text(column: models.Field, bound: forms.BoundField) -> str:
    """Return what was sent as people read it, also where it is no valid value."""
    value = bound.data
    if isinstance(bound.field, forms.FileField):
        return value.name if value else "" if value is None else gettext("No file")
    if column.is_relation:
        return _names(column, value if isinstance(value, list) else [value])
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if column.flatchoices:
        return str({str(key): label for key, label in column.flatchoices}.get(value, value or ""))
    return " ".join(filter(None, value)) if isinstance(value, list) else value or ""


def _names(column: models.Field, keys: list[str]) -> str:
    keys = as_numbers(keys)
    rows = column.remote_field.model._default_manager.in_bulk(keys)
    return ", ".join(str(rows.get(key, gettext("deleted meanwhile"))) for key in keys)


def own_widget(bound: forms.BoundField, label: str) -> str:
    """Return a field to go on writing, for texts, numbers and days; nothing for what is chosen from a list."""
    widget = widget_of(bound)
    if not isinstance(widget, forms.Textarea | forms.TextInput):
        return ""
    return widget.render(bound.html_name, bound.data, {"id": bound.auto_id, "aria-label": label})
