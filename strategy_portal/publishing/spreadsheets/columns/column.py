"""A column of a file and the attribute of a row that it stands for."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from django.utils.text import capfirst
from django.utils.translation import gettext
from import_export.fields import Field

from strategy_portal.publishing.spreadsheets.columns.kinds import (
    CellKind,
    ChoiceCell,
    DayCell,
    FlagCell,
    MomentCell,
    NumberCell,
    TextCell,
    said,
)
from strategy_portal.publishing.spreadsheets.columns.relations import Many, Mutual, Naming, One
from strategy_portal.publishing.text.difference import Piece, pieces

LONG = 80


@dataclass(frozen=True)
class CellChange:
    """A cell that says something else than the database."""

    heading: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """A long text word by word; nothing for what is read at a glance."""
        return pieces(self.old, self.new) if self.old and self.new and max(len(self.old), len(self.new)) > LONG else []


class SheetColumn(Field):
    """``SheetColumn("lead_department", by=("slug", "name"))``: heading and kind come from the field of the model.

    A value that is no field of its own, such as the state of a project, is a subclass with another ``get_value`` and
    :meth:`assign`, and gets ``heading`` and ``kind``. A column that is ``readonly`` is written and never changed; a
    cell that wants to change it is an error.
    """

    def __init__(self, attribute: str, heading="", *, kind: CellKind | None = None, by=(), readonly: bool = False):
        super().__init__(attribute=attribute, readonly=readonly)
        self.heading, self.kind, self.by = heading, kind, by
        self.field: Any = None

    def bind(self, model: type[models.Model]) -> None:
        """Take from ``model`` what has not been given. Called in the language of the files."""
        try:
            self.field = model._meta.get_field(self.attribute)
        except FieldDoesNotExist:
            self.field = None
        self.widget = self.kind = self.kind or kind_of(self.field, self.by)
        self.column_name = str(self.heading or capfirst(self.field.verbose_name))

    @property
    def is_list(self) -> bool:
        return isinstance(self.kind, Many)

    @property
    def is_relation(self) -> bool:
        return bool(self.field and self.field.is_relation)

    def current(self, instance: models.Model) -> str:
        """Return what the file says of ``instance`` in this column, as a text to compare and to show."""
        if instance.pk is None and self.is_list:
            return ""
        return self.kind.text(self.get_value(instance))

    def take(self, instance: models.Model, cell, *, is_new: bool) -> CellChange | None:
        """Give ``instance`` what the cell says; a cell that says what is there already changes nothing.

        Raises ValueError with a sentence for people.
        """
        old = self.current(instance)
        if not is_new and said(cell) == old:
            return None
        if self.readonly:
            if is_new:
                return None
            raise ValueError(gettext("This column cannot be changed here. It says: %(value)s") % {"value": old or "–"})
        value = self.empty(is_new=is_new) if cell is None else self.kind.clean(cell, instance=instance)
        value = self.kind.of(instance, value)
        new = self.kind.text(value)
        if new == old and not is_new:
            return None
        self.assign(instance, value)
        if is_new and self.field and self.field.has_default() and value == self.field.get_default():
            return None  # goes without saying
        return CellChange(self.column_name, "" if is_new else old, new) if new or old else None

    def empty(self, *, is_new: bool):
        """Return the value of an empty cell. Raises ValueError when there has to be one."""
        field = self.field
        if field is None or field.many_to_many:
            return self.kind.empty
        if is_new and field.default is not NOT_PROVIDED:
            return field.get_default()
        if not field.blank:
            raise ValueError(gettext("This cell must not be empty."))
        return None if field.null else field.get_default() if field.has_default() else self.kind.empty

    def assign(self, instance: models.Model, value) -> None:
        """Set the attribute. Lists are set once ``instance`` is saved."""
        if self.is_list:
            instance.lists_to_set = {**getattr(instance, "lists_to_set", {}), self.attribute: value}
        else:
            setattr(instance, self.attribute, value)


def kind_of(field: Any, by: tuple[Naming, ...] = ()) -> CellKind:
    """Return the kind of value that goes into the column of a model."""
    if field.many_to_many:
        return (Mutual if field.remote_field.symmetrical else Many)(field.related_model, by)
    if field.is_relation:
        return One(field.related_model, by)
    if field.choices:
        return ChoiceCell(field.flatchoices)
    for types, make in (
        (models.BooleanField, FlagCell),
        (models.IntegerField, lambda: NumberCell(whole=True)),
        (models.DecimalField, lambda: NumberCell(places=field.decimal_places)),
        (models.FloatField, lambda: NumberCell(is_float=True)),
        (models.DateTimeField, MomentCell),
        (models.DateField, DayCell),
    ):
        if isinstance(field, types):
            return make()
    return TextCell()
