"""axe finds nothing on any public page, light and dark, wide and narrow; what it leaves open counts as found."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import world
from tests.test_pages import PAGES

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ADDRESSES = [*PAGES, "/roadmap/?status=unknown", "/roadmap/?q=nothing", "/nothing/", "/en/roadmap/project-1/"]
TABLE = ".portal-table"
# What is scrolled out of sight in a wide table has no contrast that could be measured: tables get the room they need.
SHOW_TABLES = """
document.documentElement.style.width = "1400px";
document.querySelectorAll(".portal-table").forEach(part => part.style.overflow = "visible");
"""


def faults_of(result) -> list[tuple]:
    return [
        (fault["id"], node["target"], node.get("failureSummary", "")[:300])
        for kind in ("violations", "incomplete")
        for fault in result.response[kind]
        for node in fault["nodes"]
    ]


@pytest.fixture(scope="module")
def axe():
    return Axe()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page(page, live_server, axe, scheme, width):
    world.city(2)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}

    for address in ADDRESSES:
        page.goto(f"{live_server.url}{address}")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
        faults = faults_of(axe.run(page, context={"exclude": [TABLE]}, options=RULES))
        if page.locator(TABLE).count():
            page.evaluate(SHOW_TABLES)
            faults += faults_of(axe.run(page, context={"include": [TABLE]}, options=RULES))
        if wider > 0:
            faults.append(("wider than the window", wider))
        if faults:
            found[address] = faults

    assert found == {}


@pytest.mark.django_db(transaction=True)
def test_the_check_can_fail(page, live_server, axe):
    world.city()
    page.goto(live_server.url)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/stadt-logo\">')")

    assert [fault["id"] for fault in axe.run(page, options=RULES).response["violations"]] == ["image-alt"]
