"""The versions of a row and of the rows that belong to it, each with what it changed, in words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext
from simple_history.utils import get_m2m_reverse_field_name

from strategy_portal.publishing import dates
from strategy_portal.publishing.models import Visibility
from strategy_portal.publishing.text.difference import Piece, pieces

# From this length on, two texts are compared word by word.
LONG = 60

# What a row holds in each of its columns and relations: the name of a field -> a value, a key, or sorted keys.
Values = dict[str, Any]


@dataclass(frozen=True)
class RecordedRows:
    """Rows that are looked at together: the row itself, or those that refer to it by ``parent``."""

    model: type[models.Model]
    key: object
    parent: models.ForeignKey | None = None

    def records(self, *, only_public: bool = False) -> models.QuerySet:
        name = self.parent.attname if self.parent else self.model._meta.pk.attname
        records = self.model.history.filter(**{name: self.key})
        return records.filter(visibility=Visibility.PUBLISHED) if only_public else records


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after. Of a relation to many, what was taken away and what was added."""

    label: str
    old: str = ""
    new: str = ""
    pieces: list[Piece] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RowVersion:
    record: models.Model
    part: RecordedRows
    title: str
    changes: list[FieldChange]
    is_first: bool

    @property
    def says_something(self) -> bool:
        """Saving a form without a change makes a version, too; nobody wants to read it."""
        return bool(self.changes or self.is_first or self.record.history_type != "~")


def timeline(parts: Sequence[RecordedRows], *, only_public: bool = False) -> list[tuple[int, int]]:
    """Return the number of the part and the key of each of its records, the newest first, a query for each part."""
    found = []
    for number, part in enumerate(parts):
        records = part.records(only_public=only_public).order_by().values_list("history_date", "history_id")
        found += [(date, -number, key) for date, key in records]
    return [(-number, key) for _date, number, key in sorted(found, reverse=True)]


def versions(
    parts: Sequence[RecordedRows], keys: Iterable[tuple[int, int]], *, only_public: bool = False
) -> list[RowVersion]:
    """Return the versions that :func:`timeline` names, in its order; the queries do not grow with their number."""
    keys = list(keys)
    loaded = {}
    for number, part in enumerate(parts):
        wanted = {key for of_part, key in keys if of_part == number}
        if wanted:
            loaded[number] = _with_predecessors(part, wanted, only_public=only_public)
    names = RelatedNames(only_public=only_public)
    for number, (records, _before) in loaded.items():
        for record in records.values():
            names.want(parts[number].model, record.past_values)
    names.load()
    found = [
        _version(parts[number], loaded[number][0], loaded[number][1], key, names)
        for number, key in keys
        if key in loaded[number][0]
    ]
    return [version for version in found if version.says_something]


def _with_predecessors(part: RecordedRows, keys: set[int], *, only_public: bool) -> tuple[dict, dict[int, int | None]]:
    """Return the records of ``keys`` and those before them, and which one is before which."""
    records = part.model.history.model._default_manager
    key = part.model._meta.pk.attname
    earlier = records.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")).order_by("-history_id")
    if only_public:
        earlier = earlier.filter(visibility=Visibility.PUBLISHED)
    rows = records.filter(history_id__in=keys).annotate(before=Subquery(earlier.values("history_id")[:1]))
    before = dict(rows.order_by().values_list("history_id", "before"))
    found = records.select_related("history_user").in_bulk({*before, *filter(None, before.values())})
    remember_values(part.model, found.values())
    return found, before


def remember_values(model: type[models.Model], records: Iterable[models.Model]) -> None:
    """Give each record of ``model`` its ``past_values``; one query for each relation to many that is recorded."""
    by_key = {record.pk: record for record in records}
    for record in by_key.values():
        record.past_values = {each.name: getattr(record, each.attname) for each in model._meta.concrete_fields}
    for each in recorded_relations(model):
        through = getattr(model.history.model, each.name).model
        other = through._meta.get_field(get_m2m_reverse_field_name(each)).attname
        related = defaultdict(list)
        for record, key in through._default_manager.filter(history_id__in=by_key).values_list("history_id", other):
            related[record].append(key)
        for key, record in by_key.items():
            record.past_values[each.name] = sorted(related[key])


def recorded_relations(model: type[models.Model]) -> list[models.ManyToManyField]:
    return list(model.history.model._history_m2m_fields)


def values_of(row: models.Model) -> Values:
    """Return what ``row`` holds now, as :func:`remember_values` does for its records."""
    values = {each.name: getattr(row, each.attname) for each in row._meta.concrete_fields}
    for each in recorded_relations(type(row)):
        values[each.name] = sorted(getattr(row, each.name).values_list("pk", flat=True))
    return values


