"""Columns of a row that stands beside the entry: the vote on an agenda item, the text of a field in an edition.

An entry has one such row, or none. Columns that say something make it; an import never deletes it.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models

from strategy_portal.publishing.spreadsheets.columns.column import CellChange, SheetColumn
from strategy_portal.publishing.spreadsheets.importing.resource import SpreadsheetResource


class BesideColumn(SheetColumn):
    """``find`` returns the row beside an entry, or None. ``locked`` says why it is not to be changed, if so."""

    locked = ""

    def __init__(self, attribute: str, *, of: type[models.Model], find: Callable, **options):
        super().__init__(attribute, **options)
        self.of, self.find = of, find

    def bind(self, model: type[models.Model]) -> None:
        super().bind(self.of)

    @property
    def is_relation(self) -> bool:
        return False  # none of the entry's own

    def row_beside(self, instance: models.Model) -> models.Model | None:
        return instance.__dict__.get("row_to_save") or self.find(instance)

    def get_value(self, instance: models.Model):
        row = self.row_beside(instance)
        return None if row is None or row.pk is None else super().get_value(row)

    def take(self, instance: models.Model, cell, *, is_new: bool) -> CellChange | None:
        if cell is None and self.get_value(instance) in (None, self._default()):
            return None
        return super().take(instance, cell, is_new=False)

    def _default(self):
        return self.field.get_default() if self.field.has_default() else self.kind.empty

    def assign(self, instance: models.Model, value) -> None:
        if self.locked:
            raise ValueError(self.locked)
        instance.row_to_save = self.row_beside(instance) or self.of()
        setattr(instance.row_to_save, self.attribute, value)


class BesideResource(SpreadsheetResource):
    """``link`` is the field of the row beside that names the entry."""

    link: str

    def lock(self, reason: str) -> None:
        """Let no row beside an entry be made or changed, for ``reason``; empty if there is none."""
        for column in self.columns:
            if isinstance(column, BesideColumn):
                column.locked = reason

    def complete(self, row: models.Model) -> None:
        """Give a row that is about to be made what no column says."""

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if row := instance.__dict__.get("row_to_save"):
            if row.pk is None:
                self.complete(row)
            try:
                row.clean_fields(exclude={self.link, *errors})
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        super().validate_instance(instance, errors, validate_unique)

    def save_instance(self, instance, is_create, row, **kwargs):
        beside = {column.column_name for column in self.columns if isinstance(column, BesideColumn)}
        # The history of an entry tells what has changed in it, and in nothing else.
        if is_create or any(change.heading not in beside for change in self._changes):
            super().save_instance(instance, is_create, row, **kwargs)
        else:
            self.after_save_instance(instance, row, **kwargs)

    def after_save_instance(self, instance, row, **kwargs):
        if beside := instance.__dict__.pop("row_to_save", None):
            setattr(beside, self.link, instance)
            beside.save()
