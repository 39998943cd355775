"""The data for search engines and shared links in the head of every page."""

import html
import re

import pytest

from tests import make, world
from tests.portal.addresses.test_pages import PAGES

pytestmark = pytest.mark.any_database

BASE = "http://testserver"
CLAIM = "Digital, and still on paper."  # of the city in tests/world.py


def head(client, address: str) -> dict[str, list[str]]:
    """Return the content of the page's head: names of meta elements and types of links -> values."""
    found = {}
    source = client.get(address).content.decode().partition("</head>")[0]
    for attributes in re.findall(r"<(?:meta|link) ([^>]*)>", source):
        pairs = dict(re.findall(r'([a-z]+)="([^"]*)"', attributes))
        name = pairs.get("name") or pairs.get("property") or " ".join(filter(None, map(pairs.get, ("rel", "hreflang"))))
        found.setdefault(name, []).append(html.unescape(pairs.get("content") or pairs.get("href") or ""))
    found["title"] = [html.unescape(re.search("<title>(.*)</title>", source)[1])]
    return found


@pytest.mark.django_db
class TestHead:
    @pytest.mark.parametrize("address", PAGES)
    def test_each_page_says_once_what_it_is_and_where_it_stands(self, client, address):
        world.city()

        for prefix in ("", "/en"):
            said = head(client, f"{prefix}{address}")

            assert said["canonical"] == said["og:url"] == [f"{BASE}{prefix}{address}"]
            assert said["alternate de"] == said["alternate x-default"] == [f"{BASE}{address}"]
            assert said["alternate en"] == [f"{BASE}/en{address}"]
            assert said["title"] == [f"{said['og:title'][0]} – Stadt Musterstadt"]
            assert said["description"] == said["og:description"]
            assert len(said["description"]) == 1
            is_described_as_a_whole = address in {"/", "/suche/", "/entwicklung/komponenten/"}
            assert (said["description"] == [CLAIM]) == is_described_as_a_whole
            assert said["og:type"] == ["website"]

    @pytest.mark.parametrize("query", ["?status=running", "?q=project", "?seite=1", "?q=a&seite=1", "?%00=1", "?"])
    def test_what_only_arranges_the_list_anew_stands_for_the_list(self, client, query):
        world.city()

        assert head(client, f"/roadmap/{query}")["canonical"] == [f"{BASE}/roadmap/"]

    def test_a_further_page_of_a_list_stands_for_itself(self, client):
        world.roadmap(61)

        assert head(client, "/roadmap/?seite=2")["canonical"] == [f"{BASE}/roadmap/?seite=2"]
        assert head(client, "/roadmap/?seite=2")["alternate en"] == [f"{BASE}/en/roadmap/?seite=2"]
        assert head(client, "/roadmap/?seite=2&q=")["canonical"] == [f"{BASE}/roadmap/?seite=2"]
        assert head(client, "/roadmap/?seite=2&q=project")["canonical"] == [f"{BASE}/roadmap/"]

    def test_the_host_of_the_request_does_not_matter(self, client, settings):
        settings.BASE_URL = "https://digital.example.org"
        world.city()

        assert head(client, "/roadmap/")["canonical"] == ["https://digital.example.org/roadmap/"]

    def test_an_unknown_page_stands_nowhere(self, client):
        world.city()

        for address in ("/nothing/", "/roadmap/nothing/"):
            assert head(client, address).keys().isdisjoint({"canonical", "og:url", "alternate de"})

    def test_texts_of_the_city_stay_text(self, client):
        make.municipality(official_name='Stadt "A" & <B>')
        make.project(slug="x", title='Say "hello" & <b>go</b>', benefit="5 > 3 & so on\nwith a second line")

        said = head(client, "/roadmap/x/")

        assert said["title"] == ['Say "hello" & <b>go</b> – Stadt "A" & <B>']
        assert said["og:title"] == ['Say "hello" & <b>go</b>']
        assert said["description"] == ["5 > 3 & so on with a second line"]

    def test_without_any_text_there_is_no_description(self, client):
        make.municipality(claim="")

        assert "description" not in head(client, "/")
