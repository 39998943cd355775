"""Which statements and fields have no running project, and which projects are not aligned with the strategy."""

import datetime
import re

import pytest
from django.utils import timezone

from roadmap.attention import QUESTIONS
from tests import make, world

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
ADDRESS = "/roadmap/ausrichtung/"
YESTERDAY, TOMORROW = (TODAY + datetime.timedelta(days=days) for days in (-1, 1))


def alignment(client):
    return client.get(ADDRESS).context["alignment"]


def deviations(client) -> dict[str, int]:
    return {deviation.key: number for deviation, number in alignment(client).deviations}


def to_do(key: str) -> list:
    """Return the rows that the work list finds, of all questions with this key."""
    return [row for question in QUESTIONS if question.key == key for row in question.rows(TODAY)]


def section(client, id: str, address: str = ADDRESS) -> str:
    html = client.get(address).text
    return html.partition(f'aria-labelledby="{id}"')[2].partition("</section>")[0]


@pytest.fixture
def aims():
    """Fields A to D and statements 1 to 3, of which A, B and 1 have a running project."""
    make.municipality()
    fields = [make.field(number=n, name=name, slug=name.lower()) for n, name in enumerate("ABCD", 1)]
    statements = [make.statement(number=n, name=f"These {n}", slug=f"these-{n}") for n in (1, 2, 3)]
    make.project(status="running", lead_field=fields[0], further_fields=fields[:2], statements=statements[:1])
    make.project(status="completed", lead_field=fields[1], further_fields=[fields[2]], statements=statements[:2])
    make.project(status="running", lead_field=fields[3], statements=statements, published=False)
    return fields, statements


class TestGaps:
    def test_are_named(self, client, aims):
        gaps = section(client, "gaps")

        assert re.findall(r"<li><a[^>]*>([^<]+)</a>", gaps) == ["2. These 2", "3. These 3", "C", "D"]

    def test_the_list_of_work_has_the_same(self, client, aims):
        found = alignment(client)

        gaps = [coverage.row for coverage in (*found.idle_fields, *found.idle_statements)]
        assert gaps == to_do("without_running_project")

    def test_in_figures(self, client, aims):
        html = client.get(ADDRESS).text

        assert re.findall(r'figure__value">([^<]+)</span> <span class="portal-figure__label">([^<]+)', html) == [
            ("1 von 3", "Thesen mit laufendem Projekt"),
            ("2 von 4", "Handlungsfelder mit laufendem Projekt"),
            ("0", "Projekte mit Klärungsbedarf"),
        ]

    def test_coverage(self, client, aims):
        found = alignment(client)

        assert [(c.row.name, c.total, c.running, c.completed) for c in (*found.statements, *found.fields)] == [
            ("These 1", 2, 1, 1),
            ("These 2", 1, 0, 1),
            ("These 3", 0, 0, 0),
            ("A", 1, 1, 0),
            ("B", 2, 1, 1),
            ("C", 1, 0, 1),
            ("D", 0, 0, 0),
        ]

    def test_numbers_lead_to_the_projects(self, client, aims):
        addresses = re.findall(r'href="(/roadmap/\?[^"]+)"', client.get(ADDRESS).text)

        assert addresses == [
            "/roadmap/?these=these-1",
            "/roadmap/?these=these-2",
            "/roadmap/?feld=a",
            "/roadmap/?feld=b",
            "/roadmap/?feld=c",
            "/roadmap/?ansicht=matrix",
        ]
        assert len(client.get("/roadmap/?feld=b").context["page"].object_list) == 2

    def test_no_gap(self, client):
        make.municipality()
        make.project(status="running", lead_field=make.field(), statements=[make.statement()])

        assert "Zu jeder These und in jedem Handlungsfeld läuft ein Projekt." in section(client, "gaps")

    def test_what_the_edition_that_holds_now_does_not_have(self, client, aims):
        old = make.edition(number=1, status="superseded")
        make.field(name="Former", edition=old)
        make.field(name="Next", edition=make.edition(published=False), published=False)
        make.statement(name="Former", edition=old)

        found = alignment(client)

        assert [coverage.row.name for coverage in found.fields] == ["A", "B", "C", "D"]
        assert len(found.statements) == 3
        assert len(to_do("without_running_project")) == 4

    def test_names_are_marked_as_german_on_english_pages(self, client, aims):
        assert '<span lang="de">C</span>' in section(client, "gaps", f"/en{ADDRESS}")


