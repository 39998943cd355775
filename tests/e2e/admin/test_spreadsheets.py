"""Importing a spreadsheet in the browser: choose, be refused, correct, preview, import. No script is needed."""

import pytest
from playwright.sync_api import expect

from roadmap.models import Department
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

HEADINGS = "Nummer;Name;Webadresse"


def send(page, *lines: str) -> None:
    content = "\r\n".join([HEADINGS, *lines]).encode()
    page.get_by_label("Datei").set_input_files({"name": "aemter.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Hochladen und prüfen").click()


def sticks_out(page) -> bool:
    page.wait_for_load_state()  # including the style sheets
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_table_is_imported(page, live_server, width):
    make.superuser(username="alice")
    make.department(slug="bau", name="Bauen")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/verwaltung/roadmap/department/")
    page.get_by_label("Benutzername").fill("alice")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()

    page.get_by_role("link", name="Importieren").click()
    assert not sticks_out(page)
    send(page, "1;;bau")
    expect(page.get_by_text("Zeile 2, Spalte „Name“: Diese Zelle darf nicht leer sein.")).to_be_visible()
    assert not sticks_out(page)

    send(page, "1;Bauen und Wohnen;bau", *(f"{number};Amt {number};amt-{number}" for number in range(250)))
    expect(page.get_by_text("250 neue Einträge")).to_be_visible()
    assert not sticks_out(page)
    page.get_by_role("button", name="Importieren").click()

    expect(page.get_by_text("Die Datei wurde importiert: 250 neue Einträge, 1 geänderter Eintrag.")).to_be_visible()
    assert not sticks_out(page)
    assert Department.objects.count() == 251
