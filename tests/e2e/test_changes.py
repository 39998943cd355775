"""The page of changes in a browser."""

import pytest

from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def test_other_days_and_a_project_without_a_new_page(page, live_server):
    world.city(2)
    page.goto(f"{live_server.url}/roadmap/aenderungen/")

    page.fill("[name=von]", "2024-01-01")
    page.select_option("[name=projekt]", "project-1")
    page.get_by_role("button", name="Änderungen zeigen").click()

    page.get_by_role("heading", name="Neu in der Roadmap (1)").wait_for()
    assert page.url.startswith(f"{live_server.url}/roadmap/aenderungen/?von=2024-01-01&bis=")
    assert page.url.endswith("&projekt=project-1")
    assert page.text_content("#announcement").startswith("Zwischen dem 1. Januar 2024 und dem ")
    assert page.get_by_role("link", name="Änderungen abonnieren").get_attribute("href") == (
        "/roadmap/project-1/aktuelles.atom"
    )
