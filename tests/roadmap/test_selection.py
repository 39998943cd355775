"""The selection of the roadmap: what its filters find, count and offer, in every view."""

import datetime
import gzip
import random
import re

import pytest
from django.http import QueryDict

from roadmap.models import ENDED, Horizon, Priority, Project, Schedule, Status
from roadmap.selection.selection import Selection
from roadmap.views.roadmap import VIEWS
from tests import make, world
from tests.harness.remembered import remembered

pytestmark = pytest.mark.django_db

QUERIES = {"liste": 12, "zeitstrahl": 11, "tafel": 12, "matrix": 11}


def selection(query: str = "") -> Selection:
    return Selection(QueryDict(query), VIEWS)


def titles(query: str = "") -> list[str]:
    asked = selection(query)
    return [project.title for project in asked.in_order(asked.projects())]


def offered(query: str = "") -> dict[str, dict[str, int]]:
    return {facet.name: {choice.value: choice.count for choice in facet.choices} for facet in selection(query).facets}


@remembered
def three_projects() -> None:
    make.municipality()
    school, traffic = make.field(number=1, slug="schule"), make.field(number=2, slug="verkehr")
    town_hall = make.department(slug="rathaus", name="Rathaus")
    people = make.statement(number=1, slug="menschen")
    make.project(
        number=1,
        title="Ältere lernen",
        status="running",
        schedule="delayed",
        priority="low",
        lead_field=school,
        statements=[people],
        lead_department=town_hall,
        horizon="short",
        participation="external",
        participation_form="Workshop.",
        planned_end=datetime.date(2027, 1, 1),
        planned_end_precision="year",
        confirmed_on=datetime.date(2026, 3, 1),
    )
    make.project(
        number=2,
        title="Zebrastreifen zählen",
        status="completed",
        priority="high",
        lead_field=traffic,
        further_fields=[school],
        horizon="long",
        participation="external",
        participation_form="It is over.",
        planned_end=datetime.date(2028, 1, 1),
        actual_end=datetime.date(2026, 2, 1),
        confirmed_on=datetime.date(2026, 2, 1),
    )
    make.project(number=3, title="Busse melden", confirmed_on=datetime.date(2026, 4, 1))


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("", [1, 3, 2]),
            ("feld=schule", [1, 2]),
            ("feld=verkehr", [2]),
            ("feld=verkehr&feld=schule", [1, 2]),
            ("these=menschen", [1]),
            ("status=running&status=completed", [1, 2]),
            ("status=running&status=running", [1]),
            ("status=running&feld=verkehr", []),
            ("zeitplan=delayed", [1]),
            ("prioritaet=low&prioritaet=none", [1, 3]),
            ("horizont=long", [2]),
            ("amt=rathaus", [1]),
            ("mitmachen=1", [1]),
            ("seit=2026-03-01", [1, 3]),
            ("seit=01.03.2026", [1, 3]),
            ("q=lernen", [1]),
            ("q=z%C3%A4hlen&feld=schule", [2]),
        ],
    )
    def test_values_of_one_filter_add_up_and_filters_narrow_each_other(self, query, numbers):
        three_projects()

        asked = selection(query)

        assert [row.number for row in asked.rows] == numbers
        assert [project.number for project in asked.in_order(asked.projects())] == numbers
        assert asked.is_narrowed is bool(query)
        assert asked.hints == []

    def test_what_is_not_public_is_neither_found_nor_counted_nor_known(self):
        three_projects()
        hidden = make.department(slug="geheim")
        make.project(published=False, lead_department=hidden, status="paused")

        assert [asked.total for asked in (selection(), selection("amt=geheim"))] == [3, 3]
        assert selection("amt=geheim").hints == [("Federführung", "„geheim“ ist hier nicht bekannt.")]
        assert "paused" not in offered()["status"]

    def test_a_project_stays_in_sight_by_its_public_fields_only(self):
        three_projects()
        draft = make.field(number=9, slug="entwurf", edition=make.edition(published=False, status="draft"))
        Project.objects.get(number=3).further_fields.add(draft)

        assert selection("feld=entwurf").hints == [("Handlungsfeld", "„entwurf“ ist hier nicht bekannt.")]
        assert list(offered()["feld"]) == ["schule", "verkehr"]


