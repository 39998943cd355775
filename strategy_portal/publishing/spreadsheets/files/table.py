"""A table as it stands in a file, before anybody knows what its columns mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.problem import FileProblem, Refusal


@dataclass(frozen=True)
class SheetTable:
    """The first row that is not empty gives the headings; ``rows`` are the others that are not, with their numbers.

    A cell is a text without white space around it, an int, a float, a bool, a date, a datetime, a time, or None when
    it is empty; of a CSV file it is a text or None. Each row has as many cells as there are headings.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple], ...]
    # What the reader should know, for example which of several sheets was read.
    note: str = ""


def column_letters(number: int) -> str:
    """Return the name of the column with ``number``, which starts at 1: A, Z, AA."""
    letters = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def too_many_rows() -> Refusal:
    return Refusal(
        gettext("The file has more than %(number)d rows. Please divide it.") % {"number": settings.SPREADSHEET_ROWS}
    )


def too_many_columns() -> Refusal:
    return Refusal(
        gettext("The file has more than %(number)d columns; the one on the far right may be a slip.")
        % {"number": settings.SPREADSHEET_COLUMNS}
    )


def table(lines: Iterable[tuple[int, list]], *, note: str = "") -> SheetTable:
    """Return the table that ``lines`` of cells make up.

    Raises :class:`Refusal` when there are too many rows or columns, no headings, or cells without one.
    """
    headings, rows = (), []
    for number, cells in lines:
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        if len(cells) > settings.SPREADSHEET_COLUMNS:
            raise too_many_columns()
        if not headings:
            headings = _headings(number, cells)
            continue
        if len(cells) > len(headings):
            letter = column_letters(len(cells))
            raise Refusal(FileProblem(gettext("This cell has no heading."), number, letter, str(cells[-1])))
        if len(rows) == settings.SPREADSHEET_ROWS:
            raise too_many_rows()
        rows.append((number, (*cells, *[None] * (len(headings) - len(cells)))))
    if not headings:
        raise Refusal(gettext("The file is empty."))
    return SheetTable(headings, tuple(rows), note)


def _headings(number: int, cells: list) -> tuple[str, ...]:
    problems = [
        FileProblem(gettext("The heading is missing."), number, column_letters(place))
        for place, cell in enumerate(cells, 1)
        if cell is None
    ]
    if problems:
        raise Refusal(*problems)
    return tuple(" ".join(str(cell).split()) for cell in cells)
