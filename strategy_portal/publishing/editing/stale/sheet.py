"""A form, or one row of an inline, as a browser has sent it, and the words for what stands in it."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst

from strategy_portal.publishing.editing.stale.snapshot import Part, Values
from strategy_portal.publishing.editing.stale.values import in_text, own_text

# What is chosen on the page that shows two versions: ``_choice-title`` is "own" or "stored".
CHOICE = "_choice-"


@dataclass(frozen=True)
class Sheet:
    """A form with what was sent of it: the entry's own, or that of one row."""

    form: forms.ModelForm
    part: Part
    key: str

    def bounds(self) -> list[tuple[models.Field, forms.BoundField]]:
        return [(column, self.form[column.name]) for column in self.part.fields if column.name in self.form.fields]


def sent_rows(data: QueryDict, part: Part, limit: int) -> list[dict[tuple[str, str], list[str]]]:
    """Take the sent rows of an inline out of ``data``: by what stands before and after their prefix and number."""
    names = re.compile(rf"^(initial-|{CHOICE})?{re.escape(part.prefix)}-(\d{{1,4}})(-.+)?$")
    total = data.get(f"{part.prefix}-TOTAL_FORMS", "")
    total = min(int(total), limit) if re.fullmatch(r"\d{1,6}", total, re.ASCII) else 0
    rows = defaultdict(dict)
    for name in list(data):
        if match := names.match(name):
            values = data.pop(name)
            if int(match[2]) < total:
                rows[int(match[2])][match[1] or "", match[3] or ""] = values
    return [rows[number] for number in sorted(rows)]


def title_of(model, text: str) -> str:
    return f"{capfirst(model._meta.verbose_name)}: {text}"


def in_lines(part: Part, values: Values) -> str:
    """Return the values of a whole row, a line each; without what is empty or what every new row has."""
    return _lines((column, values.get(column.name), in_text(column, values.get(column.name))) for column in part.fields)


def in_words_of(sheet: Sheet) -> str:
    """Return what was sent of a whole row, a line each; without what is empty or what every new row has."""
    return _lines((column, bound.data, own_text(column, bound)) for column, bound in sheet.bounds())


def _lines(values) -> str:
    return "\n".join(
        f"{capfirst(column.verbose_name)}: {text}"
        for column, value, text in values
        if text and column.editable and not (column.has_default() and str(column.get_default()) == str(value))
    )
