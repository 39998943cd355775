"""Writing spreadsheets without live formulas, so that reading gives back exactly what was written.

CSV as German programs read it: separated by semicolons, UTF-8 with a byte order mark, lines ending in CR LF; decimal
comma, dates as 01.02.2026. XLSX with cells that are texts, numbers or dates and never anything that is worked out.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pdf.response import file_name
from strategy_portal.publishing.spreadsheets.files.cells import CONTROLS, escaped
from strategy_portal.publishing.spreadsheets.problem import Refusal

BYTE_ORDER_MARK = "\ufeff"
# What a program may take for a formula (OWASP, "CSV Injection"): these signs in front, full-width ones too, also behind
# spaces and quotes that it drops; and any white space that is not a plain space.
FORMULA = re.compile(r"""[\s"'`\u200b\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20]|[^\S ]""")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_CHARACTERS = 32_767  # Excel calls a file damaged that has more in a cell


def cell(value) -> str:
    """Return ``value`` as it stands in a file: numbers and dates in German notation, None as an empty cell.

    Text that a program could take for a formula gets an apostrophe in front, which makes it text.
    """
    if value is None or isinstance(value, bool | int | float | Decimal | datetime.date):
        return in_german(value)
    text = CONTROLS.sub("", str(value))
    return f"'{text}" if _looks_live(text) else text


def in_german(value: bool | int | float | Decimal | datetime.date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return format(Decimal(str(value)), "f").replace(".", ",")
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%d.%m.%Y %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    raise TypeError(f"no number or date: {value!r}")


def _looks_live(text: str) -> bool:
    """Apostrophes in front are looked through; thus every text is written in a way that no other text is written."""
    return bool(FORMULA.match(text.lstrip("'")))


def without_apostrophe(text: str) -> str:
    """Undo what :func:`cell` puts in front of a text."""
    return text[1:] if text.startswith("'") and _looks_live(text) else text


def csv_text(headings: Iterable, rows: Iterable[Iterable]) -> str:
    """Return a whole file as text, with its byte order mark."""
    file = io.StringIO(BYTE_ORDER_MARK, newline="")
    file.seek(0, io.SEEK_END)
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(map(cell, row) for row in (headings, *rows))
    return file.getvalue()


def csv_response(name: str, headings: Iterable, rows: Iterable[Iterable]) -> HttpResponse:
    """Answer with a file to be stored under ``name`` and the name of the city, marked if its data are made up."""
    response = _file_response(csv_text(headings, rows), name, kind="csv")
    response["Cache-Control"] = "public, no-cache"
    return response


def export_response(name: str, headings: Iterable, rows: Iterable[Iterable], *, kind: str) -> HttpResponse:
    """Answer with a file for the one who asked; ``kind`` is "csv" or "xlsx". Raises :class:`Refusal`."""
    content = csv_text(headings, rows) if kind == "csv" else workbook(name, headings, rows)
    response = _file_response(content, name, kind=kind)
    response["Cache-Control"] = "private, no-store"
    return response


def _file_response(content: str | bytes, name: str, *, kind: str) -> HttpResponse:
    city = Municipality.objects.only("name", "is_example").first()
    words = [name, city.name if city else "", gettext("example data") if city and city.is_example else ""]
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)
    response["Content-Disposition"] = content_disposition_header(True, file_name(*words, kind=kind))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def workbook(title: str, headings: Iterable, rows: Iterable[Iterable]) -> bytes:
    """Return an XLSX file with one sheet.

    Texts are marked as such (format "@" and ``quotePrefix``): they stay texts when somebody edits the cell. Only a text
    that reading would take for one of :func:`cell` gets an apostrophe more.
    """
    from openpyxl import Workbook  # takes 0.2 s, which only those wait for who export
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    headings = [str(heading) for heading in headings]
    # First of all, since openpyxl keeps a file on the disk from the first row to the last.
    rows = [[_plain_value(value) for value in row] for row in (headings, *rows)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "1")
    for number, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(heading) + 4, 14), 40)
    sheet.freeze_panes = "A2"

    def style(*, pattern: str, is_text: bool = False, font: Font | None = None):
        model = WriteOnlyCell(sheet)
        model.number_format, model.quotePrefix, model.alignment = pattern, is_text, Alignment(vertical="top")
        if font:
            model.font = font
        return model._style

    # One for all cells of a kind: making one for each takes most of the time.
    styles = {
        str: style(pattern="@", is_text=True),
        datetime.date: style(pattern="dd.mm.yyyy"),
        datetime.datetime: style(pattern="dd.mm.yyyy hh:mm"),
    }
    other = style(pattern="General")

    def written(value, of_its_kind=None):
        if value is None:
            return None
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"
        made._style = of_its_kind or styles.get(type(value), other)
        return made

    bold = style(pattern="@", is_text=True, font=Font(bold=True))
    sheet.append([written(heading, bold) for heading in rows[0]])
    for row in rows[1:]:
        sheet.append([written(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _plain_value(value):
    """Return ``value`` as openpyxl is to write it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float | Decimal):
        # Excel counts in floats of 15 digits; what is longer stays whole as a text.
        return value if len(str(value).strip("-").replace(".", "")) <= 15 else cell(value)
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, datetime.date):
        return value if value.year > 1900 else cell(value)
    text = CONTROLS.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    text = f"'{text}" if text.startswith("'") and _looks_live(text) else text
    text = escaped(text)
    if len(text) > CELL_CHARACTERS:
        raise Refusal(
            gettext("A text is longer than Excel allows (%(number)d characters). Please export as CSV.")
            % {"number": CELL_CHARACTERS}
        )
    return text
