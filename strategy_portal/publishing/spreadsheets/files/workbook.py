"""Reading XLSX (ECMA-376, part 1): of all its parts, only cells, texts and formats."""

import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.conf import settings
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.files.cells import CellFormat, NoValue, cell_formats, text_of, value_of
from strategy_portal.publishing.spreadsheets.files.package import OfficePackage, damaged, too_large
from strategy_portal.publishing.spreadsheets.files.table import (
    SheetTable,
    column_letters,
    column_number,
    table,
    too_many_columns,
    too_many_rows,
)
from strategy_portal.publishing.spreadsheets.problem import FileProblem, Refusal, quoted

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# Far more than 5,000 rows have; counting on takes too long.
CELLS, TEXTS = 250_000, 150_000
PROBLEMS = 20  # named at most


def read_workbook(content: bytes) -> SheetTable:
    """Return the first visible sheet of an XLSX file. Raises :class:`Refusal`."""
    package = OfficePackage(content)
    workbook = next((name for kind, name in package.relations("").values() if kind == "officeDocument"), None)
    if workbook is None:
        raise damaged()
    related = package.relations(workbook)
    sheets, from_1904 = [], False
    for element in package.elements(workbook, "workbookPr", "sheet"):
        if element.tag == "workbookPr":
            from_1904 = from_1904 or element.get("date1904") in ("1", "true", "on")
            continue
        # The one attribute with a prefix, mostly r:id; "sheetId" is another.
        relation = next((value for key, value in element.items() if key.rpartition(":")[2] == "id"), "")
        kind, name = related.get(relation, ("", ""))
        if kind == "worksheet" and element.get("state", "visible") == "visible":
            sheets.append((element.get("name", ""), name))
    if not sheets:
        raise Refusal(gettext("The file has no visible sheet."))
    texts: list[str] = []
    formats: list[CellFormat] = []
    for kind, name in related.values():
        if kind == "sharedStrings":
            texts += _shared_texts(package, name)
        elif kind == "styles":
            formats += cell_formats(package.elements(name, "numFmt", "cellXfs"), from_1904=from_1904)
    title, name = sheets[0]
    rows = _rows(package.elements(name, "row", "mergeCell"), texts, formats)
    note = gettext("Read was the sheet %(title)s, the first of %(number)d.") % {
        "title": quoted(title),
        "number": len(sheets),
    }
    return table(rows, note=note if len(sheets) > 1 else "")


def _shared_texts(package: OfficePackage, name: str) -> Iterator[str]:
    for number, item in enumerate(package.elements(name, "si")):
        if number > TEXTS:
            raise too_large()
        yield text_of(item)


def _rows(elements: Iterator[Element], texts: list[str], formats: list[CellFormat]) -> list[tuple[int, list]]:
    """Return the rows that are not empty. Raises :class:`Refusal` that names each cell without a plain value."""
    rows: dict[int, dict[int, object]] = defaultdict(dict)
    problems: list[FileProblem] = []
    row = seen = 0
    for element in elements:
        if element.tag == "mergeCell":
            span = element.get("ref", "")[:20]
            first = REFERENCE.match(span)
            text = gettext("The cells %(range)s are merged. Please separate them.") % {"range": span}
            problems.append(FileProblem(text, int(first[2]) if first else None, first[1] if first else ""))
            continue
        number, column = element.get("r", ""), 0
        row = int(number) if REFERENCE.fullmatch(f"A{number}") else row + 1
        seen += len(element)
        if seen > CELLS:
            raise too_large()
        for cell in element.iterfind("c"):
            column += 1
            if match := REFERENCE.fullmatch(cell.get("r", "")):
                row, column = int(match[2]), column_number(match[1])
            if not len(cell):
                continue
            try:
                value = value_of(cell, texts, formats)
            except NoValue as error:
                value = error
            if value is None:
                continue
            if column > settings.SPREADSHEET_COLUMNS:
                raise too_many_columns()
            if row > settings.SPREADSHEET_ROWS * 2:
                raise too_many_rows()
            if isinstance(value, NoValue):
                problems.append(FileProblem(str(value), row, column_letters(column), value.value))
            else:
                rows[row][column] = value
        if len(problems) > PROBLEMS:
            break
    if problems:
        raise Refusal(*problems[:PROBLEMS])
    return [(row, [cells.get(column) for column in range(1, max(cells) + 1)]) for row, cells in sorted(rows.items())]
