"""Two people, one entry: what was there when the editor began, what is stored now, and what the editor has typed."""

from collections import defaultdict
from dataclasses import dataclass, field

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.relations import as_numbers
from strategy_portal.publishing.editing.sent import as_stored, names_of, without_rows
from strategy_portal.publishing.editing.stale.sheet import CHOICE, Sheet, in_lines, in_words_of, sent_rows, title_of
from strategy_portal.publishing.editing.stale.snapshot import Part, Snapshot, Values
from strategy_portal.publishing.editing.stale.values import differs, in_text, own_text, own_widget

# A choice on the page is this or "own".
STORED = "stored"
# The button that takes one's own version of everything.
ALL_OWN = "_all_own"


@dataclass(frozen=True)
class Difference:
    """Three versions of one field or of one row of an inline, in words. ``began`` is unknown without a token."""

    label: str
    began: str | None
    stored: str = ""
    own: str = ""
    # The name that the choice is about; empty where there is nothing to choose.
    name: str = ""
    prefers_own: bool = True
    # The own version to go on writing; empty where it is no text.
    widget: str = ""

    @property
    def choice(self) -> str:
        return CHOICE + self.name


@dataclass
class Entry:
    """The entry itself or a row that belongs to it, with who changed it last."""

    title: str
    note: str = ""
    record: models.Model | None = None
    choices: list[Difference] = field(default_factory=list)
    news: list[Difference] = field(default_factory=list)

    def __bool__(self):
        return bool(self.note or self.choices or self.news)


