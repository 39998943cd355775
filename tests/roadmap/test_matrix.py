"""The vision against the fields of action: each number is what the list behind it shows."""

import datetime
import random
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from roadmap.selection.matrix import Matrix, matrix
from roadmap.selection.selection import Selection
from roadmap.views.roadmap import VIEWS
from tests import make, world

pytestmark = pytest.mark.django_db

ADDRESS = "/roadmap/?ansicht=matrix"


def matrix_of(query: str = "") -> Matrix:
    return matrix(Selection(QueryDict(query), VIEWS))


def numbers(found: Matrix) -> dict[str, list[int]]:
    return {line.slug: [*(cell.count for cell in line.cells), line.total.count] for line in found.rows}


def two_by_two():
    make.municipality()
    fields = [make.field(number=n, name=f"Field {n}", slug=f"field-{n}") for n in (1, 2)]
    statements = [make.statement(number=n, name=f"Statement {n}", slug=f"statement-{n}") for n in (1, 2)]
    return fields, statements


class TestMatrix:
    def test_counts_lead_and_further_fields_once(self):
        (one, two), (first, second) = two_by_two()
        make.project(lead_field=one, further_fields=[one, two], statements=[first])
        make.project(lead_field=two, statements=[first, second])
        make.project(published=False, lead_field=two, statements=[first, second])

        found = matrix_of()

        assert numbers(found) == {"statement-1": [1, 2, 2], "statement-2": [0, 1, 1]}
        assert [(column.slug, column.total.count) for column in found.columns] == [("field-1", 1), ("field-2", 2)]
        assert found.total == 2

    def test_projects_that_serve_none_have_a_line_only_if_there_are_any(self):
        (one, _two), (first, _second) = two_by_two()
        make.project(lead_field=one)
        make.project(statements=[first])
        make.project()

        found = matrix_of()

        assert numbers(found) == {"statement-1": [0, 0, 1, 1], "statement-2": [0, 0, 0, 0], "": [1, 0, 1, 2]}
        assert [column.slug for column in found.columns] == ["field-1", "field-2", ""]
        assert [cell.address for cell in found.rows[2].cells] == ["", "", ""]

    def test_only_statements_and_fields_that_hold_now(self):
        (one, _two), (first, _second) = two_by_two()
        older = make.edition(number=32_000, status="superseded")
        gone = make.field(number=9, slug="gone", edition=older)
        make.project(lead_field=gone, statements=[first])

        assert [column.slug for column in matrix_of().columns] == ["field-1", "field-2", ""]
        assert [column.slug for column in matrix_of("feld=gone").columns] == ["gone"]

    def test_a_filter_by_fields_leaves_their_columns(self):
        (one, two), (first, second) = two_by_two()
        make.project(lead_field=one, further_fields=[two], statements=[first])
        make.project(lead_field=two, statements=[second])

        assert numbers(matrix_of("feld=field-1")) == {"statement-1": [1, 1], "statement-2": [0, 0]}

    def test_gaps_are_named(self):
        (one, _two), (first, _second) = two_by_two()
        make.project(lead_field=one, statements=[first], status="planned")

        found = matrix_of()

        assert [line.label for line in found.unserved] == ["2. Statement 2", "Field 2"]
        assert [line.label for line in found.resting] == ["1. Statement 1", "Field 1"]
        assert (found.empty_pairs, found.pairs) == (3, 4)
        assert matrix_of("status=planned").resting == []

    def test_without_statements_the_rows_are_fields(self):
        make.municipality()
        one = make.field(number=1, slug="field-1")
        make.project(lead_field=one)
        make.project()

        found = matrix_of()

        assert (numbers(found), found.columns, found.pairs) == ({"field-1": [1], "": [1]}, [], 0)

    def test_without_fields_the_rows_are_statements(self):
        make.municipality()
        make.project(statements=[make.statement(number=1, slug="statement-1")])

        assert numbers(matrix_of()) == {"statement-1": [1]}

    def test_without_both_there_are_no_rows(self):
        make.municipality()
        make.project()

        assert matrix_of().rows == []

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "feld=field-1&feld=field-2",
            "these=statement-1&sortierung=titel",
            "feld=field-3&these=statement-1&status=running&q=Project",
            "seit=2025-01-01&horizont=short",
            "feld=unknown&these=%00&status=planned",
        ],
    )
    def test_every_number_is_what_its_link_finds(self, query):
        rows = world.roadmap(40)
        chance = random.Random(3)
        for row in chance.sample(rows, 12):
            row.statements.clear()
        for row in chance.sample(rows, 12):
            row.further_fields.clear()

        found = matrix_of(query)

        cells = [cell for row in found.rows for cell in (*row.cells, row.total)]
        linked = [cell for cell in (*cells, *(column.total for column in found.columns)) if cell.address]
        assert linked != []
        for cell in linked:
            assert len(Selection(QueryDict(cell.address[1:]), VIEWS).found) == cell.count
            assert "ansicht" not in cell.address

    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries(self, django_assert_num_queries, size):
        world.roadmap(size)
        selection = Selection(QueryDict(""), VIEWS)
        assert len(selection.rows) == size

        with django_assert_num_queries(2):
            matrix(selection)


class TestPage:
    def html(self, client, query: str = "") -> str:
        return client.get(f"{ADDRESS}{query}").content.decode().partition('class="portal-matrix"')[2]

    def test_shows_numbers_as_links_and_nothing_as_words(self, client):
        (one, two), (first, _second) = two_by_two()
        make.project(lead_field=one, statements=[first], status="running")
        make.project(lead_field=one, further_fields=[two], statements=[first], status="running")

        html = self.html(client)

        assert html.count("kein Projekt") == 3  # two cells and the total of the second statement
        address = urlencode({"feld": "field-1", "these": "statement-1"})
        assert f'<a href="?{address.replace("&", "&amp;")}">2<span class="portal-hidden"> Projekte</span></a>' in html
        assert "portal-matrix__count--3" in html

    def test_names_the_gaps(self, client):
        (one, _two), (first, _second) = two_by_two()
        make.project(lead_field=one, statements=[first], status="planned")

        gaps = " ".join(re.sub(r"<[^>]+>", " ", self.html(client).partition('id="gaps"')[2]).split())

        assert "Lücken Kein Projekt 2. Statement 2 Field 2 Kein Projekt in Umsetzung 1. Statement 1 Field 1" in gaps
        assert "3 von 4 möglichen Verbindungen." in gaps
        assert "Lücken in dieser Auswahl" in self.html(client, "&status=planned")

    def test_no_gaps_no_section(self, client):
        make.municipality()
        one, first = make.field(number=1), make.statement(number=1)
        make.project(lead_field=one, statements=[first], status="running")

        assert 'id="gaps"' not in self.html(client)

    def test_an_old_strategy_without_successors_has_nothing_to_count_by(self, client):
        make.municipality()
        older = make.edition(number=1, status="superseded")
        make.edition(number=2)
        make.field(number=9, slug="gone", edition=older)
        make.project()

        assert "weder Thesen noch Handlungsfelder" in self.html(client)

    def test_not_offered_without_fields_and_statements(self, client):
        make.municipality()
        make.project(planned_start=datetime.date(2026, 1, 1))

        response = client.get(ADDRESS)

        assert response.status_code == 200
        assert 'class="portal-matrix"' not in response.content.decode()
