"""Reading files that somebody sends: which kind it is, and CSV in all the ways in which offices write it."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.files.table import (
    SheetTable,
    column_letters,
    table,
    too_many_columns,
    too_many_rows,
)
from strategy_portal.publishing.spreadsheets.files.workbook import read_workbook
from strategy_portal.publishing.spreadsheets.problem import FileProblem, Refusal

ZIP = b"PK\x03\x04"
# Old Excel files, and new ones with a password, are OLE containers.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELIMITERS = ";\t,"  # of equally frequent ones, the first
HEADING_CHARACTERS = 20_000
DELIMITERS_OF_A_ROW = 10_000  # texts may have some, too
# What umlauts of MS-DOS and of old Macs, and the euro of ISO 8859-15, look like when they are taken for Windows-1252.
FOREIGN = re.compile(r"(?<=[A-Za-z])(?:[„”](?=[A-Za-z])|[Š§](?=[a-z])|Ÿ)|†(?=[a-z])|¤")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def read(file: BinaryIO, *, name: str) -> SheetTable:
    """Return what stands in ``file``, an XLSX or CSV file called ``name``. Raises :class:`Refusal`.

    The limits are settings. What breaks them is refused before a parser sees it, or at the place where it breaks them.
    """
    kind = PurePath(name).suffix.lower()
    if kind in (".xls", ".xlsm", ".xlsb", ".xltm", ".ods"):
        raise Refusal(
            gettext("Files of the kind %(kind)s cannot be imported. Please save it as .xlsx or .csv.") % {"kind": kind}
        )
    if kind not in (".xlsx", ".csv"):
        raise Refusal(gettext("Only files of the kinds .xlsx and .csv can be imported."))
    content = file.read(settings.SPREADSHEET_MEGABYTES * 1024 * 1024 + 1)
    if len(content) > settings.SPREADSHEET_MEGABYTES * 1024 * 1024:
        raise Refusal(
            gettext("The file is larger than %(size)d MB.") % {"size": settings.SPREADSHEET_MEGABYTES},
        )
    if content.startswith(OLE):
        raise Refusal(
            gettext("The file is protected by a password, or it is an old Excel file. Please save it as .xlsx or .csv.")
        )
    if content.startswith(ZIP) != (kind == ".xlsx"):
        raise Refusal(gettext("The file is called %(kind)s but is of another kind.") % {"kind": kind})
    return read_workbook(content) if kind == ".xlsx" else read_csv(content)


def read_csv(content: bytes) -> SheetTable:
    """Return the table of a CSV file: any usual encoding, delimiter and line ending. Raises :class:`Refusal`."""
    text = _decoded(content)
    # Excel's own way to name the delimiter: a first line "sep=;".
    first_line, end, rest = text.partition("\n")
    delimiter = ""
    if first_line[:4].lower() == "sep=" and len(first_line.strip()) == 5:
        delimiter, text = first_line[4], rest
    return table(_lines(text, delimiter or _delimiter(text), start=2 if delimiter else 1))


def _decoded(content: bytes) -> str:
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if is_utf16 else ["utf-8-sig", "cp1252"]:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text and not (encoding == "cp1252" and FOREIGN.search(text)):
                return text.removeprefix("\ufeff")
            break
    raise Refusal(gettext("The file is no readable text. Please save it as CSV in UTF-8."))


def _delimiter(text: str) -> str:
    """Return the character that parts the headings: the most frequent one outside of quotes."""
    start = re.sub(r'"[^"]*"?', "", text.lstrip("\r\n")[:HEADING_CHARACTERS])
    return max(DELIMITERS, key=re.split(r"[\r\n]", start, maxsplit=1)[0].count)


def _lines(text: str, delimiter: str, *, start: int) -> Iterator[tuple[int, list]]:
    delimiters = 0

    def lines() -> Iterator[str]:
        """Yield the lines of the text, as long as those of one row do not have cells without end."""
        nonlocal delimiters
        for match in LINE.finditer(text):
            delimiters += match[0].count(delimiter)
            if delimiters > DELIMITERS_OF_A_ROW:
                raise too_many_columns()
            yield match[0]

    number, width = start - 1, 0
    try:
        for number, cells in enumerate(csv.reader(lines(), delimiter=delimiter, strict=True), start):
            delimiters = 0
            if number > settings.SPREADSHEET_ROWS * 2:  # even if they are empty
                raise too_many_rows()
            cells = [cell.strip() or None for cell in cells]
            if any(cells):
                width = width or len(cells)
                # With 12,5 in a cell, even an empty cell too many says that all behind it have moved.
                if delimiter == "," and len(cells) > width:
                    raise Refusal(FileProblem(gettext("This cell has no heading."), number, column_letters(len(cells))))
            yield number, cells
    except csv.Error as error:
        if "field limit" in str(error):
            raise Refusal(FileProblem(gettext("A text is too long."), number + 1)) from None
        raise Refusal(
            FileProblem(gettext("From here on a quotation mark is missing, or one is too many."), number + 1)
        ) from None
