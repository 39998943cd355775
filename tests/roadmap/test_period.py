"""The period of a project, and the years that a timeline of several periods shows."""

import datetime

import pytest

from roadmap.models import Project
from roadmap.period import MOST_YEARS, Timescale, period

TODAY = datetime.date(2026, 11, 21)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class TestPeriod:
    @pytest.mark.parametrize(
        ("dates", "words", "days"),
        [
            ({}, "", []),
            ({"planned_start": "2026-04-01"}, "ab 1. April 2026", ["2026-04-01"]),
            ({"planned_end": "2026-04-01"}, "bis 1. April 2026", ["2026-04-01"]),
            ({"planned_start": "2025-01-01", "planned_end": "2026-04-01"}, "1. Januar 2025 bis 1. April 2026", None),
            (
                {"planned_start": "2025-01-01", "actual_start": "2025-02-03", "planned_end": "2026-04-01"},
                "3. Februar 2025 bis 1. April 2026",
                ["2025-02-03", "2026-04-01"],
            ),
            (
                {"planned_end": "2025-01-01", "actual_start": "2025-02-03"},
                "ab 3. Februar 2025",
                ["2025-02-03"],
            ),
            (
                {"planned_start": "2525-01-01", "actual_end": "2025-02-03"},
                "bis 3. Februar 2025",
                ["2025-02-03"],
            ),
        ],
    )
    def test_actual_dates_count_before_planned_ones(self, dates, words, days):
        found = period(Project(**{name: day(text) for name, text in dates.items()}))

        assert str(found) == words
        assert days is None or found.days == [day(text) for text in days]

    def test_no_more_precise_than_it_is_known(self):
        project = Project(
            planned_start=day("2026-04-01"),
            planned_start_precision="quarter",
            planned_end=day("2026-01-01"),
            planned_end_precision="year",
        )

        found = period(project)

        assert str(found) == "2. Quartal 2026 bis 2026"
        assert found.days == [day("2026-04-01"), day("2026-12-31")]


class TestTimescale:
    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (["2026-03-01"], (2026, 2026)),
            (["2029-03-01", "2023-03-01"], (2023, 2029)),
            (["2023-03-01", "2525-03-01"], (2023, 2037)),
            (["0001-01-01", "2027-03-01"], (2019, 2027)),
            (["0001-01-01", "9999-12-31"], (2019, 2033)),
            (["1990-01-01", "2010-01-01"], (2003, 2010)),
        ],
    )
    def test_are_few_enough_to_draw(self, days, expected):
        scale = Timescale.of([day(text) for text in days], around=TODAY)

        assert (scale.first, scale.last) == expected
        assert len(scale.years) <= MOST_YEARS
