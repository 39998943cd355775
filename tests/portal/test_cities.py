"""The three cities as citizens see them: every link works, and every address of the portal is reached."""

import functools
import re
from urllib.parse import urldefrag

import pytest
from django.test import Client

from roadmap.models import Project
from tests import world

pytestmark = pytest.mark.any_database

SHARED = {
    "/",
    "/strategie/",
    "/roadmap/",
    "/roadmap/aenderungen/",
    "/roadmap/zahlen/",
    "/roadmap/zahlen/status.csv",
    "/aktuelles.atom",
    "/suche/",
    "/fassungen/",
    "/fassungen/1/",
    "/fassungen/1/digitalstrategie.pdf",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
}
FIELDS = {"/handlungsfelder/", "/roadmap/ausrichtung/"}
BOARD = {"/vision/", "/digitalbeirat/", "/digitalbeirat/empfehlungen/"}
FIGURES = {"/roadmap/zahlen/fortschritt.csv", "/roadmap/zahlen/prioritaeten.csv"}
CITIES = {"erkelenz": SHARED | FIELDS | BOARD | FIGURES, "telgte": SHARED | FIELDS, "rothenburg": SHARED}
# statements, fields, projects, meetings
PAGES = {"erkelenz": (5, 9, 27, 15), "telgte": (0, 7, 4, 0), "rothenburg": (0, 0, 4, 0)}


@functools.cache
def crawl(city: str) -> dict[str, str]:
    """Return every address that can be reached by links from the German start page, with its page.

    ``city`` has to be loaded already. Its rows are the same in every test, so its pages are requested only once.
    """
    client, pages, waiting = Client(), {}, {"/"}
    while waiting:
        address = waiting.pop()
        if address.endswith(".pdf"):
            pages[address] = ""
            continue
        response = client.get(address)
        assert response.status_code == 200, address
        pages[address] = "" if address.endswith(".csv") else response.content.decode()
        links = {urldefrag(link).url for link in re.findall(r'<a [^>]*href="(/[^"]*)"', pages[address])}
        waiting |= {link for link in links if not link.startswith("/en/") and "?" not in link} - pages.keys()
    return pages


@pytest.mark.django_db
@pytest.mark.parametrize("city", CITIES)
def test_every_link_leads_somewhere(city):
    world.load(city)

    pages = crawl(city)

    single = {
        address
        for address in pages
        if re.fullmatch(r"/(vision|handlungsfelder|roadmap|digitalbeirat/sitzungen)/[^/]+/", address)
    } - CITIES[city]
    profiles = {address for address in pages if address.endswith("/steckbrief.pdf")}
    assert profiles == {f"{project.get_absolute_url()}steckbrief.pdf" for project in Project.objects.public()}
    projects = Project.objects.public().for_list()
    feeds = {
        f"{row.get_absolute_url()}aktuelles.atom" for project in projects for row in (project, *project.fields_served)
    }
    assert pages.keys() - single - profiles == CITIES[city] | feeds
    assert PAGES[city] == tuple(
        sum(address.startswith(folder) for address in single)
        for folder in ("/vision/", "/handlungsfelder/", "/roadmap/", "/digitalbeirat/sitzungen/")
    )
    for address, page in pages.items():
        if page:
            assert "nicht das offizielle Angebot" in page, address
            targets = set(re.findall(r' id="([^"]+)"', page))
            broken = set(re.findall(r'href="#([^"]+)"', page)) - targets
            assert broken == set(), address


@pytest.mark.django_db
@pytest.mark.parametrize("city", CITIES)
def test_links_to_a_place_on_another_page_find_it(city):
    world.load(city)
    pages = crawl(city)

    broken = {
        (address, path, place)
        for address, page in pages.items()
        for path, place in re.findall(r'href="(/[^"#?]*)#([^"]+)"', page)
        if path in pages and f'id="{place}"' not in pages[path]
    }

    assert broken == set()


@pytest.mark.django_db
def test_every_made_up_project_says_so():
    world.load("erkelenz")
    pages = crawl("erkelenz")

    projects = {project.get_absolute_url() for project in Project.objects.public()}
    real = sorted(address for address in projects if "Beispielprojekt (fiktiv)" not in pages[address])

    assert real == [
        "/roadmap/neugestaltung-internetangebot/",
        "/roadmap/roadmap-veroeffentlichen/",
        "/roadmap/rueckmeldungen-online-dienste/",
    ]
