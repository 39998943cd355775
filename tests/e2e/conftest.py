"""Pages in a real browser: every request that leaves the portal fails the test, and so does every script error."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

# Playwright keeps an event loop in the test's thread, and Django then refuses the database there. Nothing in the
# tests is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with what takes longest in one piece, so that no worker is left alone with it: the portal's first start."""
    items.sort(key=lambda item: item.path.name != "test_serve.py")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium instead of a download; without the services that would ask hosts of its maker."""
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium") or shutil.which("chromium-browser"),
        "args": [
            "--no-sandbox",  # as root Chromium starts only so; it sees nothing but our own pages
            "--disable-dev-shm-usage",  # /dev/shm is tiny in containers
            "--disable-gpu",
            "--disable-quic",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    still = {"reduced_motion": "reduce"}  # what scrolls smoothly is somewhere else a moment later
    return browser_context_args | {"locale": "de-DE", "timezone_id": "Europe/Berlin"} | still


@pytest.fixture
def context(context, live_server):
    """The browser's context, closed to all other hosts."""
    ours = urlsplit(live_server.url).netloc
    faults = []

    def look(request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != ours:
            faults.append(f"request to another host: {request.url}")

    context.set_default_timeout(10_000)  # milliseconds
    # Not a route, which would keep the browser from caching styles and scripts; it finds no other host in any case.
    context.on("request", look)
    context.on("weberror", lambda error: faults.append(f"script error: {error.error}"))
    context.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    yield context
    assert faults == []


def is_fault(message) -> bool:
    # A page that is asked for and not found is a test's own doing, and so are a form that is stale and to go on before
    # an answer has come; a blocked style or script is ours.
    own_doing = ("status of 404", "status of 409", "htmx:afterRequest", "htmx:sendAbort")  # htmx says both of one
    return message.type == "error" and not any(words in message.text for words in own_doing)


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture(scope="session")
def axe():
    return Axe()
