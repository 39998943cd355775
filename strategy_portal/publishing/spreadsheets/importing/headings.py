"""Which column each heading of a file stands for."""

from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.columns.column import SheetColumn
from strategy_portal.publishing.spreadsheets.columns.kinds import words
from strategy_portal.publishing.spreadsheets.files.table import SheetTable
from strategy_portal.publishing.spreadsheets.problem import FileProblem, possible


def columns_of(
    table: SheetTable, possible_columns: list[SheetColumn], *, keys: list[SheetColumn], number: SheetColumn | None
) -> tuple[list[FileProblem], list[SheetColumn]]:
    """Return what is wrong with the headings of ``table``, and the column for each of them.

    ``keys`` or ``number`` have to be there.
    """
    names, all_headings = {}, [column.column_name for column in possible_columns]
    for column in possible_columns:
        own = [column.column_name, column.attribute, *([column.field.verbose_name] if column.field else [])]
        names |= {words(name): column for name in own}
    problems, columns = [], []
    for heading in table.headings:
        column = names.get(words(heading))
        if column is None:
            text = gettext("This column is not known.") + " " + possible(all_headings, limit=len(all_headings))
            problems.append(FileProblem(text, column=heading))
        elif column in columns:
            problems.append(FileProblem(gettext("This column is there twice."), column=heading))
        else:
            columns.append(column)
    # Where a file gives numbers, it may do without the keys; a row without a number then says what is missing.
    if number not in columns and not problems:
        text = gettext("This column is missing. It says which entry is meant.")
        problems = [FileProblem(text, column=key.column_name) for key in keys if key not in columns]
    return problems, columns
