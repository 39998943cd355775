"""The one place that writes spreadsheets: CSV as German programs read it, without live formulas.

Separated by semicolons, UTF-8 with a byte order mark, lines ending in CR LF; decimal comma, dates as 01.02.2026.
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
from strategy_portal.publishing.pdf_response import file_name

BYTE_ORDER_MARK = "\ufeff"
# What a program may take for a formula (OWASP, "CSV Injection"): these signs in front, full-width ones too, also behind
# spaces and quotes that it drops; and any white space that is not a plain space.
FORMULA = re.compile(r"""[\s"'`\u200b\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20]|[^\S ]""")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cell(value) -> str:
    """Return ``value`` as it stands in a file: numbers and dates in German notation, None as an empty cell.

    Text that a program could take for a formula gets an apostrophe in front, which makes it text.
    """
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
    text = CONTROLS.sub("", str(value))
    return f"'{text}" if FORMULA.match(text) else text


def csv_text(headings: Iterable, rows: Iterable[Iterable]) -> str:
    """Return a whole file as text, with its byte order mark."""
    file = io.StringIO(BYTE_ORDER_MARK, newline="")
    file.seek(0, io.SEEK_END)
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(map(cell, row) for row in (headings, *rows))
    return file.getvalue()


def csv_response(name: str, headings: Iterable, rows: Iterable[Iterable]) -> HttpResponse:
    """Answer with a file to be stored under ``name`` and the name of the city, marked if its data are made up."""
    city = Municipality.objects.only("name", "is_example").first()
    words = [name, city.name if city else "", gettext("example data") if city and city.is_example else ""]
    response = HttpResponse(csv_text(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, file_name(*words, kind="csv"))
    response["Cache-Control"] = "public, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
