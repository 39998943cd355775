"""Finding projects in the roadmap, in a real browser: by typing, by filters, by keyboard, without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests import make, world
from tests.harness.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)


@remembered
def roadmap_of_three() -> None:
    make.municipality()
    traffic, culture = make.field(name="Mobilität", slug="mobilitaet"), make.field(name="Kultur", slug="kultur")
    make.project(number=1, title="Radwege", slug="radwege", status="running", lead_field=traffic)
    make.project(number=2, title="Bücherei", slug="buecherei", status="running", lead_field=culture)
    make.project(number=3, title="Ausweise", slug="ausweise", status="completed")


def cards(page):
    return page.locator("#project-list .portal-card__title")


def result(page):
    return page.locator("#project-list-results > p")


def stay(page):
    """Mark the page, so that a later check can tell that it has not been reloaded."""
    page.evaluate("window.samePage = true")


def has_stayed(page) -> bool:
    return page.evaluate("window.samePage === true")


def listen(page):
    """From now on, collect what screen readers announce about the results."""
    page.evaluate("""
        window.heard = [];
        const part = document.getElementById("announcement");
        new MutationObserver(() => heard.push(part.textContent)).observe(part, { childList: true });
    """)


def heard(page) -> list[str]:
    return page.evaluate("window.heard")


def choose(page, group: str, *choices: str):
    summary = page.locator(".portal-facet > summary").filter(has_text=group)
    if page.viewport_size["width"] < 900 and not summary.is_visible():
        page.locator(".portal-filter__more > summary").click()
    if not summary.locator("..").evaluate("part => part.open"):
        summary.click()
    for choice in choices:
        page.get_by_role("checkbox", name=choice).check()


@pytest.mark.parametrize("width", [390, 1280])
def test_filter_in_place_share_the_address_and_go_back(page, live_server, width):
    roadmap_of_three()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/roadmap/")
    expect(cards(page)).to_have_text(["Radwege", "Bücherei", "Ausweise"])
    stay(page)

    choose(page, "Status", "In Umsetzung")
    expect(cards(page)).to_have_text(["Radwege", "Bücherei"])
    expect(page.get_by_role("checkbox", name="In Umsetzung")).to_be_focused()
    choose(page, "Handlungsfeld", "Kultur (1)")
    expect(cards(page)).to_have_text(["Bücherei"])
    choose(page, "Handlungsfeld", "Mobilität (1)")
    expect(cards(page)).to_have_text(["Radwege", "Bücherei"])

    assert has_stayed(page)
    assert page.url == f"{live_server.url}/roadmap/?feld=mobilitaet&feld=kultur&status=running"
    expect(page.locator("#announcement")).to_have_text("2 von 3 Projekten")

    shared = page.context.new_page()
    shared.goto(page.url)
    expect(cards(shared)).to_have_text(["Radwege", "Bücherei"])
    expect(shared.get_by_role("link", name="Filter entfernen: Status: In Umsetzung")).to_be_visible()

    page.go_back()
    expect(cards(page)).to_have_text(["Bücherei"])
    page.go_back()
    expect(cards(page)).to_have_text(["Radwege", "Bücherei"])
    expect(page).to_have_url(f"{live_server.url}/roadmap/?status=running")
    assert page.context.cookies() == []


def test_find_a_project_by_typing(page, live_server):
    roadmap_of_three()
    page.goto(f"{live_server.url}/roadmap/")
    stay(page)

    page.get_by_label("Projekte durchsuchen").fill("büchereien")
    page.keyboard.press("Enter")

    expect(cards(page)).to_have_text(["Bücherei"])
    expect(page.get_by_label("Projekte durchsuchen")).to_be_focused()
    expect(page.get_by_label("Projekte durchsuchen")).to_have_value("büchereien")
    expect(page.locator("#announcement")).to_have_text("1 von 3 Projekten")
    assert has_stayed(page)
    cards(page).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bücherei")


def test_views_keep_the_filters(page, live_server):
    roadmap_of_three()
    page.goto(f"{live_server.url}/roadmap/?status=running")
    stay(page)

    for view, address, seen in (
        ("Zeitstrahl", "zeitstrahl", "Noch ohne Termin"),
        ("Tafel", "tafel", "In Umsetzung (2)"),
        ("Matrix", "matrix", "Projekte nach Handlungsfeld"),
    ):
        page.get_by_role("link", name=view, exact=True).click()
        expect(page).to_have_url(f"{live_server.url}/roadmap/?status=running&ansicht={address}")
        expect(page.get_by_role("link", name=view, exact=True)).to_be_focused()
        expect(page.locator("#project-list")).to_contain_text(seen)
        expect(page.get_by_role("link", name="Filter entfernen")).to_have_count(1)
    page.get_by_role("link", name="Filter entfernen: Status: In Umsetzung").click()
    expect(page).to_have_url(f"{live_server.url}/roadmap/?ansicht=matrix")
    assert has_stayed(page)

    page.go_back()
    expect(page.get_by_role("link", name="Filter entfernen")).to_have_count(1)
    expect(page).to_have_url(f"{live_server.url}/roadmap/?status=running&ansicht=matrix")
    page.get_by_role("link", name="Liste", exact=True).click()
    expect(cards(page)).to_have_text(["Radwege", "Bücherei"])


def test_two_choices_in_quick_succession_both_hold(page, live_server):
    roadmap_of_three()
    page.goto(f"{live_server.url}/roadmap/")
    page.locator("#filter-status > summary").click()

    page.evaluate(
        "for (const name of ['running', 'completed']) document.getElementById('filter-status-' + name).click()"
    )

    expect(page.locator(".portal-chip--remove")).to_have_count(2)
    expect(page).to_have_url(f"{live_server.url}/roadmap/?status=running&status=completed")


def test_what_is_typed_and_opened_outlives_the_answer(page, live_server):
    roadmap_of_three()
    page.goto(f"{live_server.url}/roadmap/")
    page.locator("#filter-status > summary").click()

    page.get_by_label("Projekte durchsuchen").fill("rad")
    page.keyboard.press("Enter")
    page.keyboard.type("wege")

    expect(cards(page)).to_have_text(["Radwege"])
    expect(page.get_by_label("Projekte durchsuchen")).to_be_focused()
    expect(page.get_by_label("Projekte durchsuchen")).to_have_value("radwege")
    expect(page.get_by_role("checkbox", name="In Umsetzung (1)")).to_be_visible()


def test_by_keyboard_alone(page, live_server):
    roadmap_of_three()
    page.goto(f"{live_server.url}/roadmap/")

    page.get_by_label("Projekte durchsuchen").focus()
    for _ in range(3):  # past the button and the fields of action, to the status
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    expect(cards(page)).to_have_text(["Radwege", "Bücherei"])
    expect(page.get_by_role("checkbox", name="In Umsetzung (2)")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(cards(page)).to_have_text(["Radwege", "Bücherei", "Ausweise"])
    expect(page.get_by_role("checkbox", name="Abgeschlossen (1)")).to_be_focused()


def test_the_same_without_javascript(browser, browser_context_args, live_server):
    roadmap_of_three()
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/roadmap/")

    choose(page, "Status", "In Umsetzung", "Abgeschlossen")
    choose(page, "Handlungsfeld", "Kultur")
    page.get_by_role("button", name="Ergebnisse anzeigen").first.click()
    expect(cards(page)).to_have_text(["Bücherei"])
    page.get_by_role("link", name="Filter entfernen: Handlungsfeld: Kultur").click()
    expect(cards(page)).to_have_text(["Radwege", "Bücherei", "Ausweise"])
    page.get_by_role("link", name="Titel", exact=True).click()
    expect(cards(page)).to_have_text(["Ausweise", "Bücherei", "Radwege"])
    page.get_by_role("link", name="Tafel", exact=True).click()
    expect(page.get_by_role("heading", name="In Umsetzung (2)")).to_be_visible()

    page.get_by_label("Projekte durchsuchen").fill("buech")
    page.get_by_role("button", name="Ergebnisse anzeigen").first.click()
    expect(cards(page)).to_have_text(["Bücherei"])
    cards(page).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bücherei")
    context.close()


def test_nothing_found_leads_back(page, live_server):
    roadmap_of_three()
    page.goto(f"{live_server.url}/roadmap/?feld=kultur&status=completed")

    page.get_by_role("link", name="ohne Handlungsfeld: Kultur").click()

    expect(cards(page)).to_have_text(["Ausweise"])
    expect(result(page)).to_have_text("1 von 3 Projekten")
    expect(result(page)).to_be_focused()


def test_what_a_screen_reader_hears_of_each_step_once(page, live_server):
    roadmap_of_three()
    page.goto(f"{live_server.url}/roadmap/?feld=kultur&feld=mobilitaet&status=running")
    listen(page)

    page.get_by_role("link", name="Filter entfernen: Handlungsfeld: Kultur").press("Enter")
    expect(page.get_by_role("link", name="Filter entfernen: Status: In Umsetzung")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text("1 von 3 Projekten")

    page.get_by_role("link", name="Filter entfernen: Status: In Umsetzung").press("Enter")
    expect(result(page)).to_be_focused()
    expect(result(page)).to_have_text("1 von 3 Projekten")
    page.get_by_role("link", name="Filter entfernen: Handlungsfeld: Mobilität").press("Enter")
    expect(result(page)).to_have_text("3 Projekte")
    expect(result(page)).to_be_focused()
    assert heard(page) == ["1 von 3 Projekten"]  # the other results are announced by the focus

    page.get_by_role("link", name="Titel", exact=True).press("Enter")
    expect(page.locator("#announcement")).to_have_text("3 Projekte")
    expect(page.get_by_role("link", name="Titel", exact=True)).to_be_focused()
    page.get_by_role("link", name="Tafel", exact=True).press("Enter")
    page.wait_for_function("() => heard.length === 3")  # announced again, not just left in place

    page.get_by_label("Projekte durchsuchen").fill("Radwehe")
    page.get_by_label("Projekte durchsuchen").press("Enter")
    corrected = "Zu „Radwehe“ gibt es keine Treffer. Angezeigt werden die Treffer zu „Radwege“. 1 von 3 Projekten"
    expect(page.locator("#announcement")).to_have_text(corrected)
    expect(cards(page)).to_have_text(["Radwege"])
    assert heard(page) == ["1 von 3 Projekten", "3 Projekte", "3 Projekte\xa0", corrected]


def test_after_a_step_back_all_is_as_it_was_and_works(page, live_server):
    roadmap_of_three()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/roadmap/")
    stay(page)
    page.get_by_label("Projekte durchsuchen").fill("rad")
    page.get_by_label("Projekte durchsuchen").press("Enter")
    expect(cards(page)).to_have_text(["Radwege"])

    page.go_back()
    expect(cards(page)).to_have_count(3)
    expect(page.get_by_label("Projekte durchsuchen")).to_have_value("")
    expect(page.get_by_label("Projekte durchsuchen")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text("3 Projekte")

    choose(page, "Status", "Abgeschlossen")
    expect(page.locator("#announcement")).to_have_text("1 von 3 Projekten")
    page.go_back()
    expect(page.locator("#announcement")).to_have_text("3 Projekte")
    page.go_forward()
    expect(cards(page)).to_have_text(["Ausweise"])
    expect(page.get_by_role("checkbox", name="Abgeschlossen")).to_be_checked()

    page.locator(".portal-menu summary").press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".portal-menu nav")).to_be_hidden()
    assert has_stayed(page)


def test_turning_pages_leads_to_the_top_of_the_results(page, live_server):
    world.roadmap(61)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/roadmap/")
    stay(page)

    page.get_by_role("link", name="Nächste Seite").press("Enter")

    expect(cards(page)).to_have_count(1)
    expect(result(page)).to_be_focused()
    expect(result(page)).to_have_text("61 Projekte, Seite 2 von 2")
    expect(result(page)).to_be_in_viewport()
    expect(cards(page).first).to_be_in_viewport()
    page.go_back()
    expect(cards(page)).to_have_count(60)
    assert has_stayed(page)


# How many points of the focused link are not covered, of its centre and its four corners.
OPEN_POINTS = """
() => {
  const focused = document.activeElement;
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const points = [[(left + right) / 2, (top + bottom) / 2]];
  for (const x of [left + 2, right - 2]) for (const y of [top + 2, bottom - 2]) points.push([x, y]);
  return points.filter(([x, y]) => focused.contains(document.elementFromPoint(x, y))).length;
}
"""


@pytest.mark.parametrize(("view", "width"), [("matrix", 800), ("zeitstrahl", 1280), ("zeitstrahl", 390)])
def test_what_stays_while_scrolling_covers_no_focus(page, live_server, view, width):
    world.roadmap(12)
    fields = [make.field(name=f"Administration {number}") for number in range(8)]
    make.project(lead_field=fields[0], further_fields=fields[1:], statements=[make.statement()])
    page.set_viewport_size({"width": width, "height": 500})
    page.goto(f"{live_server.url}/roadmap/?ansicht={view}")
    page.locator("#project-list table a, .portal-schedule__rows a").last.focus()
    covered = []

    for _ in range(20):  # backwards, towards the sticky header and column
        page.keyboard.press("Shift+Tab")
        if not page.evaluate(OPEN_POINTS):
            covered.append(page.evaluate("document.activeElement.textContent"))

    assert covered == []
