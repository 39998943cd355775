"""Taking back an old version of a row, as if an editor had typed it into the form again.

What the form does not let this person change stays as it is: what only verbs change, such as the visibility or the
state of a project, and the address of what is public.
"""

from dataclasses import dataclass

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst

from strategy_portal.publishing.editing.forms.submitted_fields import as_stored
from strategy_portal.publishing.editing.records.row_history import (
    FieldChange,
    RelatedNames,
    Values,
    columns_of,
    compare,
    remember_values,
    values_of,
)


@dataclass(frozen=True)
class Restoring:
    """``form`` is bound to the old values. ``kept`` names what differs and stays so, ``lost`` what is gone for good."""

    form: forms.ModelForm
    changes: list[FieldChange]
    kept: list[str]
    lost: list[str]


def restoring(form_class: type[forms.ModelForm], row: models.Model, record: models.Model) -> Restoring:
    """Return what it means to give ``row`` the values of ``record``; nothing is written.

    A row that is not in the database yet is to come back with the key that it had.
    """
    model = type(row)
    remember_values(model, [record])
    stored = {} if row._state.adding else values_of(row)
    names = RelatedNames()
    for values in (stored, record.past_values):
        names.want(model, values)
    names.load()
    then, lost = _as_possible(model, record.past_values, stored, names)
    unfilled = form_class(instance=row, initial=then)
    data = QueryDict(mutable=True)
    for bound in unfilled:
        for name, value in as_stored(bound):
            data.appendlist(name, value)
    possible = {name for name, each in unfilled.fields.items() if not isinstance(each, forms.FileField)}
    changes = compare([each for each in columns_of(model) if each.name in possible], stored, then, names)
    others = [each for each in columns_of(model) if each.name not in possible]
    kept = [change.label for change in compare(others, stored, record.past_values, names)] if stored else []
    return Restoring(form_class(data, instance=row), changes, kept, lost)


def _as_possible(model, wanted: Values, stored: Values, names: RelatedNames) -> tuple[Values, list[str]]:
    """Return ``wanted`` without related rows that were deleted since, and what those were called."""
    found, lost = dict(wanted), []
    for each in columns_of(model):
        value = wanted[each.name]
        if not each.is_relation or value in (None, []):
            continue
        missing = [key for key in (value if each.many_to_many else [value]) if names.is_missing(each, key)]
        if missing:
            lost += [f"{capfirst(each.verbose_name)}: {name}" for name in names.each(each, missing)]
            stays = [key for key in value if key not in missing] if each.many_to_many else stored.get(each.name)
            found[each.name] = stays
    return found, lost
