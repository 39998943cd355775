"""Which entry of the portal a row of a file means: by a number, where the file gives one, else by what people know."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.columns.column import SheetColumn
from strategy_portal.publishing.spreadsheets.columns.kinds import NumberCell
from strategy_portal.publishing.spreadsheets.problem import FileProblem, quoted

NUMBER = "#"  # the number of the row in the file; no heading, since every heading is the one of a column


class EntryNumber(SheetColumn):
    """``id = EntryNumber(_("No. of the update"), within=("project",))``: tells entries apart that are called alike.

    An export gives it. A file may lack it, or leave cells empty; a number finds an entry and never makes one.
    ``within`` names the columns that say to what an entry belongs: a row that finds it elsewhere is a slip, no move.
    """

    def __init__(self, heading, *, within: tuple[str, ...] = ()):
        super().__init__("pk", heading, kind=NumberCell(whole=True))
        self.within = within

    def take(self, instance, cell, *, is_new):
        return None


class Entries:
    """The entries that a file may mean. All are read at once, and locked until the file is done."""

    def __init__(
        self, rows: models.QuerySet, *, keys: list[SheetColumn], number: EntryNumber | None, parents: list[SheetColumn]
    ):
        """``keys`` are the columns that tell entries apart, or nearly; ``parents`` those that ``number`` is within."""
        self.keys, self.number, self.parents = keys, number, parents
        self.by_number: dict[int, models.Model] = {}
        self.by_key: dict[tuple, list[models.Model]] = defaultdict(list)
        self.keys_read: dict[int, tuple | None] = {}
        for entry in rows.select_for_update(of=("self",)):
            self.by_number[entry.pk] = entry
            if keys:
                self.by_key[tuple(column.current(entry) for column in keys)].append(entry)

    def meant_by(self, row: dict) -> models.Model | None:
        """Return the entry that ``row`` means, or None for a new one. Raises :class:`ValidationError`."""
        number = self._number(row)
        if number is not None:
            return self._numbered(number, row)
        for key in self.keys:
            if key.column_name not in row:
                text = gettext("This column is missing. It says which entry is meant.")
                raise ValidationError({key.attribute: text})
        found = self.by_key.get(self._key(row), [])
        if len(found) > 1:
            raise ValidationError(self._several())
        return found[0] if found else None

    def _several(self) -> str | dict:
        if self.number is None:
            return gettext("Several entries are called like this one. Please change it in the list.")
        numbers = gettext("Several entries are called like this one. Please give the number of the one that is meant.")
        return {self.number.attribute: numbers}

    def _numbered(self, number: int, row: dict) -> models.Model:
        entry = self.by_number.get(number)
        if entry is None:
            text = gettext("There is no entry with this number. Leave the cell empty for a new entry.")
            raise ValidationError({self.number.attribute: text})
        for parent in self.parents:
            if parent.column_name in row and _text(parent, row[parent.column_name]) != parent.current(entry):
                text = gettext("The entry with this number belongs to %(parent)s.")
                raise ValidationError({parent.attribute: text % {"parent": quoted(parent.current(entry))}})
        return entry

    def _number(self, row: dict) -> int | None:
        cell = row.get(self.number.column_name) if self.number else None
        try:
            return None if cell is None else self.number.kind.clean(cell)
        except ValueError as error:
            raise ValidationError({self.number.attribute: str(error)}) from None

    def _key(self, row: dict) -> Any:
        """Return what tells the entry apart that ``row`` means, or None when there is none or it cannot be read."""
        if row[NUMBER] not in self.keys_read:
            try:
                key = tuple(_text(column, row[column.column_name]) for column in self.keys) or None
            except (KeyError, ValidationError):
                key = None
            self.keys_read[row[NUMBER]] = key
        return self.keys_read[row[NUMBER]]

    def doubles(self, rows: Iterable[dict]) -> dict[int, FileProblem]:
        """Return the rows that mean the same entry as another one, by their numbers in the file.

        Rows with a number mean the entry that has it, whatever they call it. All others are told apart by their keys.
        """
        numbers: dict[int, Any] = {}
        doubles = {}
        for row in rows:
            with suppress(ValidationError):
                numbers[row[NUMBER]] = row, self._number(row)
        first_rows: dict[Any, int] = {}  # by the number of the entry, and by its key
        for row, number in sorted(numbers.values(), key=lambda pair: pair[1] is None):
            key = self._key(row)
            found = self.by_key.get(key, [])
            if number is not None:
                meant, column, value = [number], self.number, str(number)
            elif key is not None:
                meant, column, value = [key, found[0].pk if len(found) == 1 else None], self.keys[-1], key[-1]
            else:
                continue
            first = next((first_rows[name] for name in meant if name in first_rows), None)
            if first:
                text = gettext("Row %(number)d is about the same entry.") % {"number": first}
                doubles[row[NUMBER]] = FileProblem(text, row[NUMBER], column.column_name, value)
            for name in filter(None, [number, key] if number is not None or not first else ()):
                first_rows.setdefault(name, row[NUMBER])
        return doubles


def _text(column: SheetColumn, cell) -> str:
    """Return the text by which the value of ``cell`` is compared. Raises :class:`ValidationError`."""
    try:
        return "" if cell is None else column.kind.text(column.kind.clean(cell))
    except ValueError as error:
        raise ValidationError({column.attribute: str(error)}) from None
