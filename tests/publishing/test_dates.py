"""Dates that are not known to the day."""

import datetime

import pytest

from strategy_portal.publishing.dates import last_day, spell

DAY = datetime.date(2022, 6, 7)


@pytest.mark.parametrize(
    ("precision", "text", "last"),
    [
        ("day", "7. Juni 2022", (2022, 6, 7)),
        ("month", "Juni 2022", (2022, 6, 30)),
        ("quarter", "2. Quartal 2022", (2022, 6, 30)),
        ("year", "2022", (2022, 12, 31)),
    ],
)
def test_precision(precision, text, last):
    assert spell(DAY, precision) == text
    assert last_day(DAY, precision) == datetime.date(*last)


@pytest.mark.parametrize("precision", ["month", "quarter", "year"])
def test_the_last_possible_day(precision):
    assert last_day(datetime.date(9999, 12, 1), precision) == datetime.date.max


def test_no_date():
    assert spell(None, "day") == ""
