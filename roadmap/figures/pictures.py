"""Pictures of the roadmap's figures on a page: what is drawn where. The words and numbers come from the caller.

Lengths are units of the SVG's view box, which is as wide as a phone: there one unit is about a pixel. Text is 15 units
high (static/css/charts.scss lets it grow less than the picture on wide screens), so a letter takes about eight units;
``y`` is the middle of its line.
"""

import datetime
import math
import textwrap
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

WIDTH = 360
LETTER = 8
LINE = 18
LEAST_BAR = 3  # so that even the smallest number above zero can be seen

# The area: numbers of the axis on the left, names of the layers on the right.
PLOT_LEFT, PLOT_RIGHT = 30, 222
PLOT_TOP, PLOT_BOTTOM = 12, 232
MOST_LINES = 5
MOST_YEARS = 6

ROW_HEIGHT = 32
BAR_HEIGHT = 18


@dataclass(frozen=True)
class PictureText:
    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True)
class Layer:
    """``leader`` is the path from the layer's right edge to its label."""

    key: Hashable
    path: str
    leader: str
    label: PictureText


@dataclass(frozen=True)
class AreaPicture:
    """Layers on top of each other over time; the first one lies at the bottom."""

    layers: list[Layer]
    lines: list[PictureText]  # horizontal ones, each with its number
    ticks: list[PictureText]
    height: int = PLOT_BOTTOM + 28

    template = "roadmap/figures/_area_picture.html"
    width, left, right, bottom = WIDTH, PLOT_LEFT, PLOT_RIGHT, PLOT_BOTTOM


@dataclass(frozen=True)
class PictureBar:
    """``key`` chooses the pattern; ``full`` is the width of the frame that the bar may fill, 0 without a frame."""

    key: Hashable
    x: float
    y: float
    width: float
    full: float = 0

    height = BAR_HEIGHT


@dataclass(frozen=True)
class BarPicture:
    """Horizontal bars: in the cells of a table, or each below its name."""

    bars: list[PictureBar]
    names: list[PictureText]
    values: list[PictureText]
    height: float
    rules: Sequence[float]  # heights of lines between rows

    template = "roadmap/figures/_bar_picture.html"
    width = WIDTH


def area(days: Sequence[datetime.date], layers: Sequence[tuple[Hashable, str, Sequence[int]]]) -> AreaPicture:
    """Return ``layers`` (key, label, a number for each of ``days``) stacked from the bottom.

    ``days`` are at least two different ones in order.
    """
    span = (days[-1] - days[0]).days
    xs = [round(PLOT_LEFT + (PLOT_RIGHT - PLOT_LEFT) * (day - days[0]).days / span, 1) for day in days]
    totals = [sum(numbers) for numbers in zip(*(numbers for _key, _label, numbers in layers), strict=True)]
    step = _step(max(totals))
    top = step * math.ceil(max(totals) / step)

    def y(number: int) -> float:
        return round(PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * number / top, 1)

    drawn, base = [], [0] * len(days)
    for key, label, numbers in layers:
        upper = [below + number for below, number in zip(base, numbers, strict=True)]
        points = [*zip(xs, map(y, upper), strict=True), *reversed([*zip(xs, map(y, base), strict=True)])]
        path = "M" + "L".join(f"{x} {height}" for x, height in points) + "Z"
        drawn.append((key, label, path, (y(upper[-1]) + y(base[-1])) / 2))
        base = upper
    heights = _spread([middle for _key, _label, _path, middle in reversed(drawn)])[::-1]
    return AreaPicture(
        [
            Layer(
                key,
                path,
                f"M{PLOT_RIGHT} {round(middle, 1)}L{PLOT_RIGHT + 8} {round(height, 1)}",
                PictureText(PLOT_RIGHT + 12, round(height, 1), label),
            )
            for (key, label, path, middle), height in zip(drawn, heights, strict=True)
        ],
        [PictureText(PLOT_LEFT - 6, y(number), str(number), "end") for number in range(0, top + 1, step)],
        _ticks(days, xs),
    )


def _step(most: int) -> int:
    """Return 1, 2 or 5, or ten times as much and so on, so that ``MOST_LINES`` steps hold ``most``."""
    steps = (factor * 10**power for power in range(10) for factor in (1, 2, 5))
    return next(step for step in steps if step * MOST_LINES >= most)