class TestOutOfLine:
    @pytest.fixture
    def good(self):
        """The values of a project that is aligned."""
        make.municipality()
        return {"lead_field": make.field(), "statements": [make.statement()], "priority": "medium"}

    def counted(self, client, key: str, expected: list) -> None:
        """Check that the work list has the ``expected`` projects, the figure their number, and other figures are 0."""
        assert to_do(key) == expected
        assert {name: number for name, number in deviations(client).items() if number} == {key: len(expected)}
        assert alignment(client).out_of_line == len(expected)

    def test_aligned_projects(self, client, good):
        for status in ("idea", "planned", "running", "completed", "paused", "discontinued"):
            make.project(**good, status=status)

        assert deviations(client) == {
            "without_field": 0,
            "without_statement": 0,
            "high_not_begun": 0,
            "running_without_priority": 0,
            "held_up": 0,
        }

    def test_without_field(self, client, good):
        former = make.field(edition=make.edition(number=1, status="superseded"))
        make.project(**good | {"lead_field": former, "further_fields": [good["lead_field"]]})
        serves_none = make.project(**good | {"lead_field": None})
        serves_a_former_one = make.project(**good | {"lead_field": former})
        make.project(**good | {"lead_field": None}, published=False)

        self.counted(client, "without_field", [serves_none, serves_a_former_one])

    def test_without_statement(self, client, good):
        former = make.statement(edition=make.edition(number=1, status="superseded"))
        make.project(**good)
        serves_none = make.project(**good | {"statements": []})
        serves_a_former_one = make.project(**good | {"statements": [former]})

        self.counted(client, "without_statement", [serves_none, serves_a_former_one])

    def test_high_priority_but_not_begun(self, client, good):
        high = good | {"priority": "high"}
        make.project(**high, status="planned", planned_start=TODAY)
        make.project(**high, status="planned", planned_start=TOMORROW)
        make.project(
            **high, status="planned", planned_start=TODAY.replace(month=1, day=1), planned_start_precision="year"
        )
        make.project(**high, status="running", planned_start=YESTERDAY)
        make.project(**high, status="paused", planned_start=YESTERDAY)
        make.project(**good, status="planned", planned_start=YESTERDAY)
        late = make.project(**high, status="planned", planned_start=YESTERDAY)
        idea = make.project(**high, status="idea")

        self.counted(client, "high_not_begun", [late, idea])

    def test_in_progress_without_priority(self, client, good):
        make.project(**good)
        make.project(**good | {"priority": "none"}, status="planned")
        running = make.project(**good | {"priority": "none"}, status="running")

        self.counted(client, "running_without_priority", [running])

    def test_a_city_that_does_not_prioritise(self, client, good):
        make.project(**good | {"priority": "none"}, status="running")

        assert list(deviations(client)) == ["without_field", "without_statement", "held_up"]
        assert to_do("running_without_priority") == []

    def test_depends_on_what_does_not_go_on(self, client, good):
        paused = make.project(**good, status="paused")
        stopped = make.project(**good, status="discontinued")
        hidden = make.project(**good, status="paused", published=False)
        for needed in (hidden, make.project(**good, status="idea"), make.project(**good, status="completed")):
            make.project(**good, status="running", depends_on=[needed])
        make.project(**good, status="completed", depends_on=[stopped])
        held_up = [
            make.project(**good, status="running", depends_on=[paused, stopped]),
            make.project(**good, status="planned", depends_on=[stopped]),
        ]

        self.counted(client, "held_up", held_up)

    def test_a_project_counts_once(self, client, good):
        make.project(**good)
        make.project(status="running", lead_field=None)

        assert alignment(client).out_of_line == 1
        assert sum(deviations(client).values()) == 3
        assert "Bei 1 von 2 Projekten besteht Klärungsbedarf." in section(client, "out-of-line")

    def test_the_public_reads_figures_and_no_names(self, client, good):
        make.project(**good | {"lead_field": None}, title="Papierloses Rathaus")

        html = client.get(ADDRESS).text

        assert "Bei 1 von 1 Projekt besteht Klärungsbedarf." in html
        assert "Papierloses Rathaus" not in html
        assert "Die Strategie hat Handlungsfelder; das Projekt gehört zu keinem davon." in html


class TestPage:
    def test_a_city_without_statements(self, client):
        make.municipality()
        make.field()
        make.project()

        html = client.get(ADDRESS).text

        assert "These" not in html.partition('<div id="alignment">')[2].partition("</main>")[0]
        assert list(deviations(client)) == ["without_field", "held_up"]

    def test_a_city_without_fields(self, client):
        make.municipality()
        make.project(status="running", statements=[make.statement()])

        html = client.get(ADDRESS).text

        assert "Handlungsfeld" not in html.partition('<div id="alignment">')[2].partition("</main>")[0]
        assert list(deviations(client)) == ["without_statement", "held_up"]

    def test_fields_without_any_project(self, client):
        make.municipality()
        make.field(name="Bildung")

        html = client.get(ADDRESS).text

        assert "0 von 1" in html
        assert "Klärungsbedarf" not in html

    def test_a_city_with_nothing_to_align_to(self, client):
        make.municipality()
        make.project(status="running")

        assert client.get(ADDRESS).status_code == 404
        assert f'href="{ADDRESS}"' not in client.get("/roadmap/zahlen/").text
        assert [len(to_do(key)) for key in ("without_field", "without_statement", "running_without_priority")] == [
            0
        ] * 3

    def test_the_parts_of_the_roadmap_lead_here(self, client, aims):
        assert f'<a href="{ADDRESS}">' in client.get("/roadmap/zahlen/").text
        assert f'<a href="{ADDRESS}" aria-current="page">' in client.get(ADDRESS).text

    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries(self, client, django_assert_num_queries, size):
        world.roadmap(size)

        with django_assert_num_queries(8):
            assert client.get(ADDRESS).status_code == 200
