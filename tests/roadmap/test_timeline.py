"""The timeline by quarter: the positions of bars and milestones, and the texts that say the same."""

import datetime
import re

import pytest
from django.http import QueryDict
from django.utils import translation

from roadmap.models import Project
from roadmap.period import MOST_YEARS
from roadmap.selection.selection import Selection
from roadmap.selection.timeline import TimelineRow, timeline
from roadmap.views.roadmap import VIEWS
from tests import make, world

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TODAY = datetime.date(2026, 11, 21)
ADDRESS = "/roadmap/?ansicht=zeitstrahl"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def project(start: str = "", end: str = "", **values) -> Project:
    """Build a planned project; a date is a day, or a longer period if ``:precision`` follows."""
    for name, text in (("planned_start", start), ("planned_end", end)):
        date, _colon, precision = text.partition(":")
        if date:
            values |= {name: day(date), f"{name}_precision": precision or "day"}
    return make.project(**{"status": "planned", **values})


def drawn(today: datetime.date = TODAY):
    return timeline(Project.objects.public().for_timeline(), today=today)


def row(today: datetime.date = TODAY) -> TimelineRow:
    (only,) = drawn(today).rows
    return only


def ends(bar) -> tuple[float, float, float, float]:
    return tuple(round(x, 2) for x in (bar.left, bar.sure_from, bar.sure_to, bar.right))


class TestBars:
    def test_known_days_have_square_ends(self):
        project("2025-01-01", "2026-12-31")

        bar = row().bar

        assert ends(bar) == (0, 0, 100, 100)
        assert bar.outline == "M0 5L0 0H100L100 5L100 10H0Z"
        assert (bar.is_tapered, bar.has_arrow_left, bar.has_arrow_right) == (False, False, False)

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("2025-01-01:year", "2026-01-01:year", (0, 50, 50, 100)),
            ("2025-01-01:quarter", "2026-10-01:quarter", (0, 12.5, 87.5, 100)),
            ("2026-01-01:year", "2026-01-01:year", (0, 50, 50, 100)),
            ("2025-01-01", "2026-01-01:year", (0, 0, 50, 100)),
            ("2025-07-01", "2025-01-01:year", (25, 25, 25, 50)),
            ("2025-01-01:year", "2025-07-01", (0, 25.14, 25.14, 25.14)),
        ],
    )
    def test_an_end_known_in_part_is_pointed(self, start, end, expected):
        project(start, end)

        bar = row().bar

        assert bar.is_tapered
        assert ends(bar) == pytest.approx(expected, abs=0.2)

    def test_without_an_end_it_runs_on_with_an_arrow(self):
        project("2026-01-01")

        bar = row().bar

        assert ends(bar) == (0, 0, 100, 100)
        assert (bar.has_arrow_left, bar.has_arrow_right) == (False, True)

    def test_what_has_ended_does_not_run_on(self):
        project("2026-01-01", status="completed")

        bar = row().bar

        assert ends(bar) == (0, 0, 25, 25)
        assert bar.has_arrow_right

    def test_without_a_start_there_is_an_arrow_before_the_end(self):
        project("", "2026-12-31")

        bar = row().bar

        assert ends(bar) == (75, 75, 100, 100)
        assert (bar.has_arrow_left, bar.has_arrow_right) == (True, False)

    def test_an_end_that_has_passed_is_continued_until_today(self):
        project("2026-01-01", "2026-06-30", status="running", number=1)
        project("2026-01-01", "2026-06-30", status="completed", number=2)
        project("2026-01-01", "2026-01-01:year", status="running", number=3)

        late, completed, this_year = drawn().rows

        assert late.overrun == ("50%", drawn().today_x)
        assert completed.overrun is None
        assert this_year.overrun is None

    def test_bars_never_leave_the_drawing_nor_vanish(self):
        project("0001-01-01", "9999-12-31", number=1)
        project("9999-12-31", number=2)
        project("", "0001-01-01", number=3)
        project("2525-01-01:year", "2525-01-01:year", number=4)
        project("2026-11-21", "2026-11-21", number=5)

        result = drawn()

        assert len(result.years) == MOST_YEARS
        for found in result.rows:
            bar = found.bar
            assert 0 <= bar.left <= bar.sure_from <= bar.sure_to <= bar.right <= 100
            assert bar.right - bar.left > 0.7
        assert [(r.bar.has_arrow_left, r.bar.has_arrow_right) for r in result.rows] == [
            (True, True),
            (False, True),
            (True, False),
            (False, True),
            (False, False),
        ]


class TestYears:
    def test_show_today_if_it_is_near(self):
        project("2024-01-01", "2024-12-31")

        assert [year.number for year in drawn().years] == [2024, 2025, 2026]
        assert drawn().today_x != ""
        far = drawn(day("2050-01-01"))
        assert [year.number for year in far.years] == [2024]
        assert far.today_x == ""

    def test_many_leave_no_room_for_quarters_and_on_phones_for_each_number(self):
        project("2026-01-01", "2033-12-31", number=1)
        assert drawn().has_quarters
        assert not any(year.is_spare for year in drawn().years)

        project("2026-01-01", "2034-12-31", number=2)
        assert not drawn().has_quarters
        assert [year.is_spare for year in drawn().years] == [False, True] * 4 + [False]

    def test_quarters_are_equally_wide(self):
        project("2026-01-01", "2026-12-31")

        (year,) = drawn().years

        assert year.quarters == [("0", False), ("25%", False), ("50%", False), ("75%", True)]

    def test_numbers_are_the_same_in_every_language(self):
        project("2026-02-01", "2026-05-15")

        with translation.override("de"):
            assert re.fullmatch(r"\d+\.\d+%", row().bar.x)


