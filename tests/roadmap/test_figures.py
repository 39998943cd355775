"""The roadmap in figures: the numbers, their pictures, and the files behind them."""

import csv
import datetime
import io
import re

import pytest
from django.utils import timezone

from roadmap.figures.figures import MOST_DAYS, days_until
from roadmap.models import Project, Status
from tests import make, world

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
ADDRESS = "/roadmap/zahlen/"
NAMES = ["status", "fortschritt", "prioritaeten"]


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


def names(client) -> list[str]:
    return [figure.name for figure in client.get(ADDRESS).context["figures"]]


def figure(client, name: str):
    return next(found for found in client.get(ADDRESS).context["figures"] if found.name == name)


def table(client, name: str) -> list[list[str]]:
    """Return the CSV file of a figure, parsed."""
    response = client.get(f"{ADDRESS}{name}.csv")
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def texts(html: str, name: str) -> list[str]:
    """Return the texts drawn in the picture of a figure."""
    svg = html.partition(f'aria-labelledby="{name}-title')[2].partition("</svg>")[0]
    return re.findall(r"<text [^>]*><tspan>([^<]*)</tspan></text>", svg)


class TestDays:
    @pytest.mark.parametrize("first", [TODAY, ago(1), ago(40), ago(700), ago(720), ago(5000), datetime.date(1, 1, 1)])
    def test_there_are_few_in_order_from_the_first_update_to_today(self, first):
        days = days_until(TODAY, first=first)

        assert days == sorted(set(days))
        assert (days[0], days[-1]) == (first, TODAY)
        assert len(days) <= MOST_DAYS

    def test_months_as_long_as_they_fit_then_quarters(self):
        first, today = datetime.date(2025, 1, 10), datetime.date(2026, 3, 31)

        months = days_until(today, first=first)
        quarters = days_until(today, first=first.replace(year=2023))

        assert months[:3] == [first, datetime.date(2025, 1, 31), datetime.date(2025, 2, 28)]
        assert months[-2:] == [datetime.date(2026, 2, 28), today]
        assert quarters[1:3] == [datetime.date(2023, 3, 31), datetime.date(2023, 6, 30)]
        assert quarters[-2:] == [datetime.date(2025, 12, 31), today]


class TestStatus:
    @pytest.fixture
    def history(self):
        make.municipality()
        project = make.project(confirmed_on=ago(800))
        make.update(project=project, date=ago(500), status="running")
        make.update(project=project, date=ago(100), status="completed")
        make.update(project=project, date=ago(400), status="paused", state="draft")
        other = make.project(confirmed_on=ago(450), status="planned")
        make.update(project=other, date=ago(90), status="running")
        hidden = make.project(published=False, confirmed_on=ago(1500), status="running")
        make.update(project=hidden, date=ago(1400), status="paused")

    def test_counts_at_the_end_of_each_day(self, client, history):
        rows = {row[0]: row[1:] for row in figure(client, "status").rows}

        assert (min(rows), max(rows)) == (ago(800), TODAY)
        assert rows[ago(800)] == [1, 0, 0, 0, 0, 0, 1]
        assert rows[TODAY] == [0, 0, 1, 1, 0, 0, 2]
        assert [rows[day] for day in sorted(rows) if ago(440) < day < ago(110)][0] == [0, 1, 1, 0, 0, 0, 2]

    def test_today_is_what_the_list_says(self, client):
        world.roadmap(60)

        *_days, today = figure(client, "status").rows

        assert dict(zip(Status, today[1:], strict=False)) == dict(Project.objects.public().count_by_status())

    def test_it_says_what_matters_in_a_sentence(self, client, history):
        html = client.get(ADDRESS).text

        sentence = "Von 2 Projekten ist heute 1 in Umsetzung. Vor einem Jahr war es 1 von 2."
        assert f"<p>{sentence}</p>" in html
        assert re.search(rf'<desc id="status-desc">Gestapelte Flächen: [^<]*\. {sentence}</desc>', html)

    def test_each_layer_carries_its_name_and_number(self, client, history):
        drawn = texts(client.get(ADDRESS).text, "status")

        # Including a status that no longer occurs, but none that never occurred.
        assert [text for text in drawn if not text.isdecimal()] == [
            "Abgeschlossen 1",
            "In Umsetzung 1",
            "In Planung 0",
            "Idee 0",
        ]

    def test_a_history_without_a_curve_gets_bars(self, client):
        make.municipality()
        for _ in range(4):
            make.project(confirmed_on=TODAY)

        response = client.get(ADDRESS)

        assert "<p>Von 4 Projekten ist heute keines in Umsetzung.</p>" in response.text
        assert texts(response.text, "status") == ["Projekte", "Idee", "4"]
        assert [found.name for found in response.context["figures"]] == ["status"]

    def test_a_year_ago_was_another_number(self, client):
        make.municipality()
        project = make.project(status="running", confirmed_on=ago(400))
        make.update(project=project, date=ago(100), status="completed")
        make.project(status="running", confirmed_on=ago(90))
        make.project(status="running", confirmed_on=ago(80))

        assert figure(client, "status").finding == (
            "Von 3 Projekten sind heute 2 in Umsetzung. Vor einem Jahr war es 1 von 1."
        )

    def test_one_project(self, client):
        make.municipality()
        make.project(status="running", confirmed_on=ago(400))

        assert figure(client, "status").finding == (
            "Von 1 Projekt ist heute 1 in Umsetzung. Vor einem Jahr war es 1 von 1."
        )

    def test_file(self, client, history):
        heading, *rows = table(client, "status")

        assert heading == [
            "Tag", "Idee", "In Planung", "In Umsetzung", "Abgeschlossen", "Pausiert", "Eingestellt", "Summe",
        ]  # fmt: skip
        assert rows[-1] == [f"{TODAY:%d.%m.%Y}", "0", "0", "1", "1", "0", "0", "2"]
        assert len(rows) == len(figure(client, "status").rows)