class TestSorting:
    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("sortierung=prioritaet", [1, 3, 2]),
            ("sortierung=titel", [1, 3, 2]),
            ("sortierung=aenderung", [3, 1, 2]),
            ("sortierung=ende", [2, 1, 3]),
        ],
    )
    def test_order(self, query, numbers):
        three_projects()

        assert [row.number for row in selection(query).rows] == numbers

    def test_a_search_shows_the_best_match_first_unless_told_otherwise(self):
        make.municipality()
        make.project(number=1, title="Anderes", description="Mit Fahrrad.", priority="high")
        make.project(number=2, title="Fahrrad")

        assert titles("q=fahrrad") == ["Fahrrad", "Anderes"]
        assert titles("q=fahrrad&sortierung=prioritaet") == ["Anderes", "Fahrrad"]

    def test_every_order_is_offered_and_the_one_that_holds_is_marked(self):
        three_projects()

        assert [(link.label, link.address, link.is_current) for link in selection("status=idea").sortings] == [
            ("Priorität", "?status=idea", True),
            ("Titel", "?status=idea&sortierung=titel", False),
            ("Letzte Änderung", "?status=idea&sortierung=aenderung", False),
            ("Ende", "?status=idea&sortierung=ende", False),
        ]
        assert [link.address for link in selection("q=a&sortierung=ende").sortings][:2] == [
            "?q=a",
            "?q=a&sortierung=prioritaet",
        ]


@pytest.mark.any_database
class TestAddress:
    def test_is_the_same_for_the_same_selection(self):
        three_projects()
        query = "utm=x&seite=3&status=completed&feld=&status=running&status=running&status=no&ansicht=tafel&q=%20a%20"

        assert selection(query).address() == "?q=a&status=running&status=completed&ansicht=tafel"
        assert selection("sortierung=prioritaet&ansicht=liste").address() == "?"
        assert selection("seit=1.2.2026&feld=schule").address() == "?feld=schule&seit=2026-02-01"

    def test_parameters_are_replaced_and_dropped(self):
        three_projects()
        asked = selection("status=running&feld=schule&ansicht=tafel")

        assert asked.address(status=["idea", "paused"], ansicht=None) == "?feld=schule&status=idea&status=paused"
        assert asked.address(feld="verkehr", status=[]) == "?feld=verkehr&ansicht=tafel"

    def test_chips_take_one_value_away(self):
        three_projects()

        asked = selection("q=a&feld=schule&feld=verkehr&seit=2026-03-01&mitmachen=1")

        assert [(chosen.label, chosen.value, chosen.address) for chosen in asked.filters] == [
            ("Suchbegriff", "„a“", "?feld=schule&feld=verkehr&mitmachen=1&seit=2026-03-01"),
            ("Handlungsfeld", "Field 1", "?q=a&feld=verkehr&mitmachen=1&seit=2026-03-01"),
            ("Handlungsfeld", "Field 2", "?q=a&feld=schule&mitmachen=1&seit=2026-03-01"),
            ("", "Sie können mitmachen", "?q=a&feld=schule&feld=verkehr&seit=2026-03-01"),
            ("Geändert seit", "1. März 2026", "?q=a&feld=schule&feld=verkehr&mitmachen=1"),
        ]

    def test_the_language_is_switched_for_the_same_selection(self, client):
        three_projects()

        html = client.get("/roadmap/?status=running&status=idea&ansicht=tafel&q=a").content.decode()

        assert 'href="/en/roadmap/?status=running&amp;status=idea&amp;ansicht=tafel&amp;q=a" lang="en"' in html