def _spread(heights: Sequence[float]) -> list[float]:
    """Return ``heights`` (from the top) moved so that a line of text fits between them, above the bottom."""
    spread: list[float] = []
    for height in heights:
        spread.append(max(height, spread[-1] + LINE if spread else PLOT_TOP))
    lowest = PLOT_BOTTOM
    for number in reversed(range(len(spread))):
        spread[number] = min(spread[number], lowest)
        lowest = spread[number] - LINE
    return spread


def _ticks(days: Sequence[datetime.date], xs: Sequence[float]) -> list[PictureText]:
    """Return the years that begin within ``days``, or the first and last month if there are fewer than two."""
    first, last = days[0], days[-1]
    years = range(first.year + 1, last.year + 1)
    if len(years) < 2:
        ends = ((xs[0], first, "start"), (xs[-1], last, "end"))
        return [PictureText(x, PLOT_BOTTOM + 16, f"{day:%m/%Y}", anchor) for x, day, anchor in ends]
    scale = (xs[-1] - xs[0]) / (last - first).days
    shown = years[:: math.ceil(len(years) / MOST_YEARS)]
    return [
        PictureText(round(xs[0] + scale * (datetime.date(year, 1, 1) - first).days, 1), PLOT_BOTTOM + 16, str(year))
        for year in shown
    ]


def grid(
    columns: Sequence[str], rows: Sequence[tuple[Hashable, str, Sequence[int]]], *, names: bool = True
) -> BarPicture:
    """Return a table whose cells show numbers as bars of one scale: ``rows`` are key, name, a number per column."""
    name_width = LETTER * max(len(name) for _key, name, _numbers in rows) + 2
    headings = [textwrap.wrap(column, 11) or [""] for column in columns]
    weights = [max(8, *map(len, lines)) for lines in headings]
    widths = [(WIDTH - name_width) * weight / sum(weights) for weight in weights]
    lefts = [name_width + sum(widths[:number]) for number in range(len(widths))]
    most = max((number for _key, _name, numbers in rows for number in numbers), default=0)
    scale = (min(widths) - LETTER * (len(str(most)) + 2)) / max(most, 1)
    head = LINE * max(map(len, headings)) + 8
    bars, texts, values = [], [], []
    for left, lines in zip(lefts, headings, strict=True):
        first = head - 16 - LINE * (len(lines) - 1)
        texts += [PictureText(round(left, 1), first + LINE * number, line) for number, line in enumerate(lines)]
    for position, (key, name, numbers) in enumerate(rows):
        top = head + ROW_HEIGHT * position + (ROW_HEIGHT - BAR_HEIGHT) / 2
        texts.append(PictureText(0, top + BAR_HEIGHT / 2, name))
        for left, number in zip(lefts, numbers, strict=True):
            width = round(max(number * scale, LEAST_BAR), 1) if number else 0
            if width:
                bars.append(PictureBar(key, round(left, 1), top, width))
            values.append(PictureText(round(left + width + (5 if width else 0), 1), top + BAR_HEIGHT / 2, str(number)))
    rules = [head + ROW_HEIGHT * position for position in range(len(rows) + 1)]
    return BarPicture(bars, texts, values, rules[-1] + 1, rules)


def shares(rows: Sequence[tuple[Hashable, str, str, float | None]], *, full: int = 150) -> BarPicture:
    """Return a bar for each of ``rows`` (key, name, value in words, share from 0 to 1) below its name.

    Without a share, only the words are shown. ``full`` is the width of a bar for the share 1.
    """
    bars, names, values, top = [], [], [], 0
    for key, name, words, share in rows:
        lines = textwrap.wrap(name, WIDTH // LETTER) or [""]
        names += [PictureText(0, top + LINE * (number + 0.5), line) for number, line in enumerate(lines)]
        top += LINE * len(lines) + 5
        if share is not None:
            bars.append(PictureBar(key, 1, top, round(max(full * share, LEAST_BAR), 1) if share else 0, full))
        values.append(PictureText(0 if share is None else full + 10, top + BAR_HEIGHT / 2, words))
        top += BAR_HEIGHT + 12
    return BarPicture(bars, names, values, top - 4, [])
