"""Two people, one entry: what was there when the editor began, what is stored now, and what the editor has typed."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.forms.relations import as_numbers
from strategy_portal.publishing.editing.stale.snapshot import Snapshot, SnapshotPart, Values
from strategy_portal.publishing.editing.stale.submission import CHOICE, Submission, SubmittedForm
from strategy_portal.publishing.editing.stale.wording import differs, in_lines, stored_text, submitted_text, text_field


@dataclass(frozen=True)
class ConflictingValue:
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
class ConflictingEntry:
    """The entry itself or a row that belongs to it, with who changed it last."""

    title: str
    note: str = ""
    record: models.Model | None = None
    choices: list[ConflictingValue] = field(default_factory=list)
    news: list[ConflictingValue] = field(default_factory=list)

    def __bool__(self):
        return bool(self.note or self.choices or self.news)


class Conflict:
    """What a stale form wanted, beside what is stored. ``began`` is what the form showed; None if nobody knows.

    ``entries`` have changed meanwhile, first those with something to decide. ``kept`` is what only the editor has
    changed; it is submitted again without a question.
    """

    def __init__(self, submission: Submission, stored: Snapshot, began, may_change: list[bool]):
        """``may_change`` says of the entry and of each inline whether this person may change it."""
        self.submission = submission
        self.stored = stored
        self.began = began
        self.kept: list[ConflictingValue] = []
        entries = []
        for part, submitted, may in zip(stored.parts, submission.forms, may_change, strict=True):
            before = None if began is None else began.get(part.prefix, {})
            found = {each.key or each.deleted_key: self._entry(each, before, may) for each in submitted}
            found = {key: entry for key, entry in found.items() if entry or not part.prefix}
            for key, record in last_records(part.model, list(found)).items():
                found[key].record = record
            entries += filter(None, found.values())
        self.entries = sorted(entries, key=lambda entry: not entry.choices)

    @property
    def files(self) -> list[str]:
        """Return the labels of the fields for which a file was chosen: browsers do not send it again."""
        return [
            capfirst(bound.label)
            for bound in self.submission.forms[0][0].form
            if isinstance(bound.field, forms.FileField) and self.submission.files.get(bound.html_name)
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return what the page sends again unseen: everything but what it shows as a field, and buttons."""
        shown = {choice.name for entry in self.entries for choice in entry.choices if choice.widget}
        shown |= {"csrfmiddlewaretoken"}
        return [
            (name, value)
            for name, values in self.submission.data.lists()
            for value in values
            if name not in shown and (not name.startswith("_") or name in ("_popup", "_to_field"))
        ]

    def _entry(
        self, each: SubmittedForm, before: dict[str, Values] | None, may_change: bool
    ) -> ConflictingEntry | None:
        part, prefix = each.part, each.form.prefix
        if each.deleted_key:
            return self._deleted(each, (before or {}).get(each.deleted_key), may_change)
        if not each.key:
            if each.form.has_changed():
                self.kept.append(ConflictingValue(_title(part, gettext("new")), began="", own=each.text))
            return None
        now, was = part.values[each.key], None if before is None else before.get(each.key)
        if not part.prefix:
            entry = ConflictingEntry(str(capfirst(part.model._meta.verbose_name)))
            self._compare(entry, each, was, now, may_change)
            return entry
        entry = ConflictingEntry(_title(part, str(each.form.instance)))
        if before is not None and was is None:
            entry.note = gettext("Added meanwhile. It stays.")
            entry.news = [ConflictingValue(gettext("Text"), began="", stored=_whole(part, now))]
        elif f"{prefix}-DELETE" not in self.submission.data:
            self._compare(entry, each, was, now, may_change)
        elif was == now:
            self.kept.append(ConflictingValue(entry.title, began=_whole(part, was), own=gettext("Delete it.")))
        else:
            entry.choices = [_whole_row(each, was, _whole(part, now), gettext("Delete it."), prefers_own=False)]
        return entry

    def _deleted(self, each: SubmittedForm, was: Values | None, may_change: bool) -> ConflictingEntry:
        """Somebody has deleted what the editor has looked at or changed."""
        began, own = was and _whole(each.part, was), each.text
        title = _title(each.part, Truncator((began or own).partition("\n")[0]).chars(60))
        changed = was is None or any(differs(column, bound, was.get(column.name)) for column, bound in each.fields())
        choices = [_whole_row(each, was, gettext("Deleted."), own, prefers_own=changed)] if may_change else []
        return ConflictingEntry(title, note=gettext("Deleted meanwhile."), choices=choices)

    def _compare(self, entry, each: SubmittedForm, was: Values | None, now: Values, may_change: bool) -> None:
        for column in each.part.fields:
            began, stored = was and was.get(column.name), now[column.name]
            has_news = was is not None and began != stored
            texts: dict[str, Any] = {
                "label": capfirst(column.verbose_name),
                "began": None if was is None else stored_text(column, began),
                "stored": stored_text(column, stored),
            }
            if column.name not in each.form.fields or not may_change:
                if has_news:
                    entry.news.append(ConflictingValue(**texts))
                continue
            bound = each.form[column.name]
            if not differs(column, bound, stored):
                continue
            texts["own"] = submitted_text(column, bound)
            if has_news or was is None:
                changed = was is None or differs(column, bound, began)
                widget = text_field(bound, f"{texts['label']}: {gettext('my version')}") if changed else ""
                choice = ConflictingValue(**texts, name=bound.html_name, prefers_own=changed, widget=widget)
                entry.choices.append(choice)
            else:
                label = f"{entry.title} – {texts['label']}" if each.part.prefix else texts["label"]
                self.kept.append(ConflictingValue(label, began=texts["began"], own=texts["own"]))


def _title(part: SnapshotPart, text: str) -> str:
    return f"{capfirst(part.model._meta.verbose_name)}: {text}"


def _whole(part: SnapshotPart, values: Values) -> str:
    pairs = [(column, values.get(column.name)) for column in part.fields]
    return in_lines((column, value, stored_text(column, value)) for column, value in pairs)


def _whole_row(
    each: SubmittedForm, was: Values | None, stored: str, own: str, *, prefers_own: bool
) -> ConflictingValue:
    began = None if was is None else _whole(each.part, was)
    label = gettext("The whole row")
    return ConflictingValue(label, began, stored, own, name=each.form.prefix or "", prefers_own=prefers_own)


def last_records(model: type[models.Model], keys: list[str]) -> dict[str, models.Model]:
    """Return by key the last record in the history of each row, with ``history_user``."""
    history = getattr(model, "history", None)
    if history is None or not keys:
        return {}
    key = model._meta.pk.attname
    records = history.filter(**{f"{key}__in": as_numbers(keys)}).latest_of_each().select_related("history_user")
    return {str(getattr(record, key)): record for record in records}
