"""When a project runs, as far as it is known, and the scale of drawings of many projects over time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext, pgettext

from roadmap.models import Project
from strategy_portal.publishing import dates

# A year that somebody mistyped must not squeeze all others to nothing.
MOST_YEARS = 15


@dataclass(frozen=True)
class PartialDate:
    """A day, or a month, quarter or year of which the day is not known."""

    date: datetime.date
    precision: str

    @property
    def last_day(self) -> datetime.date:
        return dates.last_day(self.date, self.precision)

    @property
    def is_exact(self) -> bool:
        return self.precision == dates.Precision.DAY

    def __str__(self):
        return dates.spell(self.date, self.precision)


@dataclass(frozen=True)
class Period:
    """When a project begins and ends; None for what is not known. The end never lies before the start."""

    start: PartialDate | None
    end: PartialDate | None

    @property
    def first_day(self) -> datetime.date | None:
        return self.start.date if self.start else None

    @property
    def last_day(self) -> datetime.date | None:
        return self.end.last_day if self.end else None

    @property
    def days(self) -> list[datetime.date]:
        """The first and the last day, those that are known."""
        return [day for day in (self.first_day, self.last_day) if day]

    def __str__(self):
        return spell(str(self.start or ""), str(self.end or ""))


def spell(start: str, end: str) -> str:
    """Return a period in words; "from" or "until" if only one end is known, empty if none is."""
    if start and end:
        return start if start == end else f"{start} {pgettext('from to', 'to')} {end}"
    if start:
        return gettext("from %(start)s") % {"start": start}
    return gettext("until %(end)s") % {"end": end} if end else ""


def period(project: Project) -> Period:
    """Return the period of ``project``: the actual dates, else the planned ones.

    A planned date that contradicts an actual one, such as an end before the real start, no longer counts.
    """
    start = _partial_date(project, "actual_start") or _partial_date(project, "planned_start")
    end = _partial_date(project, "actual_end") or _partial_date(project, "planned_end")
    if start and end and end.last_day < start.date:
        if project.actual_end:
            start = None
        else:
            end = None
    return Period(start, end)


def _partial_date(project: Project, name: str) -> PartialDate | None:
    date = getattr(project, name)
    return PartialDate(date, getattr(project, f"{name}_precision")) if date else None


@dataclass(frozen=True)
class Timescale:
    """The years of a drawing of many projects, from the first to the last one."""

    first: int
    last: int

    @classmethod
    def of(cls, days: Iterable[datetime.date], *, around: datetime.date | None) -> Self:
        """Return the years that ``days`` (at least one) need.

        If that is more than ``MOST_YEARS``, return this many, around the day ``around`` or the median day.
        """
        days = sorted(days)
        first, last = days[0].year, days[-1].year
        if last - first >= MOST_YEARS:
            middle = min(max((around or days[len(days) // 2]).year, first), last)
            first = max(first, middle - MOST_YEARS // 2)
            last = min(last, first + MOST_YEARS - 1)
        return cls(first, last)

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def quarters(self) -> int:
        return 4 * len(self.years)

    @property
    def days(self) -> int:
        return self.days_to(datetime.date(self.last, 12, 31)) + 1

    def shows(self, day: datetime.date) -> bool:
        return day.year in self.years

    def days_to(self, day: datetime.date) -> int:
        """Return how many days before ``day`` the first year begins, for a drawing with days of equal width."""
        return (day - datetime.date(self.first, 1, 1)).days

    def at(self, day: datetime.date) -> float:
        """Return where ``day`` begins, in percent of a drawing with quarters of equal width.

        The result is below 0 or above 100 if ``day`` is outside the years.
        """
        return self._at(day, 0)

    def after(self, day: datetime.date) -> float:
        """Return where ``day`` ends, like :meth:`at`."""
        return self._at(day, 1)

    def _at(self, day: datetime.date, plus: int) -> float:
        quarter = dates.quarter_of(day)
        begin = quarter_begins(day.year)[quarter - 1]
        length = (dates.last_day(begin, dates.Precision.QUARTER) - begin).days + 1
        whole = 4 * (day.year - self.first) + quarter - 1
        return 100 * (whole + ((day - begin).days + plus) / length) / self.quarters


def quarter_begins(year: int) -> list[datetime.date]:
    return [datetime.date(year, month, 1) for month in (1, 4, 7, 10)]
