"""Two people edit one project, each in their own browser; nothing that they write is lost."""

import pytest
from playwright.sync_api import expect

from roadmap.models import Project
from tests import make
from tests.e2e.faults import RULES

pytestmark = pytest.mark.django_db(transaction=True)


def logged_in(context, live_server, name: str):
    """Return a page of ``context`` where somebody called ``name`` edits; in German."""
    make.superuser(username=name)
    page = context.new_page()
    page.goto(f"{live_server.url}/verwaltung/")
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("link", name="Abmelden").or_(page.get_by_role("button", name="Abmelden"))).to_be_visible()
    return page


@pytest.fixture
def alice(context, live_server):
    return logged_in(context, live_server, "alice")


@pytest.fixture
def bob(browser, browser_context_args, live_server):
    context = browser.new_context(**browser_context_args)
    yield logged_in(context, live_server, "bob")
    context.close()


def edit(page, live_server, project) -> None:
    page.goto(f"{live_server.url}/verwaltung/roadmap/project/{project.pk}/change/")


def save(page) -> None:
    page.get_by_role("button", name="Sichern", exact=True).last.click()


def test_the_second_compares_and_chooses(alice, bob, live_server):
    project = make.project(title="Radwege", benefit="Sicher.", description="Alt.", next_steps="")
    make.milestone(project=project, title="Baubeginn")
    edit(alice, live_server, project)
    edit(bob, live_server, project)
    bob.locator("#id_title").fill("Radwege und Gehwege")
    bob.locator("#id_benefit").fill("Sicher zur Schule.")
    bob.locator("#id_milestones-0-title").fill("Spatenstich")
    save(bob)
    expect(bob.get_by_text("erfolgreich geändert")).to_be_visible()

    alice.locator("#id_title").fill("Neue Radwege")
    alice.locator("#id_benefit").fill("Schneller zur Arbeit.")
    alice.locator("#id_description").fill("Eine Stunde Arbeit.")
    alice.get_by_text("Weiteren Meilenstein hinzufügen").or_(alice.get_by_text("Meilenstein hinzufügen")).last.click()
    alice.locator("#id_milestones-1-title").fill("Einweihung")
    save(alice)

    expect(alice.get_by_role("heading", level=1)).to_have_text("Der Eintrag wurde inzwischen geändert")
    expect(alice.get_by_text("Zuletzt geändert von bob:").first).to_be_visible()
    project.refresh_from_db()
    assert (project.title, project.description) == ("Radwege und Gehwege", "Alt.")
    title = alice.get_by_role("group", name="Titel")
    expect(title).to_contain_text("Radwege und Gehwege")
    expect(title.get_by_role("textbox")).to_have_value("Neue Radwege")
    benefit = alice.get_by_role("group", name="Nutzen in einem Satz")
    expect(benefit.get_by_role("textbox")).to_have_value("Schneller zur Arbeit.")
    milestone = alice.get_by_role("group", name="Ergebnis")
    expect(milestone.get_by_label("Die gespeicherte Version behalten")).to_be_checked()

    title.get_by_label("Die gespeicherte Version behalten").check()
    benefit.get_by_role("textbox").fill("Sicher zur Schule, schneller zur Arbeit.")
    alice.get_by_role("button", name="Auswahl sichern").click()

    expect(alice.get_by_text("erfolgreich geändert")).to_be_visible()
    project.refresh_from_db()
    assert (project.title, project.benefit, project.description) == (
        "Radwege und Gehwege",
        "Sicher zur Schule, schneller zur Arbeit.",
        "Eine Stunde Arbeit.",
    )
    assert sorted(row.title for row in project.milestones.all()) == ["Einweihung", "Spatenstich"]


@pytest.mark.parametrize("width", [390, 1280])
def test_both_versions_can_be_read_by_everybody(alice, live_server, axe, width):
    alice.set_viewport_size({"width": width, "height": 900})
    project = make.project(title="Radwege", description="Alt.")
    make.milestone(project=project, title="Baubeginn")
    edit(alice, live_server, project)
    Project.objects.filter(pk=project.pk).update(title="Gehwege", description="Neu.", horizon="next")
    project.milestones.update(title="Spatenstich")

    alice.locator("#id_title").fill("Meine Radwege")
    alice.locator("#id_next_steps").fill("Ausschreibung.")
    alice.locator("#id_milestones-0-DELETE").check()
    save(alice)
    expect(alice.get_by_role("heading", level=1)).to_have_text("Der Eintrag wurde inzwischen geändert")

    # Django's style sheets import others; axe would insert these as inline styles, which our security policy blocks.
    for scheme in ("light", "dark"):
        alice.emulate_media(color_scheme=scheme)
        alice.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")  # links fade in
        found = axe.run(alice, context="#content", options=RULES | {"preload": False}).response
        assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"] + found["incomplete"]] == []
    assert alice.evaluate("document.documentElement.scrollWidth") == width
    # Side by side on a wide screen, one below the other on a phone.
    stored, own = (
        alice.get_by_role("group", name="Titel").locator(".stale-version").nth(number).bounding_box()
        for number in (1, 2)
    )
    assert (stored["y"] == own["y"]) == (width == 1280)


def test_the_keyboard_is_enough(alice, live_server):
    project = make.project(title="Radwege")
    edit(alice, live_server, project)
    Project.objects.filter(pk=project.pk).update(title="Gehwege")
    alice.locator("#id_title").fill("Meine Radwege")
    alice.locator("#id_title").press("Enter")

    group = alice.get_by_role("group", name="Titel")
    group.get_by_label("Meine Version übernehmen").focus()
    alice.keyboard.press("ArrowUp")
    expect(group.get_by_label("Die gespeicherte Version behalten")).to_be_checked()
    alice.keyboard.press("ArrowDown")
    alice.keyboard.press("Tab")
    alice.keyboard.press("End")
    alice.keyboard.type(" im Norden")
    alice.keyboard.press("Enter")

    expect(alice.get_by_text("erfolgreich geändert")).to_be_visible()
    project.refresh_from_db()
    assert project.title == "Meine Radwege im Norden"
