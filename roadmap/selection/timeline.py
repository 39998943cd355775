"""The timeline of projects by quarter, drawn for the screen. Lengths are in percent of the drawing's width.

The drawing adds nothing to the words beside it, which are its text alternative; :mod:`roadmap.paper` draws for paper.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.models import Milestone, Project, Status
from roadmap.period import MOST_YEARS, PartialDate, Period, Timescale, period, quarter_begins
from strategy_portal.publishing.dates import Precision, last_day

LEAST_BAR = 0.8
# Where only one end is known, the bar is a quarter long, with an arrow at the other end.
QUARTERS_OF_STUMP = 1
MOST_YEARS_WITH_QUARTERS = 8  # with more, the numbers of quarters would touch, and on a phone those of years
# Dropped: the project ended without it.
MARK_STATES = ("reached", "open", "late", "dropped")
MARK_SHIFT = 9  # pixels between milestones in the same place


@dataclass(frozen=True)
class TimelineBar:
    """``left`` and ``right`` are the outer ends. The bar tapers from ``sure_from`` to the left and from ``sure_to`` to
    the right, where only a month, quarter or year is known."""

    left: float
    sure_from: float
    sure_to: float
    right: float
    has_arrow_left: bool
    has_arrow_right: bool

    @property
    def x(self) -> str:
        return _percent(self.left)

    @property
    def width(self) -> str:
        return _percent(self.right - self.left)

    @property
    def end(self) -> str:
        return _percent(self.right)

    @property
    def outline(self) -> str:
        """A path in a box of 100 by 10."""
        begin, end = self._inside(self.sure_from), self._inside(self.sure_to)
        return f"M0 5L{begin} 0H{end}L100 5L{end} 10H{begin}Z"

    @property
    def core(self) -> str:
        return f"M{self._inside(self.sure_from)} 5H{self._inside(self.sure_to)}"

    @property
    def is_tapered(self) -> bool:
        return self.left < self.sure_from or self.sure_to < self.right

    def _inside(self, x: float) -> str:
        return f"{100 * (x - self.left) / (self.right - self.left):.4g}"


@dataclass(frozen=True)
class MilestoneMark:
    """A milestone; ``state`` is one of ``MARK_STATES``. ``x`` is empty if it has no place in the drawing."""

    milestone: Milestone
    state: str
    x: str
    shift: int


@dataclass(frozen=True)
class TimelineRow:
    project: Project
    period: Period
    bar: TimelineBar | None
    marks: list[MilestoneMark]
    overrun: tuple[str, str] | None  # from the planned end, which has passed, to today

    @property
    def reached(self) -> int:
        return sum(mark.state == "reached" for mark in self.marks)

    @property
    def next(self) -> MilestoneMark | None:
        """The next milestone; None in a project that has ended."""
        open_marks = [mark for mark in self.marks if mark.state != "reached"]
        return open_marks[0] if open_marks and not self.project.has_ended else None


@dataclass(frozen=True)
class TimelineYear:
    number: int
    quarters: list[tuple[str, bool]]  # where each begins, and whether today is in it
    is_spare: bool  # there is no space for its number on a phone


@dataclass(frozen=True)
class Timeline:
    """``undated`` are the projects without any date of their own or of a milestone."""

    rows: list[TimelineRow]
    undated: list[Project]
    years: list[TimelineYear]
    today: datetime.date
    today_x: str  # empty if today lies outside the years
    has_quarters: bool  # there is room for their numbers

    @property
    def statuses(self) -> list[Status]:
        """The statuses that bars show, in the order of the vocabulary."""
        drawn = {row.project.status for row in self.rows if row.bar}
        return [status for status in Status if status in drawn]

    @property
    def mark_states(self) -> list[str]:
        drawn = {mark.state for row in self.rows for mark in row.marks if mark.x}
        return [state for state in MARK_STATES if state in drawn]

    @property
    def has_tapered(self) -> bool:
        return any(row.bar.is_tapered for row in self.rows if row.bar)

    @property
    def has_arrows(self) -> bool:
        return any(row.bar.has_arrow_left or row.bar.has_arrow_right for row in self.rows if row.bar)

    @property
    def has_overrun(self) -> bool:
        return any(row.overrun for row in self.rows)


def timeline(projects: Iterable[Project], *, today: datetime.date) -> Timeline:
    """Return the drawing of ``projects`` (``for_timeline``) in their order. It shows today if that is near."""
    projects = list(projects)
    days = {project.pk: _days(project) for project in projects}
    dated = [project for project in projects if days[project.pk]]
    undated = [project for project in projects if not days[project.pk]]
    if not dated:
        return Timeline([], undated, [], today, "", has_quarters=False)
    needed = [day for project in dated for day in days[project.pk]]
    scale = Timescale.of(needed, around=today)
    with_today = Timescale(min(scale.first, today.year), max(scale.last, today.year))
    if len(with_today.years) <= MOST_YEARS:
        scale = with_today
    return Timeline(
        rows=[_row(project, scale, today) for project in dated],
        undated=undated,
        years=[_year(number, scale, today) for number in scale.years],
        today=today,
        today_x=_percent(scale.at(today)) if scale.shows(today) else "",
        has_quarters=not _is_crowded(scale),
    )


def _days(project: Project) -> list[datetime.date]:
    milestones = [milestone.reached_on or milestone.due for milestone in project.milestones.all()]
    return [*period(project).days, *(day for day in milestones if day)]


def _year(number: int, scale: Timescale, today: datetime.date) -> TimelineYear:
    quarters = [
        (_percent(scale.at(begin)), begin <= today <= last_day(begin, Precision.QUARTER))
        for begin in quarter_begins(number)
    ]
    return TimelineYear(number, quarters, is_spare=_is_crowded(scale) and (number - scale.first) % 2 == 1)


def _is_crowded(scale: Timescale) -> bool:
    return len(scale.years) > MOST_YEARS_WITH_QUARTERS


def _row(project: Project, scale: Timescale, today: datetime.date) -> TimelineRow:
    when = period(project)
    bar = _bar(project, when, scale) if when.days else None
    overrun = None
    if bar and when.end and when.end.last_day < today and not project.has_ended:
        end = min(scale.at(today), 100)
        overrun = (bar.end, _percent(end)) if end > bar.right else None
    return TimelineRow(project, when, bar, _marks(project, scale, today), overrun)


def _bar(project: Project, when: Period, scale: Timescale) -> TimelineBar:
    stump = 100 * QUARTERS_OF_STUMP / scale.quarters
    left = sure_from = right = sure_to = 0.0
    if when.start:
        left, sure_from = _span(when.start, scale)
        sure_from = left if when.start.is_exact else sure_from
    if when.end:
        sure_to, right = _span(when.end, scale)
        sure_to = right if when.end.is_exact else sure_to
    if when.start is None:
        left = sure_from = sure_to - stump
    if when.end is None:
        right = sure_to = sure_from + stump if project.has_ended else max(100, sure_from)
    if sure_from > sure_to:  # one lies within the year or quarter of the other
        exact = left if when.start.is_exact else right if when.end.is_exact else (left + right) / 2
        sure_from = sure_to = exact
    begins = min(max(left, 0), 100 - LEAST_BAR)
    ends = max(min(right, 100), begins + LEAST_BAR)
    return TimelineBar(
        left=begins,
        sure_from=min(max(sure_from, begins), ends) if left >= 0 else begins,
        sure_to=min(max(sure_to, begins), ends) if right <= 100 else ends,
        right=ends,
        has_arrow_left=left < 0 or when.start is None,
        has_arrow_right=right > 100 or when.end is None,
    )


def _span(date: PartialDate, scale: Timescale) -> tuple[float, float]:
    """Return where the day, month, quarter or year begins and where it ends."""
    return scale.at(date.date), scale.after(date.last_day)


def _marks(project: Project, scale: Timescale, today: datetime.date) -> list[MilestoneMark]:
    marks, taken = [], Counter()
    for milestone in project.milestones.all():
        state = _mark_state(milestone, today)
        x = scale.at(milestone.reached_on) if milestone.reached_on else _due(milestone, scale, today, state)
        place = _percent(x) if x is not None and 0 <= x <= 100 else ""
        marks.append(MilestoneMark(milestone, state, place, MARK_SHIFT * taken[place]))
        taken[place] += 1
    return marks


def _mark_state(milestone: Milestone, today: datetime.date) -> str:
    if milestone.reached_on:
        return "reached"
    if milestone.project.has_ended:
        return "dropped"
    return "late" if milestone.is_past_due(today) else "open"


def _due(milestone: Milestone, scale: Timescale, today: datetime.date, state: str) -> float | None:
    """Return the middle of the period in which ``milestone`` is due; what is ahead is not drawn in the past."""
    if milestone.due is None:
        return None
    begin, end = _span(PartialDate(milestone.due, milestone.due_precision), scale)
    middle = (begin + end) / 2
    return max(middle, min(scale.at(today), end)) if state == "open" else middle


def _percent(number: float) -> str:
    """Return ``number`` for an attribute of SVG, whatever the language of the page."""
    return f"{number:.4g}%" if number else "0"
