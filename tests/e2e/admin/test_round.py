"""A whole reporting round, from its opening to its result: each person in a browser of their own, all in German."""

import datetime
import re

import pytest
from django.core import mail
from django.utils import formats, timezone
from playwright.sync_api import Locator, Page, expect

from tests import make
from tests.e2e.conftest import is_fault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(db) -> dict:
    roles = {"paula": "publisher", "erika": "editor", "olga": "officer", "bodo": "officer"}
    return {
        name: make.member(role, username=name, first_name=name.capitalize(), email=f"{name}@stadt.example")
        for name, role in roles.items()
    }


@pytest.fixture
def projects(staff) -> None:
    """Two public projects of Olga's unit, one of Bodo's, and one of a unit without an address, which never reports."""
    make.municipality(name="Musterstadt", contact_unit="Digitalteam", contact_email="digital@stadt.example")
    planning = make.department(number="61", name="Stadtplanung", officers=[staff["olga"]])
    building = make.department(number="66", name="Tiefbau", officers=[staff["bodo"]])
    nature = make.department(number="70", name="Umweltamt")
    running = {"status": "running", "schedule": "on_track"}
    counting = make.project(number=1, title="Radwege zählen", slug="radwege", lead_department=planning, **running)
    make.milestone(project=counting, title="Alle Zählstellen stehen", due=datetime.date(2026, 6, 30))
    make.project(number=2, title="Freies WLAN", slug="wlan", lead_department=planning, **running)
    make.project(number=3, title="Bus auf Abruf", slug="bus", lead_department=building, status="planned")
    make.project(number=4, title="Baumkataster", slug="baeume", lead_department=nature, **running)


