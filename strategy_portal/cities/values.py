"""Converting values in a city's files to values of columns, and saying what a column expects."""

import datetime
import re
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from strategy_portal.cities.tables import REFERENCES
from strategy_portal.publishing.dates import Precision


def value_of(column: models.Field, raw):
    match column:
        case models.BooleanField():
            return raw if type(raw) is bool else None
        case models.IntegerField():
            return raw if type(raw) is int else None
        case models.DecimalField():
            return Decimal(raw) if type(raw) in (int, Decimal) and Decimal(raw).is_finite() else None
        case models.DateField():
            day, precision = partial_date(str(raw)) if type(raw) in (str, datetime.date) else (None, "")
            if is_partial(column):
                return (day, precision) if day else None
            return day if precision == Precision.DAY else None
        case models.TimeField():
            return datetime.time.fromisoformat(raw) if type(raw) is str else raw if type(raw) is datetime.time else None
    # PostgreSQL stores no NUL characters.
    if type(raw) is not str or "\0" in raw or column.choices and raw not in dict(column.flatchoices):
        return None
    return raw.strip()


def partial_date(text: str) -> tuple[datetime.date, Precision]:
    """Return the first day and the precision of ``2021-05-27``, ``2021-12``, ``2022-Q2`` or ``2023``.

    Raises :class:`ValueError` for anything else.
    """
    found = re.fullmatch(r"(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d))?)?", text, re.ASCII)
    if not found:
        raise ValueError(text)
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    if quarter:
        return datetime.date(year, 3 * quarter - 2, 1), Precision.QUARTER
    precision = Precision.DAY if day else Precision.MONTH if found[3] else Precision.YEAR
    if found[4] == "00" or found[3] == "00":
        raise ValueError(text)
    return datetime.date(year, month or 1, day or 1), precision


def is_partial(column: models.Field) -> bool:
    names = {field.name for field in column.model._meta.get_fields()} if hasattr(column, "model") else set()
    return f"{column.name}_precision" in names


def misfit(column: models.Field, raw) -> str:
    shown = f'"{raw}"' if isinstance(raw, str) else str(raw).lower() if isinstance(raw, bool) else str(raw)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return _("%(value)s does not fit; expected is %(kind)s") % {"value": shown, "kind": expected(column)}


def expected(column: models.Field) -> str:
    """Return a description of the values that ``column`` accepts."""
    if column.many_to_many:
        return _("a list such as [%(example)s]") % {"example": '"a", "b"'}
    if column.is_relation:
        return _("the name of another entry (%(key)s)") % {"key": REFERENCES[column.related_model].key}
    if column.choices:
        return _("one of: %(choices)s") % {"choices": ", ".join(str(key) for key, _label in column.flatchoices if key)}
    match column:
        case models.BooleanField():
            return _("true or false, without quotes")
        case models.IntegerField():
            return _("a whole number, without quotes")
        case models.DecimalField():
            return _("a number, without quotes")
        case models.DateField() if is_partial(column):
            return _('a date such as "2021-05-27", "2021-12", "2022-Q2" or "2023"')
        case models.DateField():
            return _('a date such as "2021-05-27"')
        case models.TimeField():
            return _('a time such as "18:00"')
    return _("text in quotes")
