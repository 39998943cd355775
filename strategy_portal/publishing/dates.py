"""Dates that may be known only to the month, the quarter or the year.

Such a date is stored in two columns: the first day of the period, and the precision to which it is known.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.text.label import Label


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


def quarter_of(date: datetime.date) -> int:
    """Return the calendar quarter of ``date``, 1 to 4."""
    return (date.month + 2) // 3


def last_day(date: datetime.date, precision: str) -> datetime.date:
    """Return the last day of the period that ``date`` stands for: a milestone due in "2025" is late from 1 Jan 2026."""
    if precision == Precision.DAY:
        return date
    months = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}[Precision(precision)]
    first_month = {
        Precision.MONTH: date.month,
        Precision.QUARTER: 3 * quarter_of(date) - 2,
        Precision.YEAR: 1,
    }[Precision(precision)]
    next_month = first_month + months
    if next_month > 12 and date.year == datetime.MAXYEAR:
        return datetime.date.max
    first_after = datetime.date(date.year + (next_month > 12), (next_month - 1) % 12 + 1, 1)
    return first_after - datetime.timedelta(days=1)


def is_over(column: str, *, today: datetime.date) -> models.Q:
    """Return the condition that the period in ``column`` (with ``column``_precision beside it) ended before ``today``.

    It is ``last_day(date, precision) < today`` in SQL.
    """
    firsts = {
        Precision.DAY: today,
        Precision.MONTH: today.replace(day=1),
        Precision.QUARTER: today.replace(month=3 * quarter_of(today) - 2, day=1),
        Precision.YEAR: today.replace(month=1, day=1),
    }
    condition = models.Q()
    for precision, first_of_this_period in firsts.items():
        condition |= models.Q(**{f"{column}_precision": precision, f"{column}__lt": first_of_this_period})
    return condition


def spell(date: datetime.date | None, precision: str) -> str:
    """Return ``date`` as text, no more precise than it is known; an empty string if there is no date."""
    if date is None:
        return ""
    if precision == Precision.YEAR:
        return str(date.year)
    if precision == Precision.QUARTER:
        return gettext("Q%(quarter)d %(year)d") % {"quarter": quarter_of(date), "year": date.year}
    if precision == Precision.MONTH:
        return formats.date_format(date, "F Y")
    return formats.date_format(date, "DATE_FORMAT")


def not_in_the_future(date: datetime.date) -> None:
    """Raise :class:`ValidationError` if ``date`` is after today: for dates of things that have happened."""
    if date > timezone.localdate():
        raise ValidationError(_("This day is still to come."))


class PastDateField(models.DateField):
    """The day on which something has happened."""

    default_validators = [not_in_the_future]

    def deconstruct(self):
        """Appear in migrations as a plain date field: the database has no "today" to check the rule against."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.DateField", arguments, options


def precise_date(label: Label, *, optional: bool = True, help_text: Label = "") -> models.DateField:
    """Return a date column that goes with :func:`precision_of_date`."""
    return models.DateField(label, null=optional, blank=optional, help_text=help_text)


def precision_of_date(label: Label) -> models.CharField:
    """Return the column for the precision of the date beside it."""
    return models.CharField(label, max_length=7, choices=Precision, default=Precision.DAY)