def _version(part: RecordedRows, records: dict, before: dict, key: int, names: "RelatedNames") -> RowVersion:
    record = records[key]
    previous = records.get(before[key])
    changes = []
    if record.history_type != "-":
        old = previous.past_values if previous else {}
        if previous or record.history_type == "+":
            columns = [each for each in columns_of(part.model) if each != part.parent]
            changes = compare(columns, old, record.past_values, names)
    title = f"{capfirst(part.model._meta.verbose_name)}: {names.of_record(record)}" if part.parent else ""
    return RowVersion(record, part, title, changes, previous is None)


def columns_of(model: type[models.Model]) -> list[models.Field]:
    """Return what people call the contents of a row; the precision of a date is said with the date."""
    fields = (*model._meta.concrete_fields, *recorded_relations(model))
    technical = ("singleton", "modified_at")
    return [
        each for each in fields if not (each.primary_key or each.name in technical or each.name.endswith("_precision"))
    ]


def compare(columns: Iterable[models.Field], old: Values, new: Values, names: "RelatedNames") -> list[FieldChange]:
    """Return how ``new`` differs from ``old`` in ``columns``; from nothing, when ``old`` is empty."""
    changes = []
    for each in columns:
        label = str(capfirst(each.verbose_name))
        if each.many_to_many:
            before, after = old.get(each.name, []), new[each.name]
            removed, added = [key for key in before if key not in after], [key for key in after if key not in before]
            if removed or added:
                changes.append(FieldChange(label, removed=names.each(each, removed), added=names.each(each, added)))
            continue
        before, after = (_in_words(each, values, names) if values else "" for values in (old, new))
        if before == after:
            continue
        if not old and each.has_default() and each.get_default() == new[each.name]:
            continue
        is_text = isinstance(each, models.CharField | models.TextField) and not each.flatchoices
        if is_text and before and after and max(len(before), len(after)) > LONG:
            changes.append(FieldChange(label, pieces=pieces(before, after)))
        else:
            changes.append(FieldChange(label, before, after))
    return changes


def _in_words(column: models.Field, values: Values, names: "RelatedNames") -> str:
    value = values[column.name]
    if value in (None, ""):
        return ""
    if column.is_relation:
        return names.each(column, [value])[0]
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if precision := values.get(f"{column.name}_precision"):
        return dates.spell(value, precision)
    # Browsers send lines as HTTP ends them; files do not.
    return str(display_for_field(value, column, "", avoid_link=True)).replace("\r\n", "\n")


class RelatedNames:
    """What related rows are called, also those that were deleted; two queries for each model that is referred to.

    With ``only_public``, drafts have no name, and neither have deleted rows that may have been drafts.
    """

    def __init__(self, *, only_public: bool = False):
        self._only_public = only_public
        self._wanted: dict[type[models.Model], set] = defaultdict(set)
        self._rows: dict[type[models.Model], dict] = {}
        self._deleted: dict[type[models.Model], dict] = defaultdict(dict)

    def want(self, model: type[models.Model], values: Values) -> None:
        for name, value in values.items():
            column = model._meta.get_field(name)
            if column.is_relation and value not in (None, []):
                self._wanted[column.remote_field.model].update(value if isinstance(value, list) else [value])

    def load(self) -> None:
        for model, keys in self._wanted.items():
            hides_drafts = self._hides_drafts(model)
            rows = model._default_manager.public() if hides_drafts else model._base_manager.all()
            # Rows say what they belong to: with nothing named, Django follows what is never empty.
            self._rows[model] = rows.select_related().in_bulk(keys)
            missing = keys - set(self._rows[model])
            if missing and hasattr(model, "history") and not hides_drafts:
                key = model._meta.pk.attname
                records = model.history.filter(**{f"{key}__in": missing}).latest_of_each()
                self._deleted[model] = {getattr(record, key): record for record in records}

    def _hides_drafts(self, model: type[models.Model]) -> bool:
        return self._only_public and hasattr(model._default_manager, "public")

    def is_missing(self, column: models.Field, key) -> bool:
        return key not in self._rows.get(column.remote_field.model, {})

    def each(self, column: models.Field, keys: Iterable) -> list[str]:
        return [self._of(column.remote_field.model, key) for key in keys]

    def _of(self, model: type[models.Model], key) -> str:
        if key in self._rows.get(model, {}):
            return str(self._rows[model][key])
        if record := self._deleted[model].get(key):
            return gettext("%(name)s (deleted meanwhile)") % {"name": self.of_record(record)}
        return gettext("(not public)") if self._hides_drafts(model) else gettext("deleted meanwhile")

    def of_record(self, record: models.Model) -> str:
        """Return how the row of ``record`` was called then."""
        row = record.instance
        for column in row._meta.concrete_fields:
            related = self._rows.get(column.remote_field.model, {}) if column.is_relation else {}
            if getattr(row, column.attname) in related:
                setattr(row, column.name, related[getattr(row, column.attname)])
        try:
            return str(row)
        except (ObjectDoesNotExist, FieldDoesNotExist, AttributeError):  # it was called after what is gone, too
            return f"{row._meta.verbose_name} {row.pk}"
