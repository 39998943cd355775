"""robots.txt and sitemap.xml."""

import re
from urllib.robotparser import RobotFileParser

import pytest
from django.utils import timezone

from tests import make, world
from tests.portal.addresses.test_pages import PAGES

BASE = "http://testserver"


def listed(client) -> list[str]:
    return re.findall(f"<loc>{BASE}([^<]*)</loc>", client.get("/sitemap.xml").content.decode())


@pytest.mark.any_database
@pytest.mark.django_db
class TestRobots:
    def test_leaves_out_the_administration_and_what_is_searched_for(self, client):
        response = client.get("/robots.txt")
        robots = RobotFileParser()
        robots.parse(response.content.decode().splitlines())

        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert robots.site_maps() == [f"{BASE}/sitemap.xml"]
        for prefix in ("", "/en"):
            for path in ("/verwaltung/", "/verwaltung/login/", "/suche/?q=wlan", "/suche/vorschlaege/?q=w"):
                assert not robots.can_fetch("*", f"{BASE}{prefix}{path}"), path
            for path in ("/", "/suche/", "/roadmap/?status=running", "/stadt.css", "/static/build/portal.css"):
                assert robots.can_fetch("*", f"{BASE}{prefix}{path}"), path

    def test_leaves_out_the_profiles_that_say_what_the_pages_say(self, client):
        """Rendering each takes over a second. RFC 9309 allows the asterisk, but Python's parser does not know it."""
        lines = client.get("/robots.txt").content.decode().splitlines()

        assert [line for line in lines if "steckbrief" in line] == [
            "Disallow: /roadmap/*/steckbrief.pdf",
            "Disallow: /en/roadmap/*/steckbrief.pdf",
        ]


@pytest.mark.django_db
class TestSitemap:
    def test_lists_every_page_that_crawlers_may_read_in_each_language(self, client):
        world.city()
        make.statement(number=7, slug="more")

        found = listed(client)

        german = [path for path in found if not path.startswith("/en/")]
        assert len(found) == len(set(found)) == 2 * len(german)
        assert {f"/en{path}" for path in german} == set(found) - set(german)
        assert set(PAGES) - set(german) <= {"/entwicklung/komponenten/", "/suche/"}
        assert [path for path in found if client.get(path).status_code != 200] == []

    def test_lists_only_what_this_city_has(self, client):
        make.municipality()
        make.edition(status="final")
        make.project(slug="alone")

        found = [path for path in listed(client) if not path.startswith("/en/")]

        assert "/roadmap/alone/" in found
        assert "/roadmap/ausrichtung/" not in found
        assert [path for path in found if client.get(path).status_code != 200] == []

    def test_says_where_a_page_is_in_other_languages(self, client):
        world.city()

        xml = client.get("/sitemap.xml").content.decode()

        entry = xml.partition(f"<loc>{BASE}/roadmap/project-1/</loc>")[2].partition("</url>")[0]
        assert re.findall('hreflang="([^"]*)" href="([^"]*)"', entry) == [
            ("de", f"{BASE}/roadmap/project-1/"),
            ("en", f"{BASE}/en/roadmap/project-1/"),
        ]

    def test_an_update_changes_every_page_that_shows_its_project(self, client):
        world.city()
        project = world.Project.objects.get(number=1)
        make.field(number=2, slug="idle", edition=world.Edition.objects.get(number=1))

        def last_changes() -> dict[str, str]:
            xml = client.get("/sitemap.xml").content.decode()
            return dict(re.findall(f"<loc>{BASE}(/[^e][^<]*)</loc>\\s*<lastmod>(.*)</lastmod>", xml))

        before = last_changes()
        make.update(project=project, text="News.")
        project.refresh_from_db()

        shown = ("/roadmap/project-1/", "/handlungsfelder/field-1/", "/vision/statement-1/")
        others = ("/roadmap/done/", "/handlungsfelder/idle/")
        assert set(before) == {*shown, *others}
        assert last_changes() == before | dict.fromkeys(shown, timezone.localtime(project.modified_at).isoformat())
        assert before != last_changes()

    def test_has_nothing_but_the_start_page_while_there_is_no_city(self, client):
        assert listed(client) == ["/", "/en/"]

    @pytest.mark.parametrize("size", [1, 3])
    def test_number_of_queries(self, client, django_assert_num_queries, size):
        world.city(size)

        with django_assert_num_queries(10):
            client.get("/sitemap.xml")
