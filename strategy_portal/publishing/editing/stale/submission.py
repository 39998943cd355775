"""What a stale form has submitted, brought to the rows that are stored now."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from strategy_portal.publishing.editing.forms.submitted_fields import as_stored, names_of
from strategy_portal.publishing.editing.stale.snapshot import Snapshot, SnapshotPart
from strategy_portal.publishing.editing.stale.wording import in_lines, submitted_text

# The page that shows both versions submits ``_choice-title``, which is this or "own".
CHOICE, STORED = "_choice-", "stored"
# Its form, and its button that takes one's own version of everything.
AS_CHOSEN, ALL_OWN = "_as_chosen", "_all_own"


@dataclass(frozen=True)
class SubmittedForm:
    """The form of the entry, or of one row of an inline: stored under ``key``, or deleted meanwhile, or new."""

    form: forms.ModelForm
    part: SnapshotPart
    key: str = ""
    deleted_key: str = ""

    def fields(self) -> list[tuple[models.Field, forms.BoundField]]:
        return [(column, self.form[column.name]) for column in self.part.fields if column.name in self.form.fields]

    @property
    def text(self) -> str:
        return in_lines((column, bound.data, submitted_text(column, bound)) for column, bound in self.fields())


class Submission:
    """What was submitted, in the order in which the form would show the rows now.

    Submitted again, ``data`` writes exactly what the editor has typed; where the stored version was chosen, it says
    that. ``forms`` has a list for the entry itself and for each inline.
    """

    def __init__(self, request: HttpRequest, form_class: type[forms.ModelForm], row, formsets, stored: Snapshot):
        self.data: QueryDict = request.POST.copy()
        self.files = request.FILES
        self._has_choices = AS_CHOSEN in self.data and ALL_OWN not in self.data
        rows = [self._rebased(formset, part) for formset, part in zip(formsets, stored.parts[1:], strict=True)]
        if self._has_choices:
            _keep_stored(self.data, form_class(instance=row))
        main = SubmittedForm(form_class(self.data, self.files, instance=row), stored.parts[0], str(row.pk))
        self.forms = [[main], *rows]

    def _rebased(self, formset, part: SnapshotPart) -> list[SubmittedForm]:
        """Number the rows anew: those stored now, those to be added, and those deleted since, to be added again."""
        key_name = part.model._meta.pk.name
        submitted = self._take_rows(part.prefix, formset.absolute_max)
        by_key = {key: row for row in submitted if (key := row.get(key_name))}
        rows = [
            (self._with_stored(formset, instance, by_key.pop(str(instance.pk), None)), instance, "")
            for instance in part.rows
        ]
        wanted = [row for row in submitted if not self._takes_stored(row)]
        rows += [(row, None, "") for row in wanted if not row.get(key_name)]
        rows += [(row, None, key) for key, row in by_key.items() if row in wanted and "DELETE" not in row]
        self.data[f"{part.prefix}-INITIAL_FORMS"] = str(len(part.rows))
        self.data[f"{part.prefix}-TOTAL_FORMS"] = str(len(rows))
        forms_of_rows = []
        for number, (row, instance, deleted_key) in enumerate(rows):
            prefix, key = f"{part.prefix}-{number}", str(instance.pk) if instance else ""
            row[key_name] = key
            for name, values in row.lists():
                start = "initial-" if name.startswith("initial-") else ""
                self.data.setlist(f"{start}{prefix}-{name.removeprefix(start)}", values)
            arguments = {"instance": instance, **formset.get_form_kwargs(number)}
            form = formset.form(self.data, self.files, prefix=prefix, **arguments)
            forms_of_rows.append(SubmittedForm(form, part, key, deleted_key))
        return forms_of_rows

    def _take_rows(self, prefix: str, limit: int) -> list[MultiValueDict]:
        """Take the rows of an inline out of the data, each with the names that its form has without a prefix."""
        names = re.compile(rf"(initial-|{CHOICE})?{re.escape(prefix)}-(\d{{1,4}})(?:-(.+))?")
        total = self.data.get(f"{prefix}-TOTAL_FORMS", "")
        total = min(int(total), limit) if re.fullmatch(r"\d{1,6}", total, re.ASCII) else 0
        rows = defaultdict(MultiValueDict)
        for name in list(self.data):
            if match := names.fullmatch(name):
                values = self.data.pop(name)
                if int(match[2]) < total:
                    rows[int(match[2])].setlist((match[1] or "") + (match[3] or ""), values)
        return [rows[number] for number in sorted(rows)]

    def _takes_stored(self, row: MultiValueDict) -> bool:
        return self._has_choices and row.get(CHOICE) == STORED

    def _with_stored(self, formset, instance, row: MultiValueDict | None) -> MultiValueDict:
        """Return the ``row`` submitted for ``instance`` with what is stored where that was chosen, or no row came."""
        if row is None or self._takes_stored(row):
            row = MultiValueDict({CHOICE + name: [STORED] for name in formset.form.base_fields})
        elif not self._has_choices:
            return row
        _keep_stored(row, formset.form(instance=instance, **formset.get_form_kwargs(0)))
        return row


def _keep_stored(data: MultiValueDict, unbound: forms.ModelForm) -> None:
    """Replace what was submitted with what is stored, wherever that was chosen; afterwards there is no choice left."""
    for bound in unbound:
        if data.get(CHOICE + bound.name) == STORED:
            for name in [*names_of(bound), bound.html_initial_name]:
                data.pop(name, None)
            for name, value in as_stored(bound):
                data.appendlist(name, value)
    for name in [name for name in data if name.startswith(CHOICE)]:
        del data[name]
