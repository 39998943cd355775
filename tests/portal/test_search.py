"""The search page and the suggestions, over HTTP; publishing/test_search.py tests what is found."""

import re

import pytest
from django.core.management import call_command

from roadmap.models import Project
from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.search import index
from tests import make, world
from tests.portal.addresses.test_bad_input import LONG
from tests.portal.addresses.test_canary import WORD, hide_canaries


def text_of(response) -> str:
    """Return the text of the main part of the page."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def links(response, start: str = "/") -> list[str]:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return [link for link in re.findall(r'<a [^>]*href="([^"]*)"', main) if link.startswith(start)]


@pytest.mark.any_database
@pytest.mark.django_db
class TestResults:
    def test_grouped_by_kind_with_marks_and_state(self, client):
        make.municipality()
        make.project(slug="wege", title="Wege", benefit="Sichere Wege.", status="running", is_example=True)
        make.page(title="Radwege", body="Text.")

        response = client.get("/suche/?q=Weg")

        html = response.content.decode()
        assert [(group.kind.key, len(group.hits)) for group in response.context["groups"]] == [
            ("project", 1),
            ("page", 1),
        ]
        assert "<title>Suche nach „Weg“: 2 Treffer –" in html
        assert "2 Treffer für „Weg“" in text_of(response)
        assert '<h3><a href="/roadmap/wege/"><mark>Wege</mark></a></h3>' in html
        assert "Sichere <mark>Wege</mark>." in html
        assert "In Umsetzung Fiktives Beispiel" in text_of(response)
        assert '<meta name="robots" content="noindex">' in html

    def test_what_the_city_wrote_is_escaped_and_in_its_language(self, client):
        make.project(slug="weg", title="<i>Weg</i>", benefit="A < B & Weg")

        html = client.get("/en/suche/?q=Weg").content.decode()

        assert '<span lang="de">&lt;i&gt;<mark>Weg</mark>&lt;/i&gt;</span>' in html
        assert '<p lang="de">A &lt; B &amp; <mark>Weg</mark>' in html

    def test_what_the_reader_typed_is_escaped(self, client):
        make.municipality()

        assert "<script>alert" not in client.get('/suche/?q="><script>alert(1)</script>').content.decode()

    def test_of_each_kind_ten_and_all_of_one_in_pages(self, client):
        make.municipality()
        for number in range(1, 24):
            make.glossary_term(term=f"Weg {number:02}")
        make.strategy_event(title="Anfang")
        make.page(title="Wege")

        everything = client.get("/suche/?q=Weg")
        of_one_kind = client.get("/suche/?q=Weg&art=glossar")
        second = client.get("/suche/?q=Weg&art=glossar&seite=2")

        assert text_of(everything).count("Explanation.") == 10
        assert links(everything, "/suche/") == [
            "/suche/?q=Weg",
            "/suche/?q=Weg&amp;art=glossar",
            "/suche/?q=Weg&amp;art=seiten",
            "/suche/?q=Weg&amp;art=glossar",
        ]
        assert [hit.title for hit in of_one_kind.context["page"]] == [f"Weg {number:02}" for number in range(1, 21)]
        assert [hit.title for hit in second.context["page"]] == ["Weg 21", "Weg 22", "Weg 23"]
        assert client.get("/suche/?q=Weg&art=glossar&seite=3").status_code == 404

    def test_projects_are_shown_in_the_roadmap_too(self, client):
        make.municipality()
        make.project(title="Weg & Steg")

        response = client.get("/suche/?q=Weg+%26+Steg")

        assert "1 Projekt in der Roadmap anzeigen" in text_of(response)
        (address,) = links(response, "/roadmap/?")
        assert len(client.get(address.replace("&amp;", "&")).context["page"]) == 1

    def test_statements_and_fields_are_found_by_the_names_that_filters_show(self, client):
        edition = make.edition()
        make.statement(edition=edition, name="Bindeglied", title="Die Stadt verbindet", slug="verbindet")
        make.field(edition=edition, name="Wirtschaft", title="Handel und Gewerbe", slug="wirtschaft")

        assert links(client.get("/suche/?q=Bindeglied"), "/vision/") == ["/vision/verbindet/"]
        assert links(client.get("/suche/?q=Wirtschaft"), "/handlungsfelder/") == ["/handlungsfelder/wirtschaft/"]

    def test_a_slip_is_told(self, client):
        make.municipality()
        make.page(title="Mobilität")

        response = client.get("/suche/?q=Moblität")

        assert "Zu „Moblität“ gibt es keine Treffer. Angezeigt werden die Treffer zu „Mobilität“." in text_of(response)
        assert "1 Treffer für „Mobilität“" in text_of(response)

    def test_nothing_asked_says_what_can_be_found(self, client):
        make.municipality()
        make.field(title="Bildung", text="Text.")
        make.project()

        response = client.get("/suche/")

        assert "Projekte (1), Handlungsfelder (1), Fassungen der Strategie (1)" in text_of(response)
        assert links(response, "/suche/") == ["/suche/?q=Bildung"]
        assert "noindex" not in response.content.decode()

    def test_focus_areas_are_the_examples_where_there_are_no_fields(self, client):
        make.municipality()
        make.focus_area(edition=make.edition(), title="Tourismus")

        assert links(client.get("/suche/"), "/suche/") == ["/suche/?q=Tourismus"]

    def test_nothing_found_gives_advice(self, client):
        make.municipality()
        make.project(title="Weg")

        nothing, one_of_two = client.get("/suche/?q=xyzzy"), client.get("/suche/?q=xyzzy+Weg")

        assert "Kein Treffer für „xyzzy“" in text_of(nothing)
        assert "Prüfen Sie die Schreibweise" in text_of(nothing)
        assert links(nothing) == ["/roadmap/"]
        assert links(one_of_two) == ["/suche/?q=Weg", "/roadmap/"]

    def test_an_empty_portal_answers(self, client):
        assert client.get("/suche/").status_code == 200
        assert client.get("/suche/?q=Weg").status_code == 200


@pytest.mark.any_database
@pytest.mark.django_db
class TestSuggestions:
    def test_eight_and_the_way_to_all(self, client):
        make.municipality()
        for number in range(1, 11):
            make.project(slug=f"weg-{number}", title=f"Weg {number:02}")

        response = client.get("/suche/vorschlaege/?q=we", headers={"HX-Request": "true"})

        html = response.content.decode()
        assert re.findall(r'href="([^"]*)"', html) == [*(f"/roadmap/weg-{n}/" for n in range(1, 9)), "/suche/?q=we"]
        assert "8 Vorschläge" in html
        assert "Alle 10 Treffer anzeigen" in html
        assert "<html" not in html
        assert "HX-Request" in response["Vary"]

    def test_the_address_is_a_page_without_htmx(self, client):
        make.municipality()
        make.project(slug="weg", title="Weg")

        response = client.get("/suche/vorschlaege/?q=weg")

        assert links(response) == ["/roadmap/weg/", "/suche/?q=weg"]
        assert '<meta name="robots" content="noindex">' in response.content.decode()

    @pytest.mark.parametrize("query", ["", "w", "+w+"])
    def test_one_letter_suggests_nothing(self, client, query):
        make.project(title="W Weg")

        response = client.get(f"/suche/vorschlaege/?q={query}", headers={"HX-Request": "true"})

        assert response.content.decode().strip() == '<div id="suggestions"></div>'

    def test_says_that_there_is_none(self, client):
        response = client.get("/suche/vorschlaege/?q=xyzzy", headers={"HX-Request": "true"})

        assert "0 Vorschläge" in response.content.decode()
        assert "<p>Keine Vorschläge</p>" in response.content.decode()

    def test_only_reads(self, client):
        assert client.head("/suche/vorschlaege/?q=weg").status_code == 200
        assert client.post("/suche/vorschlaege/?q=weg").status_code == 405


@pytest.mark.django_db
class TestBadInput:
    @pytest.mark.parametrize(
        ("query", "hint"),
        [
            ("q=a%00b", "Nullzeichen"),
            (f"q={LONG}", "Höchstens 200 Zeichen"),
            ("q=Weg&art=unknown", "Diese Art von Treffern gibt es nicht."),
            ("q=Weg&art=%00", "Diese Art von Treffern gibt es nicht."),
            (f"q=Weg&art={LONG}", "Diese Art von Treffern gibt es nicht."),
        ],
    )
    @pytest.mark.parametrize("address", ["/suche/", "/suche/vorschlaege/"])
    def test_is_named_and_left_out(self, client, address, query, hint):
        make.project(title="Weg")

        response = client.get(f"{address}?{query}")

        assert response.status_code == 200
        assert (hint in text_of(response)) == (address == "/suche/")
        assert len(response.content) < 40_000
        if "Weg" in query:
            assert "/roadmap/project-" in response.content.decode()

    @pytest.mark.parametrize(
        "query", ["q=Unbekannt&q=Weg", "q=Weg&art=&seite=x", "q=%25_%5C%27+Weg", "q=Weg%F0%9F%98%80", "x=%ff&q=Weg"]
    )
    def test_what_is_odd_but_harmless(self, client, query):
        make.project(title="Weg")

        response = client.get(f"/suche/?{query}")

        assert response.status_code == 200
        assert len(response.context["found"].hits) == 1

    @pytest.mark.parametrize("number", ["0", "-1", "9" * 400, "x", "%00"])
    def test_a_page_that_does_not_exist(self, client, number):
        make.project(title="Weg")

        assert client.get(f"/suche/?q=Weg&art=projekte&seite={number}").status_code == 404


@pytest.mark.django_db
class TestCost:
    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize(("address", "queries"), [("/suche/?q=project", 3), ("/suche/vorschlaege/?q=project", 3)])
    def test_number_of_queries(self, client, django_assert_num_queries, address, queries, size):
        world.city(size)
        client.get("/suche/")

        with django_assert_num_queries(queries):
            client.get(address)

    @pytest.mark.parametrize("size", [3, 300])
    def test_building_takes_as_many_queries_for_many_projects(self, django_assert_num_queries, size):
        world.roadmap(size)

        with django_assert_num_queries(35):
            index.current()


@pytest.mark.django_db
class TestNothingInternal:
    def test_nowhere_in_the_index(self):
        world.city()
        hide_canaries()

        def found() -> list[str]:
            index.forget()
            pairs = index.current().documents
            return [document.title for _kind, document in pairs if WORD in f"{document.title} {document.text}".lower()]

        assert found() == []
        Project.objects.filter(number=1).update(benefit=WORD)
        assert len(found()) == 1


@pytest.mark.django_db
class TestCities:
    def test_another_city_is_found_as_soon_as_it_is_loaded(self, client):
        world.load("erkelenz")
        assert client.get("/suche/?q=Erkelenz").context["found"].hits
        assert not client.get("/suche/?q=Telgte").context["found"].hits
        before = content_stamp()

        call_command("load_city", "telgte", "--replace")

        assert content_stamp() != before
        assert not client.get("/suche/?q=Erkelenz").context["found"].hits
        assert client.get("/suche/?q=Telgte").context["found"].hits
