"""Every public page: it responds, its fragment equals that part of the page, it sets no cookie; queries are counted."""

import re

import pytest
from django.test import Client

from strategy_portal.publishing.models import Page
from tests import make, world

# address -> queries with one of everything, and with three
PAGES = {
    "/": 11,
    "/strategie/": 8,
    "/vision/": 5,
    "/vision/statement-1/": 16,
    "/handlungsfelder/": 6,
    "/handlungsfelder/field-1/": 18,
    "/roadmap/": 12,
    "/roadmap/zahlen/": 7,
    "/roadmap/ausrichtung/": 8,
    "/roadmap/project-1/": 25,
    "/roadmap/aenderungen/": 7,
    "/fassungen/": 4,
    "/fassungen/1/": 9,
    "/digitalbeirat/": 13,
    "/digitalbeirat/empfehlungen/": 10,
    "/digitalbeirat/sitzungen/1/": 12,
    "/suche/": 47,  # 44 of them read the search index, once after each change
    "/impressum/": 3,
    "/datenschutz/": 3,
    "/barrierefreiheit/": 3,
    "/leichte-sprache/": 3,
    "/entwicklung/komponenten/": 2,
}
TECHNICAL = {
    "/stadt.css": "text/css; charset=utf-8",
    "/aktuelles.atom": "application/atom+xml; charset=utf-8",
    "/livez": "text/plain",
    "/readyz": "text/plain",
    "/robots.txt": "text/plain; charset=utf-8",
    "/sitemap.xml": "application/xml; charset=utf-8",
}


@pytest.mark.django_db
class TestPages:
    @pytest.mark.any_database
    @pytest.mark.parametrize("address", PAGES)
    def test_answers_in_german_and_english_without_a_cookie(self, client, address):
        world.city()

        for prefix, language in (("", "de"), ("/en", "en")):
            response = client.get(f"{prefix}{address}")

            assert response.status_code == 200
            assert response["Content-Language"] == language
            assert response.content.decode().startswith(f'<!doctype html>\n<html lang="{language}">')
            assert response.cookies == {}
            assert sorted(response["Content-Security-Policy"].split("; ")) == [
                "base-uri 'none'",
                "default-src 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "object-src 'none'",
            ]
            assert response["X-Frame-Options"] == "DENY"

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize(("address", "queries"), PAGES.items())
    def test_number_of_queries(self, client, django_assert_num_queries, address, queries, size):
        world.city(size)

        with django_assert_num_queries(queries):
            client.get(address)

    @pytest.mark.any_database
    @pytest.mark.parametrize("address", [address for address in PAGES if "komponenten" not in address])
    def test_fragment_equals_its_part_of_the_page(self, client, address):
        world.city(3)

        page = client.get(address)
        fragment = client.get(address, headers={"HX-Request": "true"})

        part = fragment.content.decode().strip()
        assert re.match(r'<div id="[a-z-]+">', part)
        assert part in page.content.decode()
        assert "<html" not in part
        assert page["Vary"] == fragment["Vary"]
        assert "HX-Request" in page["Vary"]

    @pytest.mark.any_database
    def test_history_restore_gets_the_page(self, client):
        world.city()

        response = client.get("/roadmap/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

        assert "<html" in response.content.decode()

    @pytest.mark.any_database
    @pytest.mark.parametrize("address", [*PAGES, *TECHNICAL])
    def test_only_reads(self, client, address):
        world.city()

        assert client.head(address).status_code == 200
        assert [client.post(address).status_code, client.put(address).status_code] == [405, 405]

    @pytest.mark.any_database
    @pytest.mark.parametrize(("address", "content_type"), TECHNICAL.items())
    def test_technical_addresses(self, client, address, content_type):
        response = client.get(address)

        assert (response.status_code, response["Content-Type"]) == (200, content_type)

    @pytest.mark.any_database
    def test_says_on_every_page_that_data_are_examples(self, client):
        world.city()

        for address in PAGES:
            assert "nicht das offizielle Angebot" in client.get(address).content.decode(), address

    def test_what_was_finished_last_comes_first_and_without_a_date_last(self, client):
        world.city()
        for _ in range(3):
            make.project(status="completed")

        assert client.get("/").context["completed"][0].slug == "done"


@pytest.mark.any_database
@pytest.mark.django_db
class TestCityWithLess:
    """What a city does not have does not appear (docs/domain.md, rule 11)."""

    def menu(self, client):
        html = client.get("/").content.decode()
        navigation = html.partition('<nav class="portal-navigation"')[2].partition("</nav>")[0]
        return re.findall(r'href="([^"]+)"', navigation)

    def test_nothing_at_all(self, client):
        response = client.get("/")

        assert response.status_code == 200
        assert self.menu(client) == []
        assert "Hier ist noch nichts" in response.content.decode()

    def test_no_statements_no_board(self, client):
        make.municipality()
        make.field(edition=make.edition(status="draft"))
        make.project()

        assert self.menu(client) == ["/strategie/", "/handlungsfelder/", "/roadmap/", "/fassungen/"]
        for address in ("/vision/", "/digitalbeirat/", "/digitalbeirat/empfehlungen/"):
            assert client.get(address).status_code == 404

    def test_no_fields(self, client):
        make.municipality()
        make.focus_area(edition=make.edition(status="final"))
        make.project()

        assert self.menu(client) == ["/strategie/", "/roadmap/", "/fassungen/"]
        assert client.get("/handlungsfelder/").status_code == 404

    def test_legal_pages_without_text_are_not_linked(self, client):
        make.municipality()
        make.page(kind=Page.Kind.IMPRINT)

        html = client.get("/").content.decode()

        assert 'href="/impressum/"' in html
        assert 'href="/datenschutz/"' not in html


@pytest.mark.any_database
@pytest.mark.django_db
class TestErrors:
    def test_unknown_address_offers_search_and_menu(self, client):
        world.city()

        response = client.get("/roadmap/unknown/")

        html = response.content.decode()
        assert response.status_code == 404
        assert 'action="/suche/"' in html.partition("<main")[2]
        assert 'name="q"' in html
        assert 'href="/digitalbeirat/"' in html.partition("<main")[2]

    def test_a_failure_gives_a_page_without_details(self, monkeypatch):
        monkeypatch.setattr("strategy_portal.site.views.Edition.objects.current", lambda: 1 / 0)

        response = Client(raise_request_exception=False).get("/")

        html = response.content.decode()
        assert response.status_code == 500
        assert "Das hat nicht geklappt" in html
        assert "ZeroDivisionError" not in html
