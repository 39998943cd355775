"""`make run` after the installation, with the settings and server of production, started twice on the same data; and
`make dev` once, with Django's server."""

import contextlib
import re
import sqlite3
import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from tests.harness.server import portal


def printed(label: str, text: str) -> str:
    return re.search(rf"^  {label} +(\S+)", text, re.MULTILINE)[1]


def can_log_in(address: str, password: str) -> bool:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    login = f"{address}/verwaltung/login/?next=/verwaltung/"
    page = browser.open(login).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"csrfmiddlewaretoken": token, "username": "demo", "password": password, "next": "/verwaltung/"}
    return browser.open(login, urlencode(form).encode()).url == f"{address}/verwaltung/"


def sent(address: str) -> tuple[int, str]:
    """Return how many bytes the server sends to a client that accepts only gzip, and their encoding."""
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:
        return len(answer.read()), answer.headers["Content-Encoding"] or "as it is"


def first_load(address: str, path: str) -> dict[str, tuple[int, str]]:
    """Return size and encoding of the page at ``path`` and of all files it loads, without fonts."""
    with urlopen(address + path) as answer:
        head = answer.read().decode().partition("</head>")[0]
    return {
        url: sent(address + url)
        for url in [path, *re.findall(r'<(?:link rel="(?:stylesheet|icon)" href|script src)="([^"]*)"', head)]
    }


def is_published_by_the_clock(page: str) -> bool:
    """Wait for what was due when the server started; it publishes that at once, not after a minute."""
    end = time.monotonic() + 20  # seconds, generous: other tests run on the two cores
    while time.monotonic() < end:
        with contextlib.suppress(HTTPError), urlopen(page) as answer:
            return answer.status == 200
        time.sleep(0.2)
    return False


def test_a_city_is_served_and_further_starts_keep_what_was_edited(tmp_path):
    data = tmp_path / "telgte"
    with portal(data) as (address, said):
        first = printed("Password", said)
        assert printed("Portal", said) == f"{address}/"
        assert can_log_in(address, first)
        with urlopen(f"{address}/") as answer:
            page = answer.read().decode()
            assert "Telgte" in page
            assert answer.headers["Set-Cookie"] is None
        style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
        assert re.search(r"\.[0-9a-f]{12}\.css$", style)
        with urlopen(address + style) as answer:
            assert "immutable" in answer.headers["Cache-Control"]
        load = first_load(address, "/roadmap/")
        assert {url.rpartition(".")[2] for url in load} == {"/roadmap/", "css", "js", "svg"}
        assert {encoding for size, encoding in load.values() if size > 500} == {"gzip"}
        assert sum(size for size, _encoding in load.values()) < 60_000
        assert sent(f"{address}/verwaltung/login/")[1] == "as it is"
        with urlopen(f"{address}/suche/?q={'x' * 8000}") as answer:
            assert "Der Suchbegriff ist zu lang" in answer.read().decode()
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}/gibt-es-nicht/")

    with sqlite3.connect(data / "portal.sqlite3") as database:
        database.execute("UPDATE publishing_municipality SET claim = 'Von Hand geschrieben'")
        (slug,) = database.execute("SELECT slug FROM roadmap_project WHERE visibility = 'published'").fetchone()
        planned = "visibility = 'draft', published_at = NULL, publish_at = '2026-01-01 07:00:00'"
        database.execute(f"UPDATE roadmap_project SET {planned} WHERE slug = ?", (slug,))  # noqa: S608 - our own words
    database.close()

    started = time.monotonic()
    with portal(data) as (address, said):
        assert time.monotonic() - started < 20  # seconds, generous: other tests run on the two cores
        assert printed("Password", said) != first
        assert not can_log_in(address, first)
        with urlopen(f"{address}/") as answer:
            assert "Von Hand geschrieben" in answer.read().decode()
        assert is_published_by_the_clock(f"{address}/roadmap/{slug}/")

    with portal(data, dev=True) as (address, said):
        assert can_log_in(address, printed("Password", said))
        with urlopen(f"{address}/") as answer:
            page = answer.read().decode()
        assert "Von Hand geschrieben" in page
        assert 'href="/static/build/portal.css"' in page
        with urlopen(f"{address}/static/build/portal.css") as answer:
            assert answer.headers["Cache-Control"] == "max-age=0, public"