@pytest.fixture
def enter(browser, browser_context_args, live_server, projects):
    """Return a function that logs somebody in, in a browser of their own; a script error fails the test."""
    contexts, faults = [], []

    def open_browser() -> Page:
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        context.set_default_timeout(10_000)  # milliseconds
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
        return context.new_page()

    def log_in(name: str) -> Page:
        page = open_browser()
        page.goto(f"{live_server.url}/verwaltung/")
        page.get_by_label("Benutzername").fill(name)
        page.get_by_label("Passwort").fill(make.PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Handlungsbedarf")
        return page

    yield lambda name="": log_in(name) if name else open_browser()
    for context in contexts:
        context.close()
    assert faults == []


def spelt(day: datetime.date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def words(locator) -> str:
    """Return the visible text, with single spaces."""
    return re.sub(r"\s+", " ", locator.inner_text()).strip()


def read(locator: Locator, lines: list[str]) -> None:
    """Wait until the visible text of ``locator`` is ``lines``."""
    expect(locator).to_have_text(lines, use_inner_text=True, timeout=10_000)


def rows(page: Page, table: str) -> Locator:
    return page.get_by_role("table", name=table).locator("tbody tr")


def card(page: Page, project: str) -> Locator:
    """Return the entry of ``project`` on an officer's own page."""
    return page.locator(".own-projects > li").filter(has=page.get_by_role("heading", name=project))


def start(page: Page) -> Page:
    page.get_by_role("link", name="Startseite").click()
    return page


def public(page: Page, base: str) -> dict[str, object]:
    """Return what the public sees of the projects: on the page of one, in the search and in the feed."""
    page.goto(f"{base}/roadmap/radwege/")
    milestones = page.locator("section").filter(has=page.locator("#milestones")).locator("ol")
    found = {"state": words(page.locator(".portal-heading__details")), "milestones": words(milestones)}
    page.goto(f"{base}/suche/?q=Bus")
    found["search"] = words(page.locator(".portal-hits > li"))
    found["feed"] = re.findall("<entry><title>(.*?)</title>", page.request.get(f"{base}/aktuelles.atom").text())
    return found


def test_a_round(enter, live_server):
    today = timezone.localdate()
    deadline = today + datetime.timedelta(weeks=3)
    reader, base = enter(), live_server.url
    before = public(reader, base)
    assert before == {
        "state": "Status: In Umsetzung Zeitplan: Im Zeitplan",
        "milestones": "30. Juni 2026 offen Alle Zählstellen stehen Der Termin ist verstrichen.",
        "search": "Bus auf Abruf Status: In Planung Saves a walk to the town hall. Tiefbau · Added to the roadmap.",
        "feed": [
            "Baumkataster: neu in der Roadmap (In Umsetzung)",
            "Bus auf Abruf: neu in der Roadmap (In Planung)",
            "Freies WLAN: neu in der Roadmap (In Umsetzung)",
            "Radwege zählen: neu in der Roadmap (In Umsetzung)",
        ],
    }

    # Paula opens the round: one line to fill in, and every unit that can be reached has its list.
    paula = enter("paula")
    paula.get_by_role("row", name="Meldungsrunden").get_by_role("link", name="Hinzufügen").click()
    paula.get_by_label("Titel").fill("Herbst")
    paula.get_by_role("button", name="Meldungsrunde eröffnen und E-Mails senden").click()
    messages = [
        "Die Meldungsrunde „Herbst“ ist eröffnet.",
        "2 Stellen wurden angeschrieben.",
        "Diese Stellen haben keine E-Mail-Adresse und wurden nicht angeschrieben: Umweltamt.",
    ]
    read(paula.locator(".messagelist li"), messages)
    assert [(message.to, message.subject, projects_in(message)) for message in mail.outbox] == [
        (["olga@stadt.example"], subject(deadline), ["Freies WLAN", "Radwege zählen"]),
        (["bodo@stadt.example"], subject(deadline), ["Bus auf Abruf"]),
    ]
    expect(paula.get_by_role("progressbar")).to_have_js_property("value", 0)

    # Olga drafts an update of her first project.
    olga = enter("olga")
    lines = [f"Meldungsrunde bis zum {spelt(deadline)}: Ihre Projekte, zu denen noch eine Meldung fehlt 2"]
    read(rows(olga, "Zu erledigen"), lines)
    olga.get_by_role("link", name="Meldungsrunde bis zum").click()
    card(olga, "Radwege zählen").get_by_role("link", name="Meldung schreiben").click()
    olga.get_by_label("Text:").fill("Zählstellen stehen.")
    olga.get_by_label("Neuer Zeitplan").select_option("Verzögert")
    olga.get_by_label("Begründung zu Status oder Zeitplan").fill("Der Hersteller liefert später.")
    olga.get_by_role("textbox", name="Neuer Termin").fill("30.09.2027")
    olga.get_by_role("button", name="Sichern", exact=True).click()
    expect(olga.get_by_role("heading", level=1)).to_have_text("Meine Projekte")

    # Erika, the editor, corrects that draft while Olga goes on writing.
    olga.get_by_role("link", name="Meldung vom").click()
    expect(olga.get_by_label("Text:")).to_have_value("Zählstellen stehen.")
    erika = enter("erika")
    erika.get_by_role("link", name="Statusmeldungen im Entwurf").click()
    erika.get_by_role("link", name="Radwege zählen").click()
    erika.get_by_label("Text:").fill("Die ersten Zählstellen stehen.")
    erika.get_by_role("button", name="Sichern", exact=True).click()
    expect(erika.get_by_text("erfolgreich geändert")).to_be_visible()
    olga.get_by_label("Text:").fill("Vier Zählstellen stehen.")
    olga.get_by_role("button", name="Sichern und zur Veröffentlichung einreichen").last.click()

    # Nothing is saved; Olga reads both versions, keeps her own text and submits it.
    expect(olga.get_by_role("heading", level=1)).to_have_text("Der Eintrag wurde inzwischen geändert")
    versions = [
        "Als Sie begonnen haben Zählstellen stehen.",
        "Die gespeicherte Version behalten Die ersten Zählstellen stehen.",
        "Meine Version übernehmen",
    ]
    read(olga.get_by_role("group", name="Text").locator(".stale-version"), versions)
    expect(olga.get_by_role("group", name="Text").get_by_role("textbox")).to_have_value("Vier Zählstellen stehen.")
    olga.get_by_role("button", name="Auswahl sichern").click()
    olga.get_by_role("button", name="Sichern und zur Veröffentlichung einreichen").last.click()

    # The other project is confirmed with one click.
    expect(olga.get_by_role("progressbar")).to_have_js_property("value", 1)
    card(olga, "Freies WLAN").get_by_role("button", name="Unverändert bestätigen").click()
    expect(olga.get_by_text("Für 2 von 2 Projekten liegt eine Meldung vor.")).to_be_visible()

    bodo = enter("bodo")
    bodo.get_by_role("link", name="Meldungsrunde bis zum").click()
    card(bodo, "Bus auf Abruf").get_by_role("link", name="Meldung schreiben").click()
    bodo.get_by_label("Text:").fill("Der Bus fährt.")
    bodo.get_by_label("Neuer Status").select_option("In Umsetzung")
    bodo.get_by_role("button", name="Sichern und zur Veröffentlichung einreichen").last.click()
    expect(bodo.get_by_text("Für 1 von 1 Projekt liegt eine Meldung vor.")).to_be_visible()
    assert public(reader, base) == before

    # Paula sees the progress of the round, reads the differences, and publishes everything at once.
    start(paula)
    lines = [
        f"Meldungsrunde bis zum {spelt(deadline)}: Meldungen zu 3 von 4 Projekten; es fehlen 1",
        "Statusmeldungen, die zur Veröffentlichung eingereicht sind 3",
    ]
    read(rows(paula, "Zu erledigen").and_(paula.locator("tr:nth-child(-n + 2)")), lines)
    paula.get_by_role("link", name="Meldungsrunde bis zum").click()
    expect(paula.get_by_role("progressbar")).to_have_js_property("value", 3)
    lines = [
        f"Stadtplanung 2 1 1 0 {spelt(today)}",
        f"Tiefbau 1 1 0 0 {spelt(today)}",
        "Umweltamt 1 0 0 1 ohne Adresse : Umweltamt",
    ]
    read(rows(paula, "Die Runde nach Stellen"), lines)
    paula.get_by_role("link", name="Statusmeldungen prüfen und veröffentlichen").click()
    lines = [
        "Zeitplan Im Zeitplan Verzögert",
        "Begründung zu Status oder Zeitplan – Der Hersteller liefert später.",
        f"Bestätigt am 15. Januar 2026 {spelt(today)}",
        "Meilenstein „Alle Zählstellen stehen“: fällig 30. Juni 2026 30. September 2027",
    ]
    read(rows(paula, "Was sich für „Radwege zählen“ ändert"), lines)
    lines = [f"Freies WLAN Olga, Stadtplanung 15. Januar 2026 {spelt(today)}"]
    read(rows(paula, "Unverändert bestätigt"), lines)
    paula.get_by_role("button", name="Angekreuzte veröffentlichen").click()
    expect(paula.get_by_text("3 Statusmeldungen sind jetzt öffentlich.")).to_be_visible()

    assert public(reader, base) == {
        "state": "Status: In Umsetzung Zeitplan: Verzögert",
        "milestones": "30. September 2027 offen Alle Zählstellen stehen",
        "search": "Bus auf Abruf Status: In Umsetzung Saves a walk to the town hall. "
        "Tiefbau · Der Bus fährt. Added to the roadmap.",
        "feed": [
            "Bus auf Abruf: jetzt In Umsetzung (vorher: In Planung)",
            "Radwege zählen: jetzt Verzögert (vorher: Im Zeitplan)",
            *before["feed"],
        ],
    }

    # The round is over; the public page of changes shows its result as a period.
    start(paula).get_by_role("row", name="Meldungsrunden").get_by_role("link", name="Meldungsrunden").click()
    paula.get_by_role("link", name="Herbst").click()
    paula.get_by_role("link", name="Runde beenden …").click()
    paula.get_by_role("button", name="Runde beenden").click()
    expect(paula.get_by_role("heading", name="Ergebnis der Runde")).to_be_visible()
    expect(paula.get_by_role("progressbar")).to_have_js_property("value", 3)
    paula.get_by_role("link", name="Öffentliche Seite").click()
    result = (
        f"Zwischen dem {spelt(today - datetime.timedelta(1))} und dem {spelt(today)}: "
        "1 Projekt mit neuem Status, 1 Projekt neu verzögert."
    )
    expect(paula.get_by_text(result)).to_be_visible()


def subject(deadline: datetime.date) -> str:
    return f"Meldungsrunde „Herbst“: Bitte melden Sie bis zum {spelt(deadline)}"


def projects_in(message) -> list[str]:
    return re.findall("^- (.*)$", message.body, re.MULTILINE)