class Conflict:
    """What a stale form wanted, beside what is stored. ``stored`` is what it would show now, ``began`` what it showed.

    ``data`` is what was sent, in the order in which the form would show the rows now: sent again, it writes exactly
    what the editor has typed.
    """

    def __init__(self, request, form_class, row, formsets, inlines, stored: Snapshot, began):
        self.began = began
        self.stored = stored
        self.formsets = formsets
        self.inlines = inlines
        self.row = row
        self.request = request
        self.data = request.POST.copy()
        self.removed = {}
        for formset, part in zip(formsets, stored.parts[1:], strict=True):
            self._reorder(formset, part)
        self.main = Sheet(form_class(self.data, request.FILES, instance=row), stored.parts[0], str(row.pk))

    # What is sent again ---------------------------------------------------------------------------------------------

    def _reorder(self, formset, part: Part) -> None:
        """Number the sent rows anew: first those that are stored now, then those that are to be added."""
        sent = sent_rows(self.data, part, formset.absolute_max)
        key_name = ("", f"-{part.model._meta.pk.name}")
        by_key = {key: row for row in sent if (key := row.get(key_name, [""])[0])}
        rows = []
        for stored in part.rows:
            row = by_key.pop(str(stored.pk), None) or self._as_stored(formset, stored)
            rows.append({**row, key_name: [str(stored.pk)]})
        added = [row for row in sent if not row.get(key_name, [""])[0]]
        # Rows that somebody has removed meanwhile would have to be added again.
        removed = {key: {**row, key_name: [""]} for key, row in by_key.items() if ("", "-DELETE") not in row}
        self.removed[part.prefix] = dict(enumerate(removed, start=len(rows) + len(added)))
        everything = [*rows, *added, *removed.values()]
        for number, row in enumerate(everything):
            for (start, end), values in row.items():
                self.data.setlist(f"{start}{part.prefix}-{number}{end}", values)
        self.data[f"{part.prefix}-INITIAL_FORMS"] = str(len(rows))
        self.data[f"{part.prefix}-TOTAL_FORMS"] = str(len(everything))

    def _as_stored(self, formset, row) -> dict[tuple[str, str], list[str]]:
        values = defaultdict(list)
        for bound in formset.form(instance=row, prefix="stored", **formset.get_form_kwargs(0)):
            for name, text in as_stored(bound):
                values["", name.removeprefix("stored")].append(text)
        return values

    def _sheets(self, formset, part: Part) -> list[Sheet]:
        """Return the rows of a formset as they were sent, in the new order."""
        by_key = {str(row.pk): row for row in part.rows}
        sheets = []
        for number in range(int(self.data[f"{part.prefix}-TOTAL_FORMS"])):
            prefix = f"{part.prefix}-{number}"
            key = self.data.get(f"{prefix}-{part.model._meta.pk.name}", "")
            instance = by_key.get(key)
            form = formset.form(
                self.data, self.request.FILES, prefix=prefix, instance=instance, **formset.get_form_kwargs(number)
            )
            sheets.append(Sheet(form, part, key if instance else ""))
        return sheets

    # What the page shows --------------------------------------------------------------------------------------------

    @cached_property
    def entries(self) -> list[Entry]:
        """Return what has changed meanwhile, first what is to be decided."""
        entries = [self._entry()]
        for formset, part, inline in zip(self.formsets, self.stored.parts[1:], self.inlines, strict=True):
            entries += self._row_entries(formset, part, inline)
        return sorted(filter(None, entries), key=lambda entry: not entry.choices)

    @cached_property
    def kept(self) -> list[Difference]:
        """Return what only the editor has changed; it is sent again without a question."""
        self.entries  # noqa: B018 - comparing fills both lists
        return self._kept

    @cached_property
    def files(self) -> list[str]:
        """Return the labels of the fields for which a file was chosen: browsers do not send it again."""
        return [
            capfirst(bound.label)
            for bound in self.main.form
            if isinstance(bound.field, forms.FileField) and self.request.FILES.get(bound.html_name)
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return what the page sends again unseen: everything but what it shows as a field, and buttons."""
        shown = {choice.name for entry in self.entries for choice in entry.choices if choice.widget}
        shown |= {"csrfmiddlewaretoken"}
        return [
            (name, value)
            for name, values in self.data.lists()
            for value in values
            if name not in shown and (not name.startswith("_") or name in ("_popup", "_to_field"))
        ]

    def _entry(self) -> Entry:
        self._kept: list[Difference] = []
        before = None if self.began is None else self.began.get("", {}).get(self.main.key, {})
        entry = Entry(capfirst(self.row._meta.verbose_name))
        self._compare(entry, self.main, before, self.main.part.values[self.main.key])
        entry.record = last_records(self.main.part.model, [self.main.key]).get(self.main.key)
        return entry

    def _row_entries(self, formset, part: Part, inline) -> list[Entry]:
        before = None if self.began is None else self.began.get(part.prefix, {})
        may_change = inline.has_change_permission(self.request, self.row)
        titles = {str(row.pk): title_of(part.model, str(row)) for row in part.rows}
        entries: dict[str, Entry] = {}
        for number, sheet in enumerate(self._sheets(formset, part)):
            removed = self.removed[part.prefix].get(number)
            if sheet.key and before is not None and sheet.key not in before:
                values = part.values[sheet.key]
                entry = Entry(titles[sheet.key], note=gettext("Added meanwhile. It stays."))
                entry.news = [Difference(label=gettext("Text"), began="", stored=in_lines(part, values))]
                entries[sheet.key] = entry
            elif sheet.key:
                entry = entries[sheet.key] = Entry(titles[sheet.key])
                was, now = before and before[sheet.key], part.values[sheet.key]
                if f"{sheet.form.prefix}-DELETE" in self.data:
                    self._compare_deletion(entry, sheet, was, now)
                else:
                    self._compare(entry, sheet, was, now, may_change=may_change)
            elif removed is not None:
                was = (before or {}).get(removed)
                if entry := self._compare_removed(sheet, was, may_change=may_change):
                    entries[removed] = entry
            elif sheet.form.has_changed():
                text = in_words_of(sheet)
                self._kept.append(Difference(label=title_of(part.model, gettext("new")), began="", own=text))
        changed = [key for key, entry in entries.items() if entry]
        for key, record in (last_records(part.model, changed) if changed else {}).items():
            entries[key].record = record
        return list(entries.values())

    def _compare(self, entry: Entry, sheet: Sheet, before: Values | None, now: Values, *, may_change=True) -> None:
        for column in sheet.part.fields:
            name = column.name
            news = before is not None and before.get(name) != now[name]
            texts = {
                "label": capfirst(column.verbose_name),
                "began": None if before is None else in_text(column, before.get(name)),
                "stored": in_text(column, now[name]),
            }
            if name not in sheet.form.fields or not may_change:
                if news:
                    entry.news.append(Difference(**texts))
                continue
            bound = sheet.form[name]
            if not differs(column, bound, now[name]):
                continue
            own = own_text(column, bound)
            changed = before is None or differs(column, bound, before.get(name))
            if news or before is None:
                label = f"{texts['label']}: {gettext('my version')}"
                widget = own_widget(bound, label) if changed else ""
                entry.choices.append(
                    Difference(**texts, own=own, name=bound.html_name, prefers_own=changed, widget=widget)
                )
            else:
                label = f"{entry.title} – {texts['label']}" if sheet.part.prefix else texts["label"]
                self._kept.append(Difference(label=label, began=texts["began"], own=own))

    def _compare_deletion(self, entry: Entry, sheet: Sheet, before: Values | None, now: Values) -> None:
        """The editor wants to delete what somebody has changed meanwhile."""
        text = gettext("Delete it.")
        if before == now:
            self._kept.append(Difference(label=entry.title, began=in_lines(sheet.part, before), own=text))
            return
        began = None if before is None else in_lines(sheet.part, before)
        stored = in_lines(sheet.part, now)
        entry.choices.append(
            Difference(gettext("The whole row"), began, stored, text, name=sheet.form.prefix, prefers_own=False)
        )

    def _compare_removed(self, sheet: Sheet, before: Values | None, *, may_change: bool) -> Entry | None:
        """Somebody has deleted what the editor has looked at or changed."""
        own = in_words_of(sheet)
        began = None if before is None else in_lines(sheet.part, before)
        entry = Entry(title_of(sheet.part.model, Truncator((began or own).partition("\n")[0]).chars(60)))
        entry.note = gettext("Deleted meanwhile.")
        changed = before is None or any(
            differs(column, bound, before.get(column.name)) for column, bound in sheet.bounds()
        )
        if may_change:
            entry.choices = [
                Difference(
                    gettext("The whole row"),
                    began,
                    gettext("Deleted."),
                    own,
                    name=sheet.form.prefix,
                    prefers_own=changed,
                )
            ]
        return entry

    # What was decided -----------------------------------------------------------------------------------------------

    def decided(self) -> QueryDict:
        """Return the data with the stored version wherever it was chosen; everything else is the editor's own."""
        if ALL_OWN in self.data:
            return self.data
        self._keep_stored(self.main)
        for formset, part in zip(self.formsets, self.stored.parts[1:], strict=True):
            dropped = []
            for number, sheet in enumerate(self._sheets(formset, part)):
                if self.data.get(CHOICE + sheet.form.prefix) == STORED:
                    if sheet.key:
                        self.data.pop(f"{sheet.form.prefix}-DELETE", None)
                        self._keep_stored(sheet, everything=True)
                    else:
                        dropped.append(number)
                self._keep_stored(sheet)
            without_rows(self.data, part.prefix, dropped)
        for name in [name for name in self.data if name.startswith(CHOICE)]:
            del self.data[name]
        return self.data

    def _keep_stored(self, sheet: Sheet, *, everything: bool = False) -> None:
        stored = type(sheet.form)(instance=sheet.form.instance, prefix=sheet.form.prefix)
        for _column, bound in sheet.bounds():
            if everything or self.data.get(CHOICE + bound.html_name) == STORED:
                for name in [*names_of(bound), bound.html_initial_name]:
                    self.data.pop(name, None)
                for name, value in as_stored(stored[bound.name]):
                    self.data.appendlist(name, value)


def last_records(model, keys: list[str]) -> dict[str, models.Model]:
    """Return by key the last record in the history of each row, with ``history_user``."""
    history = getattr(model, "history", None)
    if history is None:
        return {}
    key = model._meta.pk.attname
    records = history.filter(**{f"{key}__in": as_numbers(keys)}).latest_of_each().select_related("history_user")
    return {str(getattr(record, key)): record for record in records}
