"""What a file of a model looks like, and the import of it: each row is told apart, checked, compared and saved.

Built on django-import-export. Its import of a row is kept; what it does by default is not: rows are found by a key that
people know, ids never make rows, every constraint is checked, and one problem undoes everything.
"""

import logging
from collections.abc import Callable, Generator, Iterator
from functools import partial

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from import_export.resources import ModelResource
from import_export.results import RowResult

from strategy_portal.publishing.records import as_one_change, because
from strategy_portal.publishing.spreadsheets.columns.column import CellChange, SheetColumn
from strategy_portal.publishing.spreadsheets.columns.kinds import said, words
from strategy_portal.publishing.spreadsheets.columns.relations import One
from strategy_portal.publishing.spreadsheets.files.table import SheetTable
from strategy_portal.publishing.spreadsheets.importing.entries import NUMBER, Entries, EntryNumber
from strategy_portal.publishing.spreadsheets.importing.headings import columns_of
from strategy_portal.publishing.spreadsheets.importing.outcome import ImportOutcome, RowOutcome
from strategy_portal.publishing.spreadsheets.importing.rules import check_rules
from strategy_portal.publishing.spreadsheets.problem import FileProblem

logger = logging.getLogger(__name__)


class SpreadsheetResource(ModelResource):
    """The columns of a file and the rows of a model.

    An example; ``fields`` are the columns in their order, with the headings of the model::

        class MilestoneResource(SpreadsheetResource):
            project = SheetColumn("project", by=("slug", "number", "title"))

            class Meta:
                model = Milestone
                fields = ("project", "title", "due", "due_precision", "reached_on")
                import_id_fields = ("project", "title")  # what tells rows apart

    Where nothing that people know tells rows apart for good, an ``id = EntryNumber(...)`` comes first in ``fields``;
    ``import_id_fields`` may then be what mostly does, or ``()``.

    Only what needs more than its field says is declared: a :class:`SheetColumn` with ``by``, ``kind``, ``heading``,
    ``readonly``, or a subclass. Hooks: :meth:`get_queryset` (``select_related`` of what columns read),
    :meth:`reason_to_refuse`, and of django-import-export ``before_save_instance``, ``after_save_instance``,
    ``import_row`` and so on. ``explanation`` stands on the page that asks for a file, ``self._notes`` of a row stand
    below its changes. ``validate_instance`` checks columns and ``clean()``; uniqueness and constraints are checked by
    the database, their sentences are told.
    """

    explanation = ""  # what people have to know before they send a file

    class Meta:
        fields = ()
        skip_diff = True  # changes are collected while cells are taken

    def __init__(self, *, may: Callable[[models.Model, bool], str] | None = None, source: str = "", user=None):
        """``may(row, is_new)`` returns why a row is not to be changed, or nothing; ``source`` goes into the history.

        ``user`` is whoever imports.
        """
        super().__init__()
        self.may = may
        self.source = source
        self.user = user
        with override(settings.LANGUAGE_CODE):
            for column in self.fields.values():
                column.bind(self._meta.model)
        self.columns: list[SheetColumn] = self.get_import_fields()
        self.keys: list[SheetColumn] = [self.fields[name] for name in self._meta.import_id_fields]
        self.entry_number = next((column for column in self.columns if isinstance(column, EntryNumber)), None)
        self._changes: list[CellChange] = []
        self._notes: list[str] = []

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return SheetColumn(field_name)

    @property
    def found_by(self) -> str:
        """Say what tells an entry of a file."""
        ways = [[self.entry_number] if self.entry_number else [], self.keys]
        named = [", ".join(column.column_name for column in way) for way in ways if way]
        return gettext(", or else ").join(named)

    # --- out ----------------------------------------------------------------------------------------------------------

    @property
    def headings(self) -> list[str]:
        return [column.column_name for column in self.columns]

    def lines(self, queryset: models.QuerySet) -> Iterator[list]:
        """Yield the cells of each row of ``queryset``, for :mod:`writing`; call it in the language of the files."""
        for row in self._with_relations(queryset).order_by(*queryset.query.order_by, "pk"):
            yield [column.export(row) for column in self.columns]

    def _with_relations(self, queryset: models.QuerySet) -> models.QuerySet:
        single = [column.attribute for column in self.columns if column.is_relation and not column.is_list]
        lists = [column.attribute for column in self.columns if column.is_relation and column.is_list]
        return (queryset.select_related(*single) if single else queryset).prefetch_related(*lists)

    # --- in -----------------------------------------------------------------------------------------------------------

    def run(self, table: SheetTable) -> Generator[int, None, ImportOutcome]:
        """Import ``table`` row by row; yield how many rows are done, return what became of them.

        The caller opens a transaction around it and undoes it when the outcome has problems, or is only to be seen.
        """
        outcome = ImportOutcome()
        outcome.problems, columns = columns_of(table, self.columns, keys=self.keys, number=self.entry_number)
        if outcome.problems:
            return outcome
        headings = [column.column_name for column in columns]
        rows = [{NUMBER: number, **dict(zip(headings, cells, strict=True))} for number, cells in table.rows]
        self._entries = Entries(
            self._with_relations(self.get_queryset()),
            keys=self.keys,
            number=self.entry_number,
            parents=[self.fields[name] for name in self.entry_number.within] if self.entry_number else [],
        )
        self._announce(rows)
        doubles = self._entries.doubles(rows)
        outcome.problems += doubles.values()
        for done, row in enumerate(rows, 1):
            number = row[NUMBER]
            with because(self.source):
                result = self.import_row(row, None, row_number=number)
            if found := self._problems_of(row, result):
                outcome.problems += found if number not in doubles else []
            else:
                changes, notes = tuple(self._changes), tuple(self._notes)
                outcome.rows.append(RowOutcome(number, self._is_new, result.object_repr, changes, notes))
            yield done
        outcome.problems.sort(key=lambda problem: problem.row or 0)
        return outcome

    def _announce(self, rows: list[dict]) -> None:
        """Tell the columns that name entries of this model which ones are still to come."""
        for kind in (column.kind for column in self.columns if isinstance(column.kind, One)):
            if issubclass(self._meta.model, kind.model):
                names = [column.column_name for column in self.columns if column.attribute in kind.attributes]
                kind.coming = {words(said(row[name])): row[NUMBER] for row in rows for name in names if row.get(name)}

    def preview(self, table: SheetTable) -> Generator[int, None, ImportOutcome]:
        """Do what :meth:`run` does, and leave no trace."""
        with transaction.atomic():
            outcome = yield from self.run(table)
            transaction.set_rollback(True)
        return outcome

    def get_instance(self, instance_loader, row):
        return self._entries.meant_by(row)

    def get_import_id_fields(self):
        """Return none: :class:`Entries` finds what rows mean, also where columns are missing."""
        return []

    def reason_to_refuse(self, instance: models.Model, is_new: bool) -> str:
        """Return why a row must not be imported, in a sentence; empty if it may."""
        return self.may(instance, is_new) if self.may else ""

    def after_init_instance(self, instance, new, row, **kwargs):
        self._changes, self._notes, self._is_new = [], [], new
        # Asked before the cells change what the answer depends on; told only if they change something.
        self._refusal = "" if new else self.reason_to_refuse(instance, False)

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        for column in self.columns:
            if column.column_name in row:
                try:
                    change = column.take(instance, row[column.column_name], is_new=self._is_new)
                except ValueError as error:
                    errors[column.attribute] = ValidationError(str(error))
                else:
                    self._changes += [change] if change else []
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not (self._is_new or self._changes or import_validation_errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if self._refusal:
            raise ValidationError(self._refusal)
        errors = dict(import_validation_errors or {})
        # What the columns have found in the database needs no question whether it is there.
        found = {
            relation.name
            for relation in instance._meta.concrete_fields
            if relation.is_relation and getattr(instance, relation.attname) is not None
        }
        for check in (partial(instance.clean_fields, exclude={*errors, *found}), instance.clean):
            try:
                check()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)
        # Only now is it known to what a row belongs.
        if reason := self.reason_to_refuse(instance, self._is_new):
            raise ValidationError(reason)

    def save_instance(self, instance, is_create, row, **kwargs):
        """Save the entry and its lists. The database checks the constraints; if it refuses, they say why."""
        self.before_save_instance(instance, row, **kwargs)
        try:
            with transaction.atomic(), as_one_change(instance):
                self.do_instance_save(instance, is_create)
                self._set_lists(instance, is_create)
        except IntegrityError:
            check_rules(instance, self.columns, changed=[change.heading for change in self._changes])
            raise
        self.after_save_instance(instance, row, **kwargs)

    def _set_lists(self, instance, is_create):
        for name, rows in instance.__dict__.pop("lists_to_set", {}).items():
            field = instance._meta.get_field(name)
            if is_create and not field.remote_field.symmetrical:
                # One query instead of five: a new entry has nothing to compare with.
                own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
                between = field.remote_field.through
                between.objects.bulk_create(between(**{own: instance, other: row}) for row in rows)
                continue
            getattr(instance, "_prefetched_objects_cache", {}).pop(name, None)
            getattr(instance, name).set(rows)
        for column in self.columns:
            if isinstance(column.kind, One) and isinstance(instance, column.kind.model):
                column.kind.remember(instance)

    def save_m2m(self, instance, row, **kwargs):
        """Done with the entry, as one change."""

    def _problems_of(self, cells: dict, row_result: RowResult) -> list[FileProblem]:
        number = cells[NUMBER]
        if row_result.errors:
            logger.error("Import of row %d failed", number, exc_info=row_result.errors[0].error)
            return [FileProblem(gettext("This row cannot be saved."), number)]
        if not row_result.validation_error:
            return []
        error = row_result.validation_error
        texts = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        by_attribute = {column.attribute: column for column in self.columns}
        problems = []
        for name, sentences in texts.items():
            column = by_attribute.get(name)
            heading = column.column_name if column else self._label(name)
            value = said(cells[heading]) if heading in cells else ""
            problems += [FileProblem(sentence, number, heading, value) for sentence in sentences]
        return problems

    def _label(self, name: str) -> str:
        try:
            return capfirst(self._meta.model._meta.get_field(name).verbose_name)
        except FieldDoesNotExist:  # NON_FIELD_ERRORS
            return ""
