"""What a cell may hold: how its value is read, written, and told apart from the value before."""

import datetime
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, override
from import_export.widgets import Widget

from strategy_portal.publishing.spreadsheets.files.cells import CONTROLS
from strategy_portal.publishing.spreadsheets.files.writing import in_german, without_apostrophe
from strategy_portal.publishing.spreadsheets.problem import possible, quoted
from strategy_portal.publishing.text.german import fold

# Before the comma. No column holds more; Python refuses to count with thousands of them.
MOST_DIGITS = 100
GERMAN_DAY = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)


def words(value: object) -> str:
    """Return a text as it is compared with labels and names: in lower case, umlauts folded, white space reduced.

    Signs that no file can hold are left out, since a name is looked up as a file has it.
    """
    return " ".join(fold(CONTROLS.sub("", str(value))).split())


class CellKind(Widget, ABC):
    """A kind of value. ``clean`` raises ValueError with a sentence for people; it never gets an empty cell."""

    empty: object = None

    @abstractmethod
    def clean(self, value, row=None, **kwargs): ...

    def of(self, instance: Model, value):
        """Return the value of ``instance``, given the one of its cell; what other rows say of it may belong to it."""
        return value

    def render(self, value, obj=None, **kwargs):
        """Return what is written into the file: text, number, date, bool or None."""
        return value

    def text(self, value) -> str:
        """Return the value as a text that is the same for the same value, in words that people read."""
        return said(self.render(value))


def said(cell: Any) -> str:
    """Return what a cell says, no matter whether it is of a CSV or an XLSX file: 1.50 and "1,5" say the same."""
    if isinstance(cell, str):
        text = CONTROLS.sub("", without_apostrophe(cell).replace("\r\n", "\n").replace("\r", "\n"))
        return unicodedata.normalize("NFC", text).strip()
    if isinstance(cell, float | Decimal):
        text = format(Decimal(str(cell)), "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M}"
    with override(settings.LANGUAGE_CODE):
        return in_german(cell)


class TextCell(CellKind):
    empty = ""

    def clean(self, value, row=None, **kwargs):
        return said(value)

    def render(self, value, obj=None, **kwargs):
        return self.text(value) or None

    def text(self, value):
        # What is in the database has no apostrophe to be undone. White space around it would not be read.
        text = CONTROLS.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n"))
        return unicodedata.normalize("NFC", text).strip()


class FlagCell(CellKind):
    YES = {"ja", "yes", "wahr", "true", "1", "x", "j", "y"}
    NO = {"nein", "no", "falsch", "false", "0", "n"}

    def clean(self, value, row=None, **kwargs):
        word = words(said(value))
        if word in self.YES | self.NO:
            return word in self.YES
        raise ValueError(no_such(value) + " " + possible([gettext("yes"), gettext("no")]))


class ChoiceCell(CellKind):
    """One of the choices of a field, by its label or its key."""

    empty = ""

    def __init__(self, choices: Iterable[tuple[str, str]]):
        super().__init__()
        self.choices = [(key, label) for key, label in choices if key not in ("", None)]

    @cached_property
    def labels(self) -> dict[str, str]:
        with override(settings.LANGUAGE_CODE):
            return {key: str(label) for key, label in self.choices}

    def clean(self, value, row=None, **kwargs):
        word = words(said(value))
        for key, label in self.choices:
            if word in (words(self.labels[key]), words(label), words(key)):
                return key
        raise ValueError(no_such(value) + " " + possible(self.labels.values()))

    def render(self, value, obj=None, **kwargs):
        return None if value in ("", None) else self.labels.get(value, str(value))


class DayCell(CellKind):
    def clean(self, value, row=None, **kwargs):
        if isinstance(value, datetime.datetime) and value.time() == datetime.time():
            return value.date()
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if isinstance(value, str):
            text = said(value).removesuffix(" 00:00:00").removesuffix(" 00:00")
            if found := _day(text):
                return found
        raise ValueError(
            gettext("%(value)s is no date. Write it as 31.01.2026 or 2026-01-31.") % {"value": quoted(said(value))}
        )


class MomentCell(CellKind):
    """A day with a time, in the time zone of the city."""

    def clean(self, value, row=None, **kwargs):
        found = None
        if isinstance(value, datetime.datetime):
            found = value
        elif isinstance(value, datetime.date):
            found = datetime.datetime.combine(value, datetime.time())
        elif isinstance(value, str):
            day, _space, time = said(value).replace("T", " ").partition(" ")
            time = time.strip() or "00:00"
            if (date := _day(day)) and re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?", time):
                found = datetime.datetime.combine(date, datetime.time(*map(int, time.split(":"))))
        if found is None:
            raise ValueError(
                gettext("%(value)s is no time. Write it as 31.01.2026 14:30.") % {"value": quoted(said(value))}
            )
        return found if timezone.is_aware(found) else timezone.make_aware(found)


def _day(text: str) -> datetime.date | None:
    for written in (GERMAN_DAY, ISO_DAY):
        if match := written.fullmatch(text):
            with suppress(ValueError):
                return datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))
    return None


class NumberCell(CellKind):
    """A number in German or English notation. What could be read in two ways is refused."""

    whole = False

    def __init__(self, *, whole: bool = False, places: int | None = None, is_float: bool = False):
        """``places``: of a decimal, after the comma."""
        super().__init__()
        self.whole, self.places, self.is_float = whole, places, is_float

    def clean(self, value, row=None, **kwargs):
        number = None
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = Decimal(str(value))
        elif isinstance(value, str):
            number = self._number(said(value).replace(" ", "").replace("\u00a0", "").replace("\u202f", ""))
        if number is None or not number.is_finite():
            example = "1234" if self.whole else "1.234,56"
            raise ValueError(
                gettext("%(value)s is no number. Write it as %(example)s.")
                % {"value": quoted(said(value)), "example": example}
            )
        if number.adjusted() >= MOST_DIGITS:
            raise ValueError(gettext("%(value)s is too large.") % {"value": quoted(said(value))})
        if self.whole:
            if number != number.to_integral_value():
                raise ValueError(gettext("%(value)s is no whole number.") % {"value": quoted(said(value))})
            return int(number)
        if self.is_float:
            return float(number)
        if self.places is not None and number == round(number, self.places):
            number = round(number, self.places)
        return number

    def _number(self, text: str) -> Decimal | None:
        sign = r"[+\-\u2212]?"
        if re.fullmatch(sign + r"\d{1,3}(\.\d{3})+(,\d+)?", text, re.ASCII):
            if not self.whole and "," not in text and text.count(".") == 1:
                raise ValueError(
                    gettext("%(value)s can be read in two ways. Write it as %(one)s or as %(other)s.")
                    % {"value": quoted(text), "one": text.replace(".", ""), "other": text.replace(".", ",")}
                )
            text = text.replace(".", "").replace(",", ".")
        elif re.fullmatch(sign + r"\d{1,3}(,\d{3})+\.\d+|" + sign + r"\d{1,3}(,\d{3}){2,}", text, re.ASCII):
            text = text.replace(",", "")
        elif re.fullmatch(sign + r"\d+([,.]\d+)?", text, re.ASCII):
            text = text.replace(",", ".")
        else:
            return None
        try:
            return Decimal(text.replace("\u2212", "-"))
        except InvalidOperation:
            return None


def no_such(value) -> str:
    return gettext("There is no %(value)s.") % {"value": quoted(said(value))}
