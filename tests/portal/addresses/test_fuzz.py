"""Random requests to every public address: whatever the address contains, the response is a page or "not found".

The seed is fixed, so the requests are the same in every run and on both databases. Any error in a view fails the test.
"""

import random
import re
from urllib.parse import quote, quote_plus

import pytest
from django.urls import URLPattern, get_resolver

from tests import make, world

REQUESTS, REQUESTS_WITH_PARAMETERS = 3, 20  # per address; the second for those that read parameters
WITH_PARAMETERS = {
    "/roadmap/",
    "/roadmap/aenderungen/",
    "/roadmap/aenderungen.csv",
    "/roadmap/einbetten/",
    "/suche/",
    "/suche/vorschlaege/",
}
# Route -> a value of its parameter that exists.
KNOWN = {
    "/fassungen/": "1",
    "/digitalbeirat/": "1",
    "/handlungsfelder/": "field-1",
    "/vision/": "statement-1",
    "/roadmap/zahlen/": "status",
    "/roadmap/": "project-1",
}
PARAMETERS = [
    *("q", "feld", "these", "status", "zeitplan", "prioritaet", "horizont", "amt", "mitmachen", "seit", "sortierung"),
    *("ansicht", "seite", "von", "bis", "projekt", "art"),
]
SENSIBLE = [
    *("project", "project-1", "field-1", "field-2", "statement-1", "running", "completed", "delayed", "high", "none"),
    *("short", "1", "2", "liste", "tafel", "zeitstrahl", "matrix", "titel", "ende", "aenderung", "projekt"),
    *("2025-01-01", "2026-11-21"),
]
SCRIPT = '"><script>alert(1)</script>'
HOSTILE = [
    *("\x00", "a\x00b", "\ud7ff", "😀", "ß" * 300, "x" * 10_000, "%", "_", "\\", "'", ";", "\n", "\t", " ", "", SCRIPT),
    *("0", "-1", "1.5", "1e9", "٣", "²", "9" * 400, str(2**31), str(2**63), "NaN", "None", "true", "[]", "{{ 7*7 }}"),
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2025-02-30", "2025-13-01", "-2025-01-01", "31.12.9999"),
    *("1.1.1", "2025-W01", "20250101", "2026-11-21T00:00", "today", "../../etc/passwd", "http://example.org/", "{}"),
]
RAW = [
    "%ff=%ff",
    "&&&",
    "=",
    "q",
    "%00=%00",
    "q[]=1",
    "q=%C3%28",
    "seite=%2B1",
    "a=1;b=2",
    "q=" + "%20" * 500,
    "?",
    "q=%ED%A0%80",
]


def public_routes() -> list[str]:
    """Return every route except those of the administration, with placeholders: "/roadmap/{slug}/"."""
    found = []
    for pattern in get_resolver().url_patterns:
        inner = [pattern] if isinstance(pattern, URLPattern) else pattern.url_patterns
        found += [str(entry.pattern) for entry in inner if isinstance(entry, URLPattern)]
    return sorted("/" + route.replace("<slug:", "{").replace("<int:", "{").replace(">", "}") for route in found)


def address(chance: random.Random, route: str, *, is_known: bool) -> str:
    """Return an address for ``route``, sometimes in English, with an existing or a random value of its parameter."""
    known = next((value for start, value in KNOWN.items() if route.startswith(start)), "")
    value = known if is_known else quote(chance.choice(HOSTILE), safe="")
    return chance.choice(["", "", "/en"]) + re.sub(r"\{\w+\}", lambda _match: value, route)


def query(chance: random.Random) -> str:
    """Return up to six parameters, some of them twice, with sensible and hostile values."""
    if chance.random() < 0.1:
        return chance.choice(RAW)
    names = chance.choices(PARAMETERS, k=chance.randint(0, 6))
    values = [chance.choice(chance.choice([SENSIBLE, HOSTILE])) for _ in names]
    return "&".join(f"{name}={quote_plus(value)}" for name, value in zip(names, values, strict=True))


def test_every_address_is_asked():
    routes = public_routes()

    assert {"/", "/robots.txt", "/roadmap/{slug}/", "/fassungen/{number}/", *WITH_PARAMETERS} <= set(routes)
    assert len(routes) >= 35
    assert [route for route in routes if "<" in route or "verwaltung" in route] == []


@pytest.mark.django_db
def test_a_page_or_not_found(client):
    world.city(2)
    chance = random.Random(2026)
    # PDFs take a second each and have their own tests.
    routes = [route for route in public_routes() if not route.endswith(".pdf")]
    answers = {}

    for route in routes:
        for number in range(REQUESTS_WITH_PARAMETERS if route in WITH_PARAMETERS else REQUESTS):
            is_known = number == 0 or chance.random() < 0.5
            asked = f"{address(chance, route, is_known=is_known)}?{query(chance) if number else ''}"
            headers = {"HX-Request": "true"} if chance.random() < 0.3 else {}
            response = client.get(asked, headers=headers)

            answers.setdefault(route, set()).add(response.status_code)
            assert response.status_code in {200, 404}, asked
            assert b"<script>alert" not in b"".join(response), asked

    assert sorted(route for route, seen in answers.items() if 200 not in seen) == ["/stadt-logo"]


@pytest.mark.django_db
def test_a_former_address_leads_on_whatever_is_asked(client):
    make.former_address(slug="former", project=make.project(slug="project-1"))
    chance = random.Random(2026)

    for _ in range(20):
        asked = query(chance)
        response = client.get(f"/roadmap/former/?{asked}")

        assert response.status_code == 301, asked
        assert response["Location"].partition("?")[0] == "/roadmap/project-1/"
