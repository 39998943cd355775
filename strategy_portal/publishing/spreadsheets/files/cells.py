"""What stands in a cell of a workbook: its text, or the number, day or share that its format shows (ECMA-376, 18.3)."""

import datetime
import re
from collections.abc import Callable, Iterable
from functools import partial
from xml.etree.ElementTree import Element

from django.utils.translation import gettext

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how XLSX writes characters that XML does not have (22.9.2.19)
# Characters that files cannot hold (XML 1.0, 2.2) or that nobody sees.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Formats without a pattern of their own that show a day or a time (18.8.30, with those of East Asian versions).
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
PERCENT_FORMATS = {9, 10}
NO_PATTERN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)

# What a number is in a cell of a format. Raises ValueError or OverflowError.
CellFormat = Callable[[float], object]


class NoValue(Exception):
    """A sentence that says why a cell has no plain value; ``value`` is what stands there."""

    def __init__(self, text: str, value: str = ""):
        super().__init__(text)
        self.value = value


def escaped(text: str) -> str:
    """Return ``text`` so that nothing in it is taken for an escaped character."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def text_of(element: Element) -> str:
    """Return the text of a cell or a shared one. How it is to be pronounced (``rPh``) is left out."""
    text = _raw(element)
    return CONTROLS.sub("", ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)) if "_x" in text else text


def _raw(element: Element) -> str:
    if element.tag in ("v", "t"):
        return element.text or ""
    return "".join(_raw(child) for child in element if child.tag != "rPh")


def value_of(cell: Element, texts: list[str], formats: list[CellFormat]):
    """Return what stands in ``cell``, None if nothing does. Raises :class:`NoValue`."""
    if cell.find("f") is not None:
        raise NoValue(gettext("Here is a formula. Please replace it by its value."))
    raw, kind, style = _raw(cell), cell.get("t", "n"), cell.get("s", "")
    if not raw:
        return None
    if kind == "e":
        raise NoValue(gettext("Here is the error value %(value)s.") % {"value": raw[:20]}, raw)
    try:
        if kind == "s":
            return texts[int(raw)].strip() or None
        if kind in ("str", "inlineStr"):
            return text_of(cell).strip() or None
        if kind == "b":
            return raw in ("1", "true", "on")
        if kind == "d":
            return datetime.datetime.fromisoformat(raw.removesuffix("Z"))
        number = int(style) if style.isdecimal() and len(style) < 7 else 0
        return (formats[number] if number < len(formats) else plain_number)(float(raw))
    except (ValueError, IndexError, OverflowError):
        raise NoValue(gettext("This cell cannot be read."), raw[:60]) from None


def cell_formats(elements: Iterable[Element], *, from_1904: bool) -> list[CellFormat]:
    """Return the formats by their numbers, given the patterns (``numFmt``) and then the formats (``cellXfs``)."""
    patterns: dict[str, str] = {}
    formats: list[CellFormat] = []
    for element in elements:
        if element.tag == "numFmt":
            patterns[element.get("numFmtId", "")] = element.get("formatCode", "")
            continue
        for number in (format.get("numFmtId", "0") for format in element.iterfind("xf")):
            pattern = patterns.get(number)
            built_in = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0
            if built_in in DATE_FORMATS if pattern is None else is_date_pattern(pattern):
                formats.append(partial(moment, from_1904=from_1904))
            elif built_in in PERCENT_FORMATS if pattern is None else "%" in _bare(pattern):
                formats.append(percentage)
            else:
                formats.append(plain_number)
    return formats


def _bare(pattern: str) -> str:
    return NO_PATTERN.sub("", pattern.partition(";")[0]).lower()


def is_date_pattern(pattern: str) -> bool:
    """Whether a number format shows days or times: "dd.mm.yyyy" does, '0.00 "Euro"' does not."""
    bare = _bare(pattern)
    return "general" not in bare and any(letter in bare for letter in "dmyhs")


def plain_number(number: float) -> int | float:
    if number.is_integer() and abs(number) < 1e15:
        return int(number)
    return float(f"{number:.15g}")  # Excel counts to 15 digits and writes 17


def percentage(number: float) -> str:
    """Return what people read: another number than what is in the cell."""
    return f"{number * 100:.15g} %".replace(".", ",")


def moment(serial: float, *, from_1904: bool = False) -> datetime.date | datetime.datetime | datetime.time:
    """Return the day, the time of a day, or both, that a number stands for (18.17.4); to the second.

    Raises ValueError or OverflowError when there is none. Day 60 of the usual count is 29 February 1900, which never
    was.
    """
    if serial < 0 or int(serial) == 60 and not from_1904:
        raise ValueError("no day")
    first = (1904, 1, 1) if from_1904 else (1899, 12, 30 if serial > 60 else 31)
    # Days in a sheet have no time zone.
    full = datetime.datetime(*first) + datetime.timedelta(seconds=round(serial * 86_400))  # noqa: DTZ001
    if serial < 1:
        return full.time()
    return full.date() if full.time() == datetime.time() else full