class TestMilestones:
    def states(self):
        return [(mark.milestone.title, mark.state) for mark in row().marks]

    def build(self, **values) -> Project:
        built = project("2026-01-01", "2027-12-31", **values)
        make.milestone(project=built, title="Reached", due=day("2026-01-01"), reached_on=day("2026-02-01"))
        make.milestone(project=built, title="Late", due=day("2026-07-01"), due_precision="quarter")
        make.milestone(project=built, title="Now", due=day("2026-10-01"), due_precision="quarter")
        make.milestone(project=built, title="Ahead", due=day("2027-01-01"), due_precision="year")
        make.milestone(project=built, title="Undated")
        return built

    def test_are_reached_open_or_late(self):
        self.build(status="running")

        assert self.states() == [
            ("Reached", "reached"),
            ("Late", "late"),
            ("Now", "open"),
            ("Ahead", "open"),
            ("Undated", "open"),
        ]
        assert (row().reached, row().next.milestone.title) == (1, "Late")

    def test_are_dropped_by_a_project_that_has_ended(self):
        self.build(status="discontinued", state_reason="Too expensive.")

        assert [state for _title, state in self.states()] == ["reached", "dropped", "dropped", "dropped", "dropped"]
        assert row().next is None

    def test_stand_in_the_middle_of_their_time_but_what_is_ahead_not_before_today(self):
        self.build(status="running")

        places = [mark.x for mark in row().marks]

        assert places[1] == "31.25%"  # the middle of the third of eight quarters
        assert places[2] == drawn().today_x
        assert places[3:] == ["75%", ""]

    def test_on_the_same_place_stand_beside_each_other(self):
        built = project("2027-01-01", "2027-12-31")
        for title in ("One", "Two"):
            make.milestone(project=built, title=title, due=day("2027-01-01"), due_precision="year")

        assert [(mark.x, mark.shift) for mark in row().marks] == [("75%", 0), ("75%", 9)]

    def test_alone_they_give_a_project_its_place(self):
        make.milestone(project=project(), due=day("2027-01-01"))

        assert row().bar is None
        assert [year.number for year in drawn().years] == [2026, 2027]


class TestPage:
    def text(self, client, address: str = ADDRESS) -> str:
        html = client.get(address).content.decode()
        assert re.search(r" style=|<script>|data:", html.partition("<main")[2].partition("</main")[0]) is None
        words = re.sub(r"<[^>]+>", " ", re.sub(r'<div[^>]* aria-hidden="true">.*?</div>', "", html, flags=re.DOTALL))
        return " ".join(words.split())

    def test_says_period_and_milestones_in_words(self, client):
        make.municipality()
        built = project("2025-01-01:quarter", "2099-10-01:quarter", title="Radwege", status="running")
        make.milestone(project=built, title="Plan", reached_on=day("2025-03-01"))
        make.milestone(project=built, title="Bau", due=day("2099-01-01"), due_precision="year")

        text = self.text(client)

        assert "Radwege Status: In Umsetzung" in text
        assert "1. Quartal 2025 bis 4. Quartal 2099" in text
        assert "1 von 2 Meilensteinen, als Nächstes: Bau (2099)" in text
        assert "Plan · erreicht am 1. März 2025" in text
        assert "Bau · Termin 2099" in text

    def test_says_what_is_late_dropped_or_undated(self, client):
        make.municipality()
        late = project("2024-01-01", "2024-12-31", title="Late", status="running")
        make.milestone(project=late, title="Plan", due=day("2024-05-01"), due_precision="month")
        make.milestone(project=late, title="Bau")
        done = project("2024-01-01", "2024-12-31", title="Done", status="completed")
        make.milestone(project=done, title="Rest", due=day("2024-05-01"))
        project(title="Someday")

        text = self.text(client)

        assert "Das geplante Ende ist überschritten." in text
        assert "Plan · Termin Mai 2024, nicht erreicht" in text
        assert "Bau · offen, noch ohne Termin" in text
        assert "Rest · nicht erreicht" in text
        assert "Someday" in text.partition("Noch ohne Termin")[2]
        assert "Someday" not in text.partition("Noch ohne Termin")[0]

    def test_explains_the_signs_that_occur_and_no_others(self, client):
        make.municipality()
        project("2026-01-01", "2099-12-31")

        text = self.text(client)

        assert "Balken eines Projekts: In Planung" in text
        for absent in ("In Umsetzung", "Spitzes Ende", "Gepunktete Linie", "Meilenstein"):
            assert absent not in text.partition("So lesen Sie den Zeitstrahl")[2].partition("</ul>")[0]

    def test_only_undated_projects_need_no_drawing(self, client):
        make.municipality()
        project(title="Someday")

        html = client.get(ADDRESS).content.decode()

        assert "Noch ohne Termin" in html
        assert "portal-schedule__axis" not in html

    def test_keeps_filters_and_order_of_the_selection(self, client):
        make.municipality()
        for title, status in (("Beta", "running"), ("Alpha", "running"), ("Gamma", "planned")):
            project("2026-01-01", "2026-12-31", title=title, status=status)

        html = client.get(f"{ADDRESS}&status=running&sortierung=titel").content.decode()

        assert re.findall(r'schedule__title"><a href="[^"]+">(\w+)', html) == ["Alpha", "Beta"]

    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries(self, django_assert_num_queries, size):
        world.roadmap(size)
        found = Selection(QueryDict(""), VIEWS).found[:60]

        with django_assert_num_queries(2):
            timeline(Project.objects.public().filter(pk__in=found).for_timeline(), today=TODAY)
