"""The texts of the three cities, with their long words, on the narrowest phone: no faults, no overflow."""

import pytest

from tests import world
from tests.e2e.faults import faults_on_page
from tests.portal.test_cities import CITIES

SINGLE = {
    "erkelenz": [
        "/vision/von-sich-aus/",
        "/handlungsfelder/dienstleistung/",
        "/roadmap/offene-daten/",
        "/roadmap/roadmap-veroeffentlichen/",
        "/digitalbeirat/sitzungen/20/",
        "/nichts/",
    ],
    "telgte": ["/handlungsfelder/digitales-rathaus/", "/roadmap/datenaustausch/"],
    "rothenburg": ["/roadmap/digitalpakt-schule/"],
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("city", CITIES)
def test_every_kind_of_page(page, live_server, axe, city):
    world.load(city)
    page.set_viewport_size({"width": 320, "height": 700})
    found = {}

    for address in [*(path for path in sorted(CITIES[city]) if path.endswith("/")), *SINGLE[city]]:
        response = page.goto(f"{live_server.url}{address}")
        assert response.status == (404 if address == "/nichts/" else 200), address
        if faults := faults_on_page(page, axe):
            found[address] = faults

    assert found == {}
