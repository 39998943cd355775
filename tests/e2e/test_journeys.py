"""What readers come to the portal for, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests import make, world

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_project_in_two_taps_on_a_phone_and_no_cookie(page, live_server):
    world.city()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url)

    page.get_by_role("link", name="In Umsetzung").click()
    page.locator("#project-list .portal-card__link").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Project 1")
    expect(page.get_by_text("Begründung:").first).to_be_visible()
    assert page.context.cookies() == []


def test_the_menu_on_a_phone_opens_by_keyboard_and_closes_by_escape(page, live_server):
    world.city()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url)
    menu = page.locator(".portal-menu")

    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Roadmap")).to_be_visible()
    page.keyboard.press("Escape")

    expect(menu.get_by_role("link", name="Roadmap")).not_to_be_visible()


def test_the_first_tab_leads_past_the_menu(page, live_server):
    world.city()
    page.goto(f"{live_server.url}/roadmap/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_language_stays_in_the_address(page, live_server):
    world.city()
    page.goto(f"{live_server.url}/roadmap/?status=running")

    page.get_by_role("link", name="EN", exact=True).click()
    assert page.url == f"{live_server.url}/en/roadmap/?status=running"
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#project-list .portal-card__link").first.click()

    assert page.url == f"{live_server.url}/en/roadmap/project-1/"
    assert page.context.cookies() == []


def test_an_editor_publishes_an_update(page, live_server):
    world.city()
    make.superuser(username="alice")
    update = make.update(
        project=world.Project.objects.get(number=1), state="draft", text="Finished.", status="completed"
    )
    page.goto(f"{live_server.url}/verwaltung/roadmap/projectupdate/{update.pk}/change/")
    page.get_by_label("Benutzername").fill("alice")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()

    page.get_by_role("button", name="Statusmeldung veröffentlichen").first.click()  # another is at the end
    page.goto(f"{live_server.url}/roadmap/project-1/")

    expect(page.locator("main")).to_contain_text("Finished.")
    expect(page.locator(".portal-heading .portal-badge").first).to_contain_text("Abgeschlossen")
