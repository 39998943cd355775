"""Fields of forms that name related rows by their keys, and related rows that are not to be named.

Django asks the database for whatever was sent, once more when a form comes back with its errors. What is no key at
all, or too large for the database, is an ordinary error here and is never asked for.
"""

import re

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest


def is_key(value: object) -> bool:
    """Whether ``value`` can be the key of a row; what else is sent comes from no form of ours."""
    return re.fullmatch(r"\d{1,18}", str(value), re.ASCII) is not None


def as_numbers(keys: list[str]) -> list[int]:
    """Return those of ``keys`` that a database can hold."""
    return [int(key) for key in keys if is_key(key)]


class RelatedRow(forms.ModelChoiceField):
    def to_python(self, value):
        if value in self.empty_values or isinstance(value, self.queryset.model) or is_key(value):
            return super().to_python(value)
        raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})

    def prepare_value(self, value):
        value = super().prepare_value(value)
        return value if value in self.empty_values or is_key(value) else None


class RelatedRows(forms.ModelMultipleChoiceField):
    def clean(self, value):
        odd = [key for key in value or [] if not is_key(key)]
        if odd:
            raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": odd[0]})
        return super().clean(value)

    def prepare_value(self, value):
        keys = super().prepare_value(value)
        return [key for key in keys if is_key(key)] if isinstance(keys, list) else keys


def leave_out_drafts(site: AdminSite, request: HttpRequest, row: models.Model) -> None:
    """Let ``row``, which is only looked at, name no related row that this person would not find in its own list."""
    for column in (*row._meta.concrete_fields, *row._meta.many_to_many):
        model = column.related_model
        if model is None or not hasattr(model._default_manager, "public") or not (column.null or column.many_to_many):
            continue
        has_list = site.is_registered(model)
        rows = site.get_model_admin(model).get_queryset(request) if has_list else model._default_manager.public()
        if column.many_to_many:
            models.prefetch_related_objects([row], models.Prefetch(column.name, rows))
        elif not rows.filter(pk=getattr(row, column.attname)).exists():
            setattr(row, column.name, None)
