"""Page and fragment have the same address: an older page into which htmx swaps a fragment equals the reloaded page.

tests/portal/addresses/test_pages.py checks this for every plain address, this module for addresses with parameters.
"""

import re

import pytest

from roadmap.views.roadmap import VIEWS
from tests import world

pytestmark = pytest.mark.any_database

SELECTIONS = [
    "",
    "feld=field-1&feld=field-2",
    "status=running&prioritaet=high&zeitplan=delayed",
    "these=statement-1&horizont=short&amt=department-1&mitmachen=1",
    "q=project&sortierung=aenderung",
    "q=nothing+at+all",
    "seit=2026-01-01&sortierung=titel",
    "feld=unknown&seit=yesterday&sortierung=colour&ansicht=globe",
]
# Paths with queries; those of the roadmap are grouped by view because there are many.
ADDRESSES = [
    ("/roadmap/", SELECTIONS),
    *(("/roadmap/", [f"ansicht={view}&{selection}".rstrip("&") for selection in SELECTIONS]) for view in VIEWS),
    ("/roadmap/", ["seite=2", "seite=2&sortierung=ende"]),
    # Without impossible days and projects: the form, which is above the fragment, does not offer them.
    (
        "/roadmap/aenderungen/",
        ["von=2025-01-01&bis=2026-11-21", "von=2026-11-21&bis=2025-01-01", "feld=field-1", "projekt=project-1"],
    ),
    ("/suche/", ["q=project", "q=project&art=projekt", "q=nothing+at+all", "q=", "art=unknown", f"q={'x' * 300}"]),
    ("/suche/vorschlaege/", ["q=pro", "q=p", "q=nothing+at+all", ""]),
]
ASKED_BY_HTMX = {"HX-Request": "true"}
RESTORED = ASKED_BY_HTMX | {"HX-History-Restore-Request": "true"}


def fragment_of(response) -> str:
    return body(f"<body>{response.content.decode().strip()}")


def body(html: str) -> str:
    """Return the page from <body> on, without parts outside the fragment that the browser itself keeps up to date.

    These are the reader's input and choices, and the links to other languages (static/js/portal.js).
    """
    html = re.sub(r'<nav class="portal-languages".*?</nav>', "", html.partition("<body>")[2], flags=re.DOTALL)
    return re.sub(r'(<input[^>]*) value="[^"]*"|(<option[^>]*) selected', r"\1\2", html)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "queries"), ADDRESSES)
def test_a_swapped_page_is_the_page_that_a_reload_gives(client, path, queries):
    world.roadmap(61)
    old_page = body(client.get(path).content.decode())
    old_part = fragment_of(client.get(path, headers=ASKED_BY_HTMX))
    root = re.match(r'<div id="[a-z-]+"', old_part)[0]
    assert old_page.count(old_part) == 1

    seen = set()
    for query in queries:
        page = client.get(f"{path}?{query}")
        fragment = client.get(f"{path}?{query}", headers=ASKED_BY_HTMX)
        restored = client.get(f"{path}?{query}", headers=RESTORED)
        part = fragment_of(fragment)
        seen.add(part)

        assert [page.status_code, fragment.status_code, restored.status_code] == [200, 200, 200], query
        assert part.startswith(root), query
        assert old_page.replace(old_part, part) == body(page.content.decode()), query
        assert restored.content == page.content, query
        for answer in (page, fragment, restored):
            assert "HX-Request" in answer["Vary"].split(", "), query
    assert len(seen) > 1