class TestFacets:
    def test_count_what_there_would_be_under_the_other_filters(self):
        three_projects()

        assert offered("status=running&feld=verkehr") == {
            "feld": {"schule": 1, "verkehr": 0},
            "these": {"menschen": 0},
            "status": {"idea": 0, "running": 0, "completed": 1},
            "zeitplan": {"delayed": 0},
            "prioritaet": {"high": 0, "low": 0, "none": 0},
            "horizont": {"short": 0, "long": 0},
            "amt": {"rathaus": 0},
            "mitmachen": {"1": 0},
        }

    @pytest.mark.parametrize("seed", range(30))
    def test_equal_a_recount_by_the_database(self, seed):
        dice = random.Random(seed)
        world.roadmap(37)
        for project in dice.sample(list(Project.objects.all()), 9):
            project.participation, project.participation_form = "external", dice.choice(["", "Come."])
            project.further_fields.clear()
            project.save()
        chosen = {
            name: dice.sample(list(values), dice.randint(1, 2)) for name, values in KNOWN.items() if dice.random() < 0.4
        }
        asked = selection("&".join(f"{name}={value}" for name, values in chosen.items() for value in values))

        assert sorted(asked.found) == sorted(recounted(chosen))
        for facet in asked.facets:
            others = {name: values for name, values in chosen.items() if name != facet.name}
            expected = {c.value: len(recounted(others | {facet.name: [c.value]})) for c in facet.choices}
            assert {choice.value: choice.count for choice in facet.choices} == expected, facet.name

    def test_a_city_with_little_data_gets_few_filters(self):
        make.municipality()
        make.project(status="running", priority="high")
        make.project(status="completed", priority="high")

        assert list(offered()) == ["status", "zeitplan"]
        assert offered("prioritaet=low")["prioritaet"] == {"high": 2, "low": 0}

    def test_city_without_projects(self, client):
        make.municipality()

        assert client.get("/roadmap/").status_code == 200
        assert selection("status=idea").rows == []


FIELDS = {f"field-{n}" for n in (1, 2, 3)}
KNOWN = {
    "feld": sorted(FIELDS),
    "these": ["statement-1", "statement-2"],
    "status": Status.values,
    "zeitplan": Schedule.values,
    "prioritaet": Priority.values,
    "horizont": Horizon.values,
    "amt": ["department-1", "department-2"],
    "mitmachen": ["1", "1"],
}


def recounted(chosen: dict[str, list[str]]) -> set[int]:
    """Return the projects that ``chosen`` selects, with a separate database query for each filter."""
    public = Project.objects.public()
    columns = {"status": "status", "zeitplan": "schedule", "prioritaet": "priority", "horizont": "horizon"}
    columns |= {"these": "statements__slug", "amt": "lead_department__slug"}
    found = set(public.values_list("pk", flat=True))
    for name, values in chosen.items():
        if name == "feld":
            lead = public.filter(lead_field__slug__in=values)
            further = public.filter(further_fields__slug__in=values)
            found &= {row.pk for row in (*lead, *further)}
        elif name == "mitmachen":
            open_ones = public.filter(participation="external").exclude(status__in=ENDED)
            found &= {row.pk for row in open_ones if row.participation_form}
        else:
            found &= set(public.filter(**{f"{columns[name]}__in": values}).values_list("pk", flat=True))
    return found


@pytest.mark.any_database
class TestNothingFound:
    def test_names_each_filter_that_hides_projects(self, client):
        three_projects()
        query = "/roadmap/?feld=schule&feld=verkehr&status=idea&ansicht=tafel"

        ways = selection(query.partition("?")[2]).wider_selections

        assert [(way.count, way.address) for way in ways] == [
            (2, "?feld=schule&feld=verkehr&ansicht=tafel"),
            (1, "?status=idea&ansicht=tafel"),
        ]
        html = client.get(query).content.decode()
        assert '<a href="?status=idea&amp;ansicht=tafel">ohne Handlungsfeld: Field 1, Field 2</a> (1 Projekt)' in html
        assert "portal-board" not in html

    def test_without_a_filter_to_drop_all_projects_are_offered(self, client):
        three_projects()

        html = client.get("/roadmap/?q=xyzxyz&status=paused").content.decode()

        assert selection("q=xyzxyz&status=paused").wider_selections == []
        assert '<a href="/roadmap/">Alle Projekte anzeigen</a>' in html

    def test_a_slip_is_mended_and_said(self, client):
        make.municipality()
        make.project(title="Glasfaser für Schulen")

        html = client.get("/roadmap/?q=glasfsaer").content.decode()

        assert "Zu „glasfsaer“ gibt es keine Treffer. Angezeigt werden die Treffer zu „Glasfaser“." in html
        assert titles("q=glasfsaer") == ["Glasfaser für Schulen"]