class TestProgress:
    def test_milestones_of_all_projects_that_serve_a_field(self, client):
        make.municipality()
        first, second, third, fourth = (make.field(name=name) for name in ("A", "B", "C", "D"))
        project = make.project(lead_field=first, further_fields=[first, second])
        make.milestone(project=project, reached_on=ago(1))
        make.milestone(project=project)
        make.milestone(project=make.project(lead_field=second))
        make.project(lead_field=third)
        hidden = make.project(published=False, lead_field=fourth, further_fields=[first])
        make.milestone(project=hidden, reached_on=ago(1))

        html = client.get(ADDRESS).text

        assert table(client, "fortschritt") == [
            ["Handlungsfeld", "Projekte", "Meilensteine", "Erreicht", "Anteil in Prozent"],
            ["A", "1", "2", "1", "50,0"],
            ["B", "2", "3", "1", "33,3"],
            ["C", "1", "0", "0", ""],
            ["D", "0", "0", "0", ""],
        ]
        assert texts(html, "fortschritt") == [
            "A", "B", "C", "D",
            "1 von 2 Meilensteinen", "1 von 3 Meilensteinen", "Noch kein Meilenstein", "Noch kein Projekt",
        ]  # fmt: skip
        # The number for the whole roadmap, in which each milestone counts once.
        assert "<p>Erreichte Meilensteine: 1 von 3.</p>" in html

    def test_a_field_of_the_next_edition_does_not_appear(self, client):
        make.municipality()
        make.milestone(project=make.project(lead_field=make.field(name="Now")))
        draft = make.edition(published=False)
        make.milestone(project=make.project(lead_field=make.field(name="Next", edition=draft, published=False)))

        assert [row[0] for row in table(client, "fortschritt")[1:]] == ["Now"]

    def test_a_city_without_fields(self, client):
        make.municipality()
        make.milestone(reached_on=ago(1))

        assert table(client, "fortschritt")[1:] == [["Alle Projekte", "1", "1", "1", "100,0"]]
        assert "Fortschritt je Handlungsfeld" not in client.get(ADDRESS).text

    def test_names_are_marked_as_german_on_english_pages(self, client):
        make.municipality()
        make.milestone(project=make.project(lead_field=make.field(name="Bildung & Co")))

        html = client.get(f"/en{ADDRESS}").text

        assert '<th scope="row" lang="de">Bildung &amp; Co</th>' in html
        assert re.search(r'<text x="0" y="[0-9.]+" lang="de"><tspan>Bildung &amp; Co</tspan></text>', html)

    def test_a_name_that_wants_to_be_a_formula(self, client):
        make.municipality()
        make.milestone(project=make.project(lead_field=make.field(name="=1+1")))

        assert table(client, "fortschritt")[1][0] == "'=1+1"


