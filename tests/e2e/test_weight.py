"""The size of the roadmap's first load: measured in the browser, with an empty cache."""

import gzip
import random
import string

import pytest

from tests import world

BUDGET = 60_000  # bytes after gzip, without fonts: page, style, script, icons
FONTS = 2

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?ansicht=zeitstrahl",
        "?ansicht=tafel",
        "?ansicht=matrix",
        "?feld=field-1&feld=field-2&status=running&seit=2024-01-01",
    ],
)
def test_the_first_load_of_the_roadmap_with_sixty_projects(page, live_server, query):
    write_texts_that_hardly_shrink(world.roadmap(60))
    finished = []
    page.on("requestfinished", lambda request: finished.append(request))

    page.goto(f"{live_server.url}/roadmap/{query}", wait_until="networkidle")

    sizes = {request.url: len(gzip.compress(request.response().body(), 6)) for request in finished}
    fonts = [request.url for request in finished if request.resource_type == "font"]
    assert {"document", "stylesheet", "script", "font"} <= {request.resource_type for request in finished}
    assert len(fonts) <= FONTS
    assert sum(size for url, size in sizes.items() if url not in fonts) < BUDGET, sizes
    if not query:
        assert page.get_by_text("60 Projekte", exact=True).count() == 1


def write_texts_that_hardly_shrink(projects: list[world.Project]) -> None:
    """Give each project a random title of about 30 letters and benefit of about 150: they compress worse than text."""
    chance = random.Random(60)
    for project in projects:
        words = ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(3, 11))) for _ in range(23)]
        project.title, project.benefit = " ".join(words[:4]), " ".join(words[4:])
    world.Project.objects.bulk_update(projects, ["title", "benefit"])
