"""The parts of a workbook that hold data: shared texts, number formats, and the cells of a sheet (ECMA-376, 18.3)."""

import datetime
import re

from django.conf import settings
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.files.table import (
    column_letters,
    column_number,
    too_many_columns,
    too_many_rows,
)
from strategy_portal.publishing.spreadsheets.problem import Problem, Refusal

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how XLSX writes characters that XML does not have (22.9.2.19)
# Characters that files cannot hold (XML 1.0, 2.2) or that nobody sees.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
PROBLEMS = 20  # named at most
# Far more than 5,000 rows have; counting on takes too long.
CELLS, TEXTS = 250_000, 150_000
# Formats without a pattern of their own that show a day or a time (18.8.30, with those of East Asian versions).
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
PERCENT_FORMATS = {9, 10}
NO_PATTERN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def is_true(text: str) -> bool:
    return text in ("1", "true", "on")


def escaped(text: str) -> str:
    """Return ``text`` so that nothing in it is taken for an escaped character."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def unescaped(text: str) -> str:
    return CONTROLS.sub("", ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)) if "_x" in text else text


def is_percent_pattern(pattern: str) -> bool:
    return "%" in NO_PATTERN.sub("", pattern.partition(";")[0])


def is_date_pattern(pattern: str) -> bool:
    """Whether a number format shows days or times: "dd.mm.yyyy" does, '0.00 "Euro"' does not."""
    plain = NO_PATTERN.sub("", pattern.partition(";")[0]).lower()
    return "general" not in plain and any(letter in plain for letter in "dmyhs")


class SharedTexts:
    """The texts of all sheets, each once. How it is to be pronounced (``rPh``) is left out."""

    def __init__(self):
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.is_text = False
        self.is_reading = False

    def start(self, tag, attributes):
        if tag == "si":
            if len(self.texts) > TEXTS:
                raise Refusal(gettext("The file unpacks to far more than a table needs."))
            self.pieces = []
        elif tag == "rPh":
            self.is_reading = True
        elif tag == "t":
            self.is_text = not self.is_reading

    def text(self, text):
        if self.is_text:
            self.pieces.append(text)

    def end(self, tag):
        if tag == "t":
            self.is_text = False
        elif tag == "rPh":
            self.is_reading = False
        elif tag == "si":
            self.texts.append(unescaped("".join(self.pieces)))


class Formats:
    """Which of the cell formats show dates, and which ones percentages."""

    def __init__(self):
        self.are_dates: list[bool] = []
        self.are_percentages: list[bool] = []
        self.patterns: dict[str, str] = {}
        self.is_cell_format = False

    def start(self, tag, attributes):
        if tag == "numFmt":
            self.patterns[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self.is_cell_format = True
        elif tag == "xf" and self.is_cell_format:
            number = attributes.get("numFmtId", "0")
            pattern = self.patterns.get(number)
            built_in = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0
            self.are_dates.append(built_in in DATE_FORMATS if pattern is None else is_date_pattern(pattern))
            self.are_percentages.append(built_in in PERCENT_FORMATS if pattern is None else is_percent_pattern(pattern))

    def end(self, tag):
        if tag == "cellXfs":
            self.is_cell_format = False

    def text(self, text):
        pass


class SheetReader:
    """Collects the cells of a sheet that are not empty: ``rows[7][3]`` is C7. What is no data goes to ``problems``."""

    def __init__(self, texts: list[str], formats: Formats, *, from_1904: bool):
        self.texts, self.formats, self.from_1904 = texts, formats, from_1904
        self.rows: dict[int, dict[int, object]] = {}
        self.problems: list[Problem] = []
        self.row = self.column = self.seen = 0
        self.kind = self.format = ""
        self.pieces: list[str] = []
        self.is_value = self.is_formula = self.is_reading = False

    def start(self, tag, attributes):
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) if REFERENCE.fullmatch(f"A{number}") else self.row + 1
            self.column = 0
        elif tag in ("v", "t"):
            self.is_value = not self.is_reading
        elif tag == "rPh":
            self.is_reading = True
        elif tag == "f":
            self.is_formula = True
        elif tag == "mergeCell":
            self._complain_of_merged(attributes.get("ref", "")[:20])

    def _complain_of_merged(self, span: str) -> None:
        if first := REFERENCE.match(span):
            self.row, self.column = int(first[2]), column_number(first[1])
        self._complain(gettext("The cells %(range)s are merged. Please separate them.") % {"range": span})

    def _start_cell(self, attributes):
        self.seen += 1
        if self.seen > CELLS:
            raise Refusal(gettext("The file unpacks to far more than a table needs."))
        self.column += 1
        if "r" in attributes and (match := REFERENCE.fullmatch(attributes["r"])):
            self.row, self.column = int(match[2]), column_number(match[1])
        self.kind, self.format = attributes.get("t", "n"), attributes.get("s", "")
        if self.pieces or self.is_formula:
            self.pieces, self.is_formula = [], False

    def text(self, text):
        if self.is_value:
            self.pieces.append(text)

    def end(self, tag):
        if tag in ("v", "t"):
            self.is_value = False
        elif tag == "rPh":
            self.is_reading = False
        elif tag == "c" and (self.pieces or self.is_formula):
            if self.column > settings.SPREADSHEET_COLUMNS:
                raise too_many_columns()
            if self.row > settings.SPREADSHEET_ROWS * 2:
                raise too_many_rows()
            value = self._value("".join(self.pieces))
            if value is not None:
                self.rows.setdefault(self.row, {})[self.column] = value

    def _complain(self, text: str, value: str = "") -> None:
        if len(self.problems) < PROBLEMS:
            self.problems.append(Problem(text, self.row or None, column_letters(self.column), value))

    def _value(self, raw: str):
        if self.is_formula:
            self._complain(gettext("Here is a formula. Please replace it by its value."))
            return None
        if self.kind == "e":
            self._complain(gettext("Here is the error value %(value)s.") % {"value": raw[:20]}, raw)
            return None
        try:
            if self.kind == "s":
                return self.texts[int(raw)].strip() or None
            if self.kind in ("str", "inlineStr"):
                return unescaped(raw).strip() or None
            if self.kind == "b":
                return is_true(raw)
            if self.kind == "d":
                return datetime.datetime.fromisoformat(raw.removesuffix("Z"))
            return self._number(float(raw))
        except (ValueError, IndexError, OverflowError):
            self._complain(gettext("This cell cannot be read."), raw[:60])
            return None

    def _number(self, number: float):
        style = int(self.format) if self.format.isdecimal() and len(self.format) < 7 else 0
        if style < len(self.formats.are_dates):
            if self.formats.are_dates[style]:
                return moment(number, from_1904=self.from_1904)
            if self.formats.are_percentages[style]:  # what people read is another number than what is in the cell
                return f"{number * 100:.15g} %".replace(".", ",")
        if number.is_integer() and abs(number) < 1e15:
            return int(number)
        return float(f"{number:.15g}")  # Excel counts to 15 digits and writes 17


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