class TestPriorities:
    def test_counts(self, client):
        make.municipality()
        for status, priority in (("running", "high"), ("running", "high"), ("completed", "high"), ("idea", "none")):
            make.project(status=status, priority=priority)
        make.project(status="paused", priority="low", published=False)

        html = client.get(ADDRESS).text

        assert table(client, "prioritaeten") == [
            ["Status", "Hoch", "Mittel", "Niedrig", "Noch nicht priorisiert", "Summe"],
            ["Idee", "0", "0", "0", "1", "1"],
            ["In Planung", "0", "0", "0", "0", "0"],
            ["In Umsetzung", "2", "0", "0", "0", "2"],
            ["Abgeschlossen", "1", "0", "0", "0", "1"],
            ["Pausiert", "0", "0", "0", "0", "0"],
            ["Eingestellt", "0", "0", "0", "0", "0"],
        ]
        # The picture shows only what occurs.
        assert texts(html, "prioritaeten") == [
            "Hoch", "Noch nicht", "priorisiert", "Idee", "In Umsetzung", "Abgeschlossen",
            "0", "1", "2", "0", "1", "0",
        ]  # fmt: skip
        assert "3 Projekte haben hohe Priorität; davon sind 2 in Umsetzung und 1 abgeschlossen." in html

    def test_a_city_that_does_not_prioritise(self, client):
        make.municipality()
        make.project()

        assert names(client) == ["status"]
        assert client.get(f"{ADDRESS}prioritaeten.csv").status_code == 404


class TestPage:
    def test_without_projects(self, client):
        make.municipality()

        response = client.get(ADDRESS)

        assert response.context["figures"] == []
        assert "Zahlen gibt es, sobald das erste Projekt in der Roadmap steht." in response.text
        assert [client.get(f"{ADDRESS}{name}.csv").status_code for name in NAMES] == [404, 404, 404]

    def test_ids_are_unique_and_each_pattern_exists(self, client):
        world.roadmap(24)

        html = client.get(ADDRESS).text

        ids = re.findall(r' id="([^"]+)"', html)
        assert sorted(ids) == sorted(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)
        for name in NAMES:
            assert f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"' in html

    def test_the_tables_say_the_same_as_the_files(self, client):
        world.roadmap(24)

        for found in client.get(ADDRESS).context["figures"]:
            heading, *rows = table(client, found.name)
            assert heading == found.headings
            assert len(rows) == len(found.rows)
            assert [row[1] for row in rows] == [str(row[1]) for row in found.rows]

    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries(self, client, django_assert_num_queries, size):
        world.roadmap(size)

        with django_assert_num_queries(7):
            assert client.get(ADDRESS).status_code == 200

    @pytest.mark.parametrize(("name", "queries"), [("status", 2), ("fortschritt", 4), ("prioritaeten", 2)])
    def test_files(self, client, django_assert_num_queries, name, queries):
        world.roadmap(300)

        with django_assert_num_queries(queries):
            response = client.get(f"{ADDRESS}{name}.csv")

        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="roadmap-{name}-musterstadt.csv"'
        assert response["Cache-Control"] == "public, no-cache"
        assert response.cookies == {}

    def test_files_are_only_read(self, client):
        world.roadmap(3)

        for name in NAMES:
            assert client.head(f"{ADDRESS}{name}.csv").status_code == 200
            assert client.post(f"{ADDRESS}{name}.csv").status_code == 405

    @pytest.mark.parametrize("name", ["unbekannt", "STATUS", "%00", "x" * 10_000, "status%0A", ".."])
    def test_no_other_file(self, client, name):
        world.roadmap(3)

        assert client.get(f"{ADDRESS}{name}.csv").status_code == 404

    @pytest.mark.parametrize("query", ["bis=2026-13-99", "x=%00", "bis=" + "9" * 10_000])
    def test_parameters_change_nothing(self, client, query):
        world.roadmap(3)

        assert client.get(f"{ADDRESS}?{query}").status_code == 200
