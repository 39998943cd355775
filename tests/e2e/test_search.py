"""Searching with the keyboard, and without a script."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.e2e.faults import faults_light_and_dark
from tests.harness.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)


@remembered
def ways() -> None:
    make.municipality()
    make.project(slug="radwege", title="Radwege erneuern", benefit="Sicher zur Schule.", status="running")
    make.project(slug="wegweiser", title="Wegweiser am Bahnhof")
    make.page(title="Impressum", body="Anschrift.")


def field(page):
    return page.get_by_role("search", name="Portal durchsuchen").get_by_role("searchbox")


def suggested(page):
    return page.locator(".portal-suggestions a")


def type_in(page, live_server, text: str) -> list[str]:
    """Type ``text`` into the header of the start page; return the addresses of the suggestions requested meanwhile."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "vorschlaege" in request.url else None)
    page.goto(live_server.url)
    field(page).press_sequentially(text, delay=20)
    return asked


def test_arrow_down_and_enter_lead_to_the_project(page, live_server):
    ways()
    asked = type_in(page, live_server, "radweg")

    expect(suggested(page)).to_have_text(["Radwege erneuern Projekte", "1 Treffer anzeigen"])
    expect(page.locator("#announcement")).to_have_text("1 Vorschlag")
    page.keyboard.press("ArrowDown")
    expect(suggested(page).first).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/roadmap/radwege/")
    assert asked == [f"{live_server.url}/suche/vorschlaege/?q=radweg"]  # one request, not one for each letter


def test_arrows_go_round_and_escape_closes(page, live_server):
    ways()
    type_in(page, live_server, "weg")
    expect(suggested(page)).to_have_count(3)

    page.keyboard.press("ArrowUp")
    expect(suggested(page).last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")

    expect(field(page)).to_be_focused()
    expect(suggested(page)).to_have_count(0)
    expect(field(page)).to_have_value("weg")


def test_tab_reaches_the_links_and_leaving_closes_them(page, live_server):
    ways()
    type_in(page, live_server, "wegw")
    expect(suggested(page)).to_have_count(2)

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(suggested(page).first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    expect(suggested(page)).to_have_count(0)


def test_a_click_opens_a_suggestion_and_one_beside_closes_them(page, live_server):
    ways()
    type_in(page, live_server, "wegw")
    expect(suggested(page)).to_have_count(2)
    page.locator("h1").click()
    expect(suggested(page)).to_have_count(0)

    field(page).fill("wegweiser")
    suggested(page).first.click()

    expect(page).to_have_url(f"{live_server.url}/roadmap/wegweiser/")


def test_too_little_takes_the_suggestions_away(page, live_server):
    ways()
    asked = type_in(page, live_server, "we")
    expect(suggested(page)).to_have_text(["Wegweiser am Bahnhof Projekte", "1 Treffer anzeigen"])

    page.keyboard.press("Backspace")

    expect(suggested(page)).to_have_count(0)
    assert len(asked) == 1


def test_enter_shows_the_results_also_without_javascript(page, browser, browser_context_args, live_server):
    ways()
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    for reader in (page, context.new_page()):
        reader.goto(live_server.url)
        field(reader).fill("weg")
        field(reader).press("Enter")

        expect(reader).to_have_url(f"{live_server.url}/suche/?q=weg")
        expect(reader.locator("#search h3")).to_have_text(["Radwege erneuern", "Wegweiser am Bahnhof"])
        expect(reader.locator("#search mark")).to_have_text(["Radwege", "Wegweiser"])
    context.close()


def test_on_a_phone_the_link_leads_to_the_field(page, live_server):
    ways()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url)

    page.get_by_role("link", name="Suchen").click()
    page.wait_for_load_state()
    page.get_by_role("search", name="Alles durchsuchen").get_by_role("searchbox").fill("rad")
    suggested(page).first.click()

    expect(page).to_have_url(f"{live_server.url}/roadmap/radwege/")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(page, live_server, axe, width):
    ways()
    page.set_viewport_size({"width": width, "height": 900})
    found = {}

    for address in ("?q=weg", "?q=weg&art=projekte", "?q=Radwehe", "?q=xyzzy", "?q=xyzzy+weg", "vorschlaege/?q=weg"):
        page.goto(f"{live_server.url}/suche/{address}")
        found[address] = faults_light_and_dark(page, axe)
    page.goto(f"{live_server.url}/suche/")
    page.get_by_role("search", name="Alles durchsuchen").get_by_role("searchbox").press_sequentially("weg")
    expect(suggested(page)).to_have_count(3)
    page.evaluate("document.getElementById('search').remove()")  # covered, so axe could not tell its contrast
    found["suggestions"] = faults_light_and_dark(page, axe)

    assert found == dict.fromkeys(found, [])
