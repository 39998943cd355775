"""The roadmap in figures: by status over time, progress by field, priority against status. Public rows only.

Each figure is a finding in words, a table, and the picture of that table.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, npgettext

from roadmap.figures import pictures
from roadmap.figures.pictures import AreaPicture, BarPicture
from roadmap.models import Priority, Project, Status
from roadmap.past.history import count_by_status, histories
from strategy.models import ActionField

MOST_DAYS = 24
# From the bottom: what is done, what is being done, what may come, what has stopped.
LAYERS = (Status.COMPLETED, Status.RUNNING, Status.PLANNED, Status.IDEA, Status.PAUSED, Status.DISCONTINUED)


@dataclass(frozen=True)
class Figure:
    """``name`` is part of addresses and ids; the first cell of a row says what it counts.

    ``names_are_content``: these cells are the city's own words, in its language.
    """

    name: str
    title: str
    finding: str
    description: str  # what the picture shows, for people who cannot see it
    note: str
    headings: list[str]
    rows: list[list]
    picture: AreaPicture | BarPicture
    names_are_content: bool = False


@dataclass(frozen=True)
class Progress:
    """Milestones of the projects that serve ``field``; of all projects if it is None."""

    field: ActionField | None
    projects: int
    reached: int
    total: int

    @property
    def name(self) -> str:
        return self.field.name if self.field else gettext("All projects")

    @property
    def share(self) -> float | None:
        return self.reached / self.total if self.total else None

    @property
    def per_cent(self) -> Decimal | None:
        return round(Decimal(100 * self.reached) / self.total, 1) if self.total else None

    @property
    def in_words(self) -> str:
        if not self.projects:
            return gettext("No project yet")
        if not self.total:
            return gettext("No milestone yet")
        words = ngettext("%(reached)s of %(total)s milestone", "%(reached)s of %(total)s milestones", self.total)
        return words % {"reached": self.reached, "total": self.total}


def days_until(today: datetime.date, *, first: datetime.date) -> list[datetime.date]:
    """Return ``first``, the ends of the periods after it, and ``today``: at most ``MOST_DAYS`` days.

    The periods are as short as this allows: months, quarters, half years, years, or several years.
    """
    for months in (1, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 500))):
        ends = _ends(first, today, months)
        if len(ends) <= MOST_DAYS - 2:
            break
    return sorted({first, *ends, today})


def _ends(first: datetime.date, last: datetime.date, months: int) -> list[datetime.date]:
    """Return the ends of all periods of ``months`` months that lie between ``first`` and ``last``."""
    numbers = range(first.year * 12 + first.month, last.year * 12 + last.month)  # of months, without that of ``last``
    following = [datetime.date(number // 12, number % 12 + 1, 1) for number in numbers if number % months == 0]
    return [day - datetime.timedelta(days=1) for day in following]


def status_figure(today: datetime.date) -> Figure | None:
    """Return the projects by status over time; None before the first of them is public."""
    found = histories()
    if not found:
        return None
    first = min(history.first_day for history in found.values())
    days = days_until(today, first=first)
    counts = [count_by_status(found, day) for day in days]
    statuses = [status for status in LAYERS if any(of_day[status] for of_day in counts)]
    if len(days) > 2:
        title = gettext("Projects by status over time")
        layers = [(status, f"{status.label} {counts[-1][status]}", [c[status] for c in counts]) for status in statuses]
        picture = pictures.area(days, layers)
        description = gettext("Areas on top of each other: number of projects by status from %(first)s to %(last)s.")
    else:  # nothing has happened yet that a curve could show
        title = gettext("Projects by status")
        rows = [(status, str(status.label), [counts[-1][status]]) for status in statuses]
        picture = pictures.grid([gettext("Projects")], rows)
        description = gettext("Bars: number of projects by status on %(last)s.")
    return Figure(
        "status",
        title,
        _status_finding(counts[-1], count_by_status(found, today - datetime.timedelta(days=365))),
        description % {"first": date_format(days[0]), "last": date_format(days[-1])},
        gettext("Counted are the projects that are public today, each from its first published update on."),
        [gettext("Day"), *(str(status.label) for status in Status), gettext("Total")],
        [[day, *of_day.values(), sum(of_day.values())] for day, of_day in zip(days, counts, strict=True)],
        picture,
    )


def _status_finding(now: dict[Status, int], year_ago: dict[Status, int]) -> str:
    running, total = now[Status.RUNNING], sum(now.values())
    projects = npgettext("out of", "%d project", "%d projects", total) % total
    if not running:
        return gettext("None of %(projects)s is in progress today.") % {"projects": projects}
    sentence = ngettext(
        "%(number)d of %(projects)s is in progress today.", "%(number)d of %(projects)s are in progress today.", running
    ) % {"number": running, "projects": projects}
    if not sum(year_ago.values()):
        return sentence
    before = year_ago[Status.RUNNING]
    return f"{sentence} " + ngettext(
        "A year ago it was %(number)d of %(total)d.", "A year ago it was %(number)d of %(total)d.", before
    ) % {"number": before, "total": sum(year_ago.values())}


def progress() -> tuple[list[Progress], Progress]:
    """Return the progress of each field of the current strategy, and that of all projects, in three queries."""
    counts, served = {}, {}
    projects = Project.objects.public().with_progress().order_by()
    for pk, field, reached, total in projects.values_list("pk", "lead_field", "milestones_reached", "milestones_total"):
        counts[pk] = (reached, total)
        served.setdefault(field, {pk})
        served[field].add(pk)
    further = Project.further_fields.through.objects.filter(project__in=Project.objects.public())
    for field, pk in further.values_list("actionfield", "project"):
        served.setdefault(field, {pk}).add(pk)
    return (
        [_sum(field, [counts[pk] for pk in served.get(field.pk, ())]) for field in ActionField.objects.current()],
        _sum(None, list(counts.values())),
    )


def _sum(field: ActionField | None, counts: list[tuple[int, int]]) -> Progress:
    return Progress(field, len(counts), sum(reached for reached, _ in counts), sum(total for _, total in counts))


def progress_figure(today: datetime.date) -> Figure | None:
    """Return the progress by field, of all projects if there are no fields; None without any milestone."""
    of_fields, overall = progress()
    if not overall.total:
        return None
    rows = of_fields or [overall]
    name = gettext("Field of action") if of_fields else gettext("Roadmap")
    return Figure(
        "fortschritt",
        gettext("Progress by field of action") if of_fields else gettext("Progress"),
        gettext("Milestones reached: %(reached)d of %(total)d.") % {"reached": overall.reached, "total": overall.total},
        gettext("Bars: share of the milestones that have been reached."),
        gettext("A project counts in each field that it serves.") if of_fields else "",
        [name, gettext("Projects"), gettext("Milestones"), gettext("Reached"), gettext("Share in per cent")],
        [[row.name, row.projects, row.total, row.reached, row.per_cent] for row in rows],
        pictures.shares([("completed", row.name, row.in_words, row.share) for row in rows]),
        names_are_content=bool(of_fields),
    )


def priorities_figure(today: datetime.date) -> Figure | None:
    """Return status against priority; None if no project has a priority."""
    counts = {status: dict.fromkeys(Priority, 0) for status in Status}
    found = Project.objects.public().order_by().values_list("status", "priority").annotate(Count("pk"))
    for status, priority, number in found:
        counts[Status(status)][Priority(priority)] = number
    of_priority = {priority: sum(row[priority] for row in counts.values()) for priority in Priority}
    if of_priority[Priority.NONE] == sum(of_priority.values()):
        return None
    high = of_priority[Priority.HIGH]
    shown = [priority for priority in Priority if of_priority[priority]]
    rows = [
        (status, str(status.label), [row[priority] for priority in shown])
        for status, row in counts.items()
        if any(row.values())
    ]
    return Figure(
        "prioritaeten",
        gettext("Priority against status"),
        ngettext(
            "%(high)d project has high priority: %(running)d in progress, %(completed)d completed.",
            "%(high)d projects have high priority: %(running)d in progress, %(completed)d completed.",
            high,
        )
        % {
            "high": high,
            "running": counts[Status.RUNNING][Priority.HIGH],
            "completed": counts[Status.COMPLETED][Priority.HIGH],
        },
        gettext("Bars in a table: number of projects by status and priority."),
        "",
        [gettext("Status"), *(str(priority.label) for priority in Priority), gettext("Total")],
        [[str(status.label), *row.values(), sum(row.values())] for status, row in counts.items()],
        pictures.grid([str(priority.label) for priority in shown], rows),
    )


FIGURES: dict[str, Callable[[datetime.date], Figure | None]] = {
    "status": status_figure,
    "fortschritt": progress_figure,
    "prioritaeten": priorities_figure,
}
