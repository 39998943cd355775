"""The start page answers the citizens' four questions without scrolling, on a phone and on a desktop."""

import pytest

from tests import world
from tests.e2e.faults import faults_light_and_dark
from tests.portal.test_cities import CITIES
from tests.portal.test_home import QUESTIONS

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = [(390, 844), (1280, 800)]
BOTTOMS = """
names => Object.fromEntries(names.map(name => {
  const heading = document.getElementById(name);
  const link = heading.parentElement.querySelector("a");
  const bottom = part => part && Math.round(part.getBoundingClientRect().bottom + scrollY);
  return [name, [bottom(heading), bottom(link)]];
}))
"""


def below(page, height: int) -> dict:
    """Return the questions whose heading or first link, if there is one, ends below ``height``."""
    found = page.evaluate(BOTTOMS, list(QUESTIONS))
    return {name: ends for name, ends in found.items() if any(end and end > height for end in ends)}


@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("language", ["/", "/en/"])
def test_all_four_answers_are_in_the_first_screen(page, live_server, width, height, language):
    world.city(3)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}{language}")

    assert page.locator(".portal-banner").is_visible()
    assert all(page.evaluate(BOTTOMS, list(QUESTIONS)).values())
    assert all(link for _heading, link in page.evaluate(BOTTOMS, list(QUESTIONS)).values())
    assert below(page, height) == {}


@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("city", CITIES)
def test_all_four_answers_of_the_three_cities_are_in_the_first_screen(page, live_server, city, width, height):
    world.load(city)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(live_server.url)

    assert below(page, height) == {}


def test_statement_with_a_large_roadmap(page, live_server, axe):
    world.roadmap(60)
    page.set_viewport_size({"width": 320, "height": 700})
    found = {}

    for address in ("/vision/statement-1/", "/handlungsfelder/field-1/", "/vision/", "/", "/en/vision/statement-1/"):
        page.goto(f"{live_server.url}{address}")
        if faults := faults_light_and_dark(page, axe):
            found[address] = faults

    assert found == {}
