"""Writing in a real browser: what is typed is previewed, counted, and made into an address."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.e2e.admin.test_stale_saves import logged_in
from tests.e2e.faults import RULES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice(context, live_server):
    return logged_in(context, live_server, "alice")


def open_form(page, live_server, path: str) -> None:
    page.goto(f"{live_server.url}/verwaltung/{path}/")


def test_a_new_project_is_written_with_help(alice, live_server):
    open_form(alice, live_server, "roadmap/project/add")

    alice.locator("#id_title").press_sequentially("Größere Bücherei")
    expect(alice.locator("#id_slug")).to_have_value("groessere-buecherei")
    alice.locator("#id_slug").fill("buecherei")
    alice.locator("#id_title").press_sequentially(" für alle")
    expect(alice.locator("#id_slug")).to_have_value("buecherei")

    counter = alice.locator("#id_benefit_counter")
    expect(counter).to_have_text("noch 220 von 220 Zeichen")
    alice.locator("#id_benefit").fill("x" * 225)  # as pasted
    expect(counter).to_have_text("Zu lang: 5 Zeichen mehr als die erlaubten 220")
    expect(alice.locator("#id_benefit_counter + [role=status]")).to_have_text(re.compile("Zu lang: 5 Zeichen"))
    assert "id_benefit_counter" in alice.locator("#id_benefit").get_attribute("aria-describedby")
    alice.get_by_role("button", name="Sichern", exact=True).last.click()
    expect(alice.locator(".field-benefit .errorlist")).to_be_visible()
    expect(alice.locator("#id_benefit")).to_have_value("x" * 225)


def test_the_preview_follows_what_is_typed(alice, live_server):
    project = make.project(description="Alt.")
    open_form(alice, live_server, f"roadmap/project/{project.pk}/change")
    row = alice.locator(".field-description")
    summary, shown = row.locator("summary"), row.locator(".preview-text")

    summary.focus()
    alice.keyboard.press("Enter")
    expect(shown).to_have_text("Alt.")
    expect(row.get_by_role("status")).to_have_text("So sehen es die Leserinnen und Leser.")
    alice.locator("#id_description").fill("## Neu\n\n[Mehr](https://example.org/)")
    expect(shown.get_by_role("heading", level=3)).to_have_text("Neu")
    expect(shown.get_by_role("link", name="Mehr")).to_have_attribute("target", "_blank")

    # If the preview cannot be loaded, a message says so, and the last one stays.
    alice.route("**/markdown/", lambda route: route.fulfill(status=404))
    alice.locator("#id_description").fill("Neuer")
    expect(row.get_by_role("status")).to_have_text(re.compile("lässt sich gerade nicht laden"))
    expect(shown.get_by_role("heading", level=3)).to_have_text("Neu")
    expect(alice.locator("#id_description")).to_have_value("Neuer")
    alice.unroute("**/markdown/")
    alice.locator("#id_description").fill("")
    expect(row.get_by_role("status")).to_have_text("Hier steht noch kein Text.")


def test_rows_that_are_added_have_it_too(alice, live_server):
    edition = make.edition(published=False, status="draft")
    open_form(alice, live_server, f"strategy/edition/{edition.pk}/change")

    alice.locator("#focus_areas-group summary").first.click()
    alice.locator("#focus_areas-group .add-row a").click()
    alice.locator("#id_focus_areas-0-text").fill("**Fett**")
    row = alice.locator("#focus_areas-0 .field-text")
    row.locator("summary").click()

    expect(row.locator(".preview-text strong")).to_have_text("Fett")
    expect(alice.locator("#id_focus_areas-0-title_counter")).to_have_text("noch 200 von 200 Zeichen")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_everybody_can_read_it(alice, live_server, axe, width, scheme):
    alice.emulate_media(color_scheme=scheme)
    alice.set_viewport_size({"width": width, "height": 900})
    project = make.project(benefit="x" * 215, description="## Neu\n\n- eins")
    open_form(alice, live_server, f"roadmap/project/{project.pk}/change")
    alice.locator("#id_title").fill("x" * 130)
    alice.locator(".field-description summary").click()
    expect(alice.locator(".field-description .preview-text li")).to_have_text("eins")

    # Django's style sheets import others; axe would insert these as inline styles, which our security policy blocks.
    for part in (".field-title", ".field-benefit", ".field-description"):
        found = axe.run(alice, context=part, options=RULES | {"preload": False}).response
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"] + found["incomplete"]] == []
    assert alice.evaluate("document.documentElement.scrollWidth") == width
