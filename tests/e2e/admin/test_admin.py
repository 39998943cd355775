"""Editing in a real browser: things that need one, such as pressing Enter or adding a row."""

import pytest
from playwright.sync_api import expect

from roadmap.models import Project
from tests import make
from tests.e2e.faults import faults_on_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin(page, live_server):
    """The browser, with Alice logged in to the administration."""
    make.superuser(username="alice")
    page.goto(f"{live_server.url}/en/verwaltung/")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Nothing is waiting for you")).to_be_visible()
    return page


def test_enter_saves_and_never_publishes(admin, live_server):
    project = make.project(published=False)
    admin.goto(f"{live_server.url}/en/verwaltung/roadmap/project/{project.pk}/change/")

    admin.locator("#id_title").fill("Typed")
    admin.locator("#id_title").press("Enter")

    expect(admin.get_by_text("was changed successfully")).to_be_visible()
    project.refresh_from_db()
    assert (project.title, project.is_public) == ("Typed", False)


def test_a_new_project_gets_its_address_and_is_published(admin, live_server):
    make.project(number=7)
    admin.goto(f"{live_server.url}/en/verwaltung/roadmap/project/add/")

    expect(admin.locator("#id_number")).to_have_value("8")
    admin.locator("#id_title").press_sequentially("Mängel und Größe")
    expect(admin.locator("#id_slug")).to_have_value("maengel-und-groesse")
    admin.locator("#id_benefit").fill("Quicker repairs.")
    admin.get_by_role("button", name="Save and publish").click()

    expect(admin.get_by_text("“Mängel und Größe” is public now.")).to_be_visible()
    assert Project.objects.public().get(number=8).slug == "maengel-und-groesse"


def test_an_update_is_written_beside_the_project_and_published(admin, live_server):
    project = make.project(status="planned")
    department = make.department(name="Library")
    admin.goto(f"{live_server.url}/en/verwaltung/roadmap/project/{project.pk}/change/")

    admin.get_by_role("link", name="Write an update").click()
    admin.get_by_text("Add another New update").click()
    admin.locator("#id_updates-0-text").fill("Work has begun.")
    admin.locator("#id_updates-0-status").select_option("running")
    admin.locator(".field-lead_department .select2-selection").click()
    admin.get_by_role("searchbox").last.fill("libr")
    admin.get_by_role("option", name="Library").click()
    admin.get_by_role("button", name="Save and publish new updates").click()

    expect(admin.get_by_text("is up to date.")).to_be_visible()
    project.refresh_from_db()
    assert (project.status, project.lead_department) == ("running", department)


def test_a_draft_is_looked_at_before_it_is_published(admin, live_server, axe):
    make.municipality(is_example=True)
    draft = make.project(published=False, title="Before")
    make.update(project=draft, state="draft")
    admin.goto(f"{live_server.url}/en/verwaltung/roadmap/project/{draft.pk}/change/")
    admin.locator("#id_title").fill("After")

    admin.get_by_role("button", name="Save and preview").click()
    expect(admin.get_by_role("heading", name="After", level=1)).to_be_visible()
    expect(admin.get_by_role("complementary", name="Preview")).to_contain_text("Preview – not public yet")
    for scheme, width in (("light", 320), ("dark", 1280)):
        admin.emulate_media(color_scheme=scheme)
        admin.set_viewport_size({"width": width, "height": 900})
        assert faults_on_page(admin, axe) == []

    admin.get_by_role("link", name="Back to editing").click()
    expect(admin.locator("#id_title")).to_have_value("After")
    assert not Project.objects.public().exists()
