"""Fields of forms that name related rows by their keys.

Django asks the database for whatever was sent, once more when a form comes back with its errors. What is no key at
all, or too large for the database, is an ordinary error here and is never asked for.
"""

import re

from django import forms
from django.core.exceptions import ValidationError


def is_key(value) -> bool:
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
