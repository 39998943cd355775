"""axe finds nothing on any public page, light and dark; what it cannot decide counts as a fault.

Every page is checked on the narrowest phone, and one page of each template in a wide window; with --everything, every
page is checked there too, and so are pages of many projects.
"""

import pytest
from django.test import Client

from tests import world
from tests.e2e.faults import faults_light_and_dark, faults_on_page
from tests.portal.addresses.test_pages import PAGES

ADDRESSES = [
    *PAGES,
    "/roadmap/?status=unknown",
    "/roadmap/?q=nothing",
    "/roadmap/?ansicht=tafel&feld=field-1&seit=2026-02-30",
    "/roadmap/?q=Projcet",
    "/roadmap/?ansicht=zeitstrahl",
    "/roadmap/?ansicht=tafel",
    "/roadmap/?ansicht=matrix",
    "/roadmap/project-1/einbetten/",
    "/roadmap/einbetten/",
    "/roadmap/einbetten/?status=unknown&q=nothing",
    "/roadmap/unknown/einbetten/",
    "/roadmap/aenderungen/?von=2000-01-01&bis=unsinn",
    "/roadmap/aenderungen/?von=2000-01-01&bis=2000-01-02&feld=unknown",
    "/nothing/",
    "/en/roadmap/project-1/",
    "/en/roadmap/?ansicht=zeitstrahl&feld=field-1",
    "/en/roadmap/?ansicht=matrix",
    "/en/roadmap/zahlen/",
    "/en/suche/?q=project",
]
OF_MANY_PROJECTS = [
    "/roadmap/?seite=2",
    "/roadmap/?ansicht=zeitstrahl&seite=2",
    "/roadmap/?ansicht=tafel",
    "/roadmap/?ansicht=matrix",
    "/roadmap/aenderungen/?von=2000-01-01",
    "/roadmap/zahlen/",
    "/suche/?q=project&art=projekte",
]

pytestmark = pytest.mark.django_db(transaction=True)


def faults_by_address(page, live_server, axe, addresses) -> dict[str, list]:
    found = {}
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        if faults := faults_light_and_dark(page, axe):
            found[address] = faults
    return found


def one_of_each_template(addresses: list[str]) -> list[str]:
    """Return those of ``addresses`` that use a template, or an included one, that no earlier address uses."""
    chosen, seen = [], set()
    for address in addresses:
        shown = {template.name for template in Client().get(address).templates}
        if shown - seen:
            chosen.append(address)
        seen |= shown
    return chosen


def test_every_page_on_a_phone(page, live_server, axe):
    world.city(2)
    page.set_viewport_size({"width": 320, "height": 900})

    assert faults_by_address(page, live_server, axe, ADDRESSES) == {}


def test_a_page_of_each_template_in_a_wide_window(page, live_server, axe, pytestconfig):
    world.city(2)
    addresses = ADDRESSES if pytestconfig.getoption("everything") else one_of_each_template(ADDRESSES)
    page.set_viewport_size({"width": 1280, "height": 900})

    assert faults_by_address(page, live_server, axe, addresses) == {}


def test_pages_of_many_projects(page, live_server, axe, pytestconfig):
    world.roadmap(61)
    found = {}

    for width in [320, 1280] if pytestconfig.getoption("everything") else [320]:
        page.set_viewport_size({"width": width, "height": 900})
        for address in OF_MANY_PROJECTS:
            page.goto(f"{live_server.url}{address}")
            found[width, address] = faults_on_page(page, axe)

    assert [*filter(None, found.values())] == []
    assert {address for _width, address in found} == {*OF_MANY_PROJECTS}


DARK_TEXT = """
document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='/stadt-logo'><p id='dark-text'>Text</p>");
document.getElementById("dark-text").style.color = "#333";
"""


def test_the_check_can_fail(page, live_server, axe):
    world.city()
    page.goto(live_server.url)
    page.evaluate(DARK_TEXT)

    found = [(scheme, rule) for scheme, rule, _target, _text in faults_light_and_dark(page, axe)]

    assert found == [("light", "image-alt"), ("dark", "color-contrast")]
