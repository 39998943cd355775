"""The printed timeline of the roadmap. Lengths are in points (1/72 inch).

The drawing adds nothing to the table beside it, which is its text alternative.
"""

import datetime
import math
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.models import Project
from roadmap.period import Period, Timescale, period, quarter_begins

WIDTH = 482.0  # the text width of an A4 page with margins of 20 mm
PLOT_END = 474.0  # beyond it, only the arrow heads of bars without an end
LABEL_WIDTH = 178.0
LABEL_LETTERS = 34  # what fits into LABEL_WIDTH at 10 points; a label that is longer takes two lines
LINE_HEIGHT = 12.0
ROW_PADDING = 6.0
AXIS_HEIGHT = 20.0
BAR_HEIGHT = 9.0
LEAST_BAR = 6.0
ROWS_PER_CHART = 30


@dataclass(frozen=True)
class PaperBar:
    project: Project
    lines: list[str]
    top: float
    height: float
    x: float
    width: float
    is_open: bool  # no end is known: the bar runs on to the edge

    @property
    def y(self) -> float:
        return round(self.top + (self.height - BAR_HEIGHT) / 2, 1)

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def middle(self) -> float:
        return round(self.y + BAR_HEIGHT / 2, 1)

    @property
    def label(self) -> list[tuple[float, str]]:
        """The lines of the label, each with the height of its baseline."""
        first = self.top + ROW_PADDING / 2 + 9.5
        return [(round(first + LINE_HEIGHT * number, 1), line) for number, line in enumerate(self.lines)]

    @property
    def bottom(self) -> float:
        return round(self.top + self.height, 1)

    @property
    def arrow(self) -> str:
        """The path of an arrow head at the end of a bar without a known end."""
        return f"M{self.end} {self.y}L{self.end + 6} {self.middle}L{self.end} {round(self.y + BAR_HEIGHT, 1)}Z"


@dataclass(frozen=True)
class PaperTimeline:
    bars: list[PaperBar]
    years: list[tuple[int, list[float]]]  # where the quarters of each begin
    height: float
    as_of: datetime.date | None
    as_of_x: float | None

    width = WIDTH
    axis_height = AXIS_HEIGHT
    bar_height = BAR_HEIGHT


def timelines(projects: Iterable[Project], *, as_of: datetime.date | None) -> list[PaperTimeline]:
    """Return drawings of at most ``ROWS_PER_CHART`` of the dated ``projects`` each, by start and number.

    All drawings show the same years, from the first to the last date. ``as_of`` is drawn as a line.
    """
    periods = [(project, period(project)) for project in projects]
    dated = [(project, when) for project, when in periods if when.days]
    if not dated:
        return []
    dated.sort(key=lambda row: (row[1].days[0], row[0].number))
    scale = Timescale.of([day for _project, when in dated for day in when.days], around=as_of)
    charts = math.ceil(len(dated) / ROWS_PER_CHART)
    size = math.ceil(len(dated) / charts)
    return [_timeline(dated[begin : begin + size], scale, as_of) for begin in range(0, len(dated), size)]


def _timeline(rows: list[tuple[Project, Period]], scale: Timescale, as_of: datetime.date | None) -> PaperTimeline:
    day_width = (PLOT_END - LABEL_WIDTH) / scale.days

    def x(day: datetime.date, plus: int = 0) -> float:
        """Return where ``plus`` days after ``day`` is; the sum may lie outside the range of dates."""
        return round(LABEL_WIDTH + min(max(scale.days_to(day) + plus, 0), scale.days) * day_width, 1)

    bars, top = [], AXIS_HEIGHT
    for project, when in rows:
        start, end = when.first_day, when.last_day
        lines = _label(project)
        height = len(lines) * LINE_HEIGHT + ROW_PADDING
        begins = x(when.days[0], 0 if start else -90)
        ends = x(end, 1) if end else PLOT_END
        begins = min(begins, PLOT_END - LEAST_BAR)
        bars.append(PaperBar(project, lines, top, height, begins, round(max(ends - begins, LEAST_BAR), 1), end is None))
        top += height
    years = [(year, [x(begin) for begin in quarter_begins(year)]) for year in scale.years]
    as_of_x = x(as_of) if as_of and scale.shows(as_of) else None
    return PaperTimeline(bars, years, round(top + 2, 1), as_of, as_of_x)


def _label(project: Project) -> list[str]:
    lines = textwrap.wrap(f"{project.number} {project.title}", LABEL_LETTERS, max_lines=2, placeholder=" …")
    return lines or [str(project.number)]
