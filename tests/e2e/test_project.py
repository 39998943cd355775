"""A project's page in a real browser: embedded in other websites, shared, printed, and read without script errors."""

import http.server
import threading

import pytest
from playwright.sync_api import expect

from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere():
    """Another website: a server with its own port, and so its own origin. Its page shows ``frames``."""

    class Page(http.server.BaseHTTPRequestHandler):
        frames: list[str] = []

        def do_GET(self):
            body = "".join(f'<iframe src="{address}" title="{address}"></iframe>' for address in self.frames)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Elsewhere</title>{body}".encode())

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        Page.address = f"http://127.0.0.1:{server.server_port}/"
        yield Page
        server.shutdown()
        thread.join()


@pytest.fixture
def stranger(browser, browser_context_args):
    """A browser that may visit other hosts; if the portal refuses to be framed, its console has an error."""
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(10_000)  # milliseconds
    yield context.new_page()
    context.close()


def frame_of(page, address: str):
    """Return the content of the frame for ``address``."""
    return page.frame_locator(f'iframe[title="{address}"]')


class TestFrames:
    def test_another_website_shows_what_is_meant_for_it_and_nothing_else(self, stranger, live_server, elsewhere):
        world.city()
        ours = live_server.url
        single, selection = f"{ours}/roadmap/project-1/einbetten/", f"{ours}/roadmap/einbetten/?status=running"
        page, start = f"{ours}/roadmap/project-1/", f"{ours}/"
        elsewhere.frames = [single, selection, page, start]
        refused = []
        stranger.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

        stranger.goto(elsewhere.address)

        expect(frame_of(stranger, single).get_by_role("heading", name="Project 1")).to_be_visible()
        expect(frame_of(stranger, selection).get_by_role("heading", name="Project 1")).to_be_visible()
        for address in (page, start):
            expect(frame_of(stranger, address).get_by_text("Stadt Musterstadt")).to_have_count(0)
        assert len([text for text in refused if "frame-ancestors 'none'" in text]) == 2
        assert stranger.context.cookies() == []

        frame_of(stranger, single).get_by_role("link", name="Project 1").click()
        stranger.wait_for_url(page)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_they_fit_into_280_pixels(self, page, live_server, scheme):
        world.city(2)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": 280, "height": 600})

        for address in ("/roadmap/project-1/einbetten/", "/roadmap/einbetten/", "/roadmap/einbetten/?q=nothing"):
            page.goto(f"{live_server.url}{address}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 280, address


class TestPassingOn:
    def test_copies_the_address_and_says_so(self, page, live_server):
        world.city()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{live_server.url}/roadmap/project-1/")

        page.get_by_role("button", name="Adresse kopieren").press("Enter")

        expect(page.get_by_role("button", name="Adresse kopiert")).to_be_focused()
        expect(page.locator("#announcement")).to_have_text("Adresse kopiert")
        assert page.evaluate("navigator.clipboard.readText()") == "http://testserver/roadmap/project-1/"

    def test_copies_the_lines_to_embed(self, page, live_server):
        world.city()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{live_server.url}/roadmap/project-1/")
        page.get_by_text("Auf einer anderen Internetseite einbinden").click()

        page.get_by_role("button", name="Zeilen kopieren").click()

        expect(page.locator("#announcement")).to_have_text("Zeilen kopiert")
        assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Zeilen zum Kopieren").input_value()

    def test_prints_from_the_page(self, page, live_server):
        world.city()
        page.goto(f"{live_server.url}/roadmap/project-1/")
        page.evaluate("window.print = () => { window.printed = true }")

        page.get_by_role("button", name="Drucken").click()

        assert page.evaluate("window.printed") is True

    def test_without_a_script_the_address_can_be_read_and_nothing_pretends_to_work(
        self, browser, browser_context_args, live_server
    ):
        world.city()
        context = browser.new_context(**browser_context_args, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/roadmap/project-1/")

        expect(page.get_by_label("Adresse dieser Seite")).to_have_value("http://testserver/roadmap/project-1/")
        assert page.locator("main button:visible").count() == 0
        context.close()


def test_on_paper_there_is_the_project_and_no_menu(page, live_server):
    world.city()
    project = world.Project.objects.get(number=1)
    for number in range(1, 8):
        world.make.update(project=project, text=f"News {number}.")
    page.goto(f"{live_server.url}/roadmap/project-1/")
    page.emulate_media(media="print")

    for shown in ("A supplier is late.", "News 1.", "http://testserver/roadmap/project-1/", "DB-2026/01"):
        expect(page.get_by_text(shown).locator("visible=true").first).to_be_visible()
    assert page.locator("nav:visible, button:visible, input:visible, textarea:visible").count() == 0