class TestViews:
    @pytest.mark.any_database
    @pytest.mark.parametrize("view", QUERIES)
    @pytest.mark.parametrize("query", ["", "&status=running&feld=field-1", "&q=nothing", "&status=no"])
    def test_fragment_equals_its_part_of_the_page(self, client, view, query):
        world.city(3)

        page = client.get(f"/roadmap/?ansicht={view}{query}").content.decode()
        part = client.get(f"/roadmap/?ansicht={view}{query}", headers={"HX-Request": "true"}).content.decode()

        assert part.startswith("\n<div id=") or part.startswith("<div id=")
        assert part.strip() in page
        assert "<html" not in part

    @pytest.mark.parametrize("view", QUERIES)
    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries(self, client, django_assert_num_queries, view, size):
        world.roadmap(size)

        with django_assert_num_queries(QUERIES[view]):
            client.get(f"/roadmap/?ansicht={view}&amt=department-1&amt=department-2")

    @pytest.mark.any_database
    @pytest.mark.parametrize("view", QUERIES)
    def test_is_light(self, client, view):
        world.roadmap(300)

        html = client.get(f"/roadmap/?ansicht={view}").content

        assert len(gzip.compress(html, 6)) < 20_000

    def test_the_list_has_pages(self, client):
        world.roadmap(70)

        first, second = (client.get(f"/roadmap/?sortierung=ende&seite={n}") for n in (1, 2))

        numbers = [project.number for response in (first, second) for project in response.context["page"]]
        assert numbers == list(range(1, 71))
        assert 'href="?sortierung=ende&amp;seite=2"' in first.content.decode()

    @pytest.mark.any_database
    def test_the_board_has_a_column_for_each_status_and_leads_to_the_rest(self, client):
        world.roadmap(150)
        make.project(number=999, slug="mine", title="Mine", status="paused", priority="high")
        Project.objects.filter(status="idea").delete()

        response = client.get("/roadmap/?ansicht=tafel&sortierung=titel")

        columns = response.context["columns"]
        assert [(column.status, column.count, len(column.projects)) for column in columns] == [
            ("idea", 0, 0),
            ("planned", 25, 20),
            ("running", 25, 20),
            ("completed", 25, 20),
            ("paused", 26, 20),
            ("discontinued", 25, 20),
        ]
        assert columns[4].projects[0].title == "Mine"
        html = response.content.decode()
        assert 'href="?status=planned&amp;sortierung=titel">Alle 25 in der Liste' in html
        assert re.findall(r'<h2 id="tafel-([a-z]+)">', html) == Status.values

    @pytest.mark.any_database
    def test_without_fields_and_statements_there_is_no_matrix(self, client):
        make.municipality()
        make.project()

        assert [link.label for link in selection().views] == ["Liste", "Zeitstrahl", "Tafel"]
        assert selection("ansicht=matrix").hints == [("Ansicht", "Diesen Wert gibt es nicht.")]
        assert client.get("/roadmap/?ansicht=matrix").context["selection"].view == VIEWS["liste"]

    def test_the_timeline_has_pages_in_the_order_of_the_selection(self, client):
        world.roadmap(70)

        response = client.get("/roadmap/?ansicht=zeitstrahl&sortierung=titel&seite=2")

        assert [project.number for project in response.context["page"]] == [64, 65, 66, 67, 68, 69, 7, 70, 8, 9]
        assert len(response.context["timeline"].rows) == 10

    @pytest.mark.any_database
    def test_every_view_is_linked_with_the_same_filters(self, client):
        three_projects()

        links = selection("status=running&sortierung=titel&ansicht=tafel").views

        assert [(link.label, link.address, link.is_current) for link in links] == [
            ("Liste", "?status=running&sortierung=titel", False),
            ("Zeitstrahl", "?status=running&sortierung=titel&ansicht=zeitstrahl", False),
            ("Tafel", "?status=running&sortierung=titel&ansicht=tafel", True),
            ("Matrix", "?status=running&sortierung=titel&ansicht=matrix", False),
        ]

    @pytest.mark.any_database
    def test_the_city_s_words_are_marked_on_english_pages(self, client):
        three_projects()

        html = client.get("/en/roadmap/?feld=schule").content.decode()

        assert '<span lang="de">Field 1</span> (2)</span>' in html
        assert 'Field of action: <span lang="de">Field 1</span>' in html

    def test_what_is_left_out_is_said_and_the_rest_holds(self, client):
        three_projects()

        html = client.get("/roadmap/?status=running&status=x&seit=2026-02-30&ansicht=y").content.decode()

        hints = re.findall(r"<li data-announce>([^<]*)</li>", html)
        assert hints == [
            "Geändert seit: Dieses Datum gibt es nicht. Bitte schreiben Sie es zum Beispiel so: 31.12.2026",
            "Ansicht: Diesen Wert gibt es nicht.",
            "Status: „x“ ist hier nicht bekannt.",
        ]
        assert "1 von 3 Projekten" in html
