"""Pages in a real browser: every request that leaves the portal fails the test, and so does every script error."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

# Playwright runs an event loop in the test's thread, and Django refuses to use the database in such a thread. The tests
# themselves are not asynchronous, so it is safe.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the longest test, the portal's first start, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.path.name != "test_serve.py")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use Debian's Chromium instead of a download, and switch off services that would contact its maker's hosts."""
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium") or shutil.which("chromium-browser"),
        "args": [
            "--no-sandbox",  # needed when running as root; it only loads our own pages
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
    still = {"reduced_motion": "reduce"}  # smooth scrolling would move things during a test
    return browser_context_args | {"locale": "de-DE", "timezone_id": "Europe/Berlin"} | still


@pytest.fixture
def context(context, live_server):
    """The browser's context; any request to another host and any script error fails the test."""
    ours = urlsplit(live_server.url).netloc
    faults = []

    def look(request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != ours:
            faults.append(f"request to another host: {request.url}")

    context.set_default_timeout(10_000)  # milliseconds
    # Not a Playwright route: that would disable the browser's cache. Other hosts cannot be resolved in any case.
    context.on("request", look)
    context.on("weberror", lambda error: faults.append(f"script error: {error.error}"))
    context.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    yield context
    assert faults == []


def is_fault(message) -> bool:
    # Tests cause these on purpose: asking for a missing page, sending a stale form, moving on before a response has
    # come. Any other error, such as a blocked style or script, is a fault of the portal.
    own_doing = ("status of 404", "status of 409", "htmx:afterRequest", "htmx:sendAbort")  # htmx logs both
    return message.type == "error" and not any(words in message.text for words in own_doing)


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture(scope="session")
def axe():
    return Axe()
