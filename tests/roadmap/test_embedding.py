"""The pages that other websites may show in a frame, and that they cannot frame any others."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from roadmap.views.embedding import PROJECTS_SHOWN
from tests import make, world
from tests.portal.addresses.test_pages import PAGES, TECHNICAL

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SINGLE = "/roadmap/project-1/einbetten/"
SELECTION = "/roadmap/einbetten/"
POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


def policy(response) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))


def cards(response) -> list[str]:
    return re.findall(r'class="portal-card__link" href="([^"]+)"', response.content.decode())


class TestFrames:
    @pytest.mark.parametrize("address", [SINGLE, SELECTION, f"/en{SINGLE}", f"{SELECTION}?status=x"])
    def test_anybody_may_frame_these(self, client, address):
        world.city()

        response = client.get(address)

        assert response.status_code == 200
        assert policy(response) == {**POLICY, "frame-ancestors": "*"}
        assert "X-Frame-Options" not in response
        assert response.cookies == {}

    @pytest.mark.parametrize(
        "address", [*PAGES, *TECHNICAL, "/nothing/", "/roadmap/unknown/", "/stadt-logo", "/verwaltung/login/"]
    )
    def test_nobody_may_frame_anything_else(self, client, address):
        world.city()

        response = client.get(address)

        assert policy(response) == {**POLICY, "frame-ancestors": "'none'"}
        assert response["X-Frame-Options"] == "DENY"

    def test_no_other_view_of_the_address_plan_opens_itself(self):
        """The two decorators can be recognised in the view; only these two views have them."""

        def patterns(resolver):
            for entry in resolver.url_patterns:
                if isinstance(entry, URLResolver):
                    yield from patterns(entry)
                elif isinstance(entry, URLPattern):
                    yield entry

        def is_opened(view) -> bool:
            files = " ".join(files_around(view))
            return "decorators/clickjacking" in files or "csp/decorators" in files

        opened = {pattern.name for pattern in patterns(get_resolver()) if is_opened(pattern.callback)}

        assert opened == {"project_embed", "roadmap_embed"}

    def test_what_is_gone_says_so_in_the_frame(self, client):
        make.municipality(is_example=True)
        make.project(slug="draft", title="Secret", published=False)

        for slug in ("draft", "unknown"):
            response = client.get(f"/roadmap/{slug}/einbetten/")

            text = response.content.decode()
            assert response.status_code == 404
            assert policy(response)["frame-ancestors"] == "*"
            assert "Dieses Projekt ist hier nicht zu finden" in text
            assert 'href="/roadmap/"' in text
            assert "Secret" not in text

    @pytest.mark.parametrize("address", [SINGLE, SELECTION])
    def test_only_reads(self, client, address):
        world.city()

        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405


def files_around(view) -> list[str]:
    """Return the source files of ``view`` and of each function that it wraps."""
    found = []
    while view is not None:
        found += [view.__code__.co_filename] if hasattr(view, "__code__") else []
        view = getattr(view, "__wrapped__", None)
    return found


class TestPages:
    @pytest.mark.parametrize("address", [SINGLE, SELECTION])
    def test_stand_alone(self, client, address):
        world.city()

        text = client.get(address).content.decode()

        assert "<script" not in text
        assert "<nav" not in text
        assert '<base target="_top">' in text
        assert '<meta name="robots" content="noindex">' in text
        assert "Stadt Musterstadt" in text
        assert "nicht das offizielle Angebot" in text

    def test_a_project_says_how_it_stands(self, client):
        make.municipality()
        project = make.project(
            slug="a", title="Ein Ding", status="running", schedule="delayed", state_reason="Kein Holz."
        )
        make.milestone(project=project, reached_on=make.DAY)
        make.milestone(project=project)

        text = client.get("/roadmap/a/einbetten/").content.decode()

        assert '<link rel="canonical" href="http://testserver/roadmap/a/">' in text
        for said in ("Ein Ding", "Saves a walk", "In Umsetzung", "Verzögert", "Kein Holz.", "1 von 2 Meilensteinen"):
            assert said in text
        assert "Bestätigt am 15. Januar 2026" in text
        assert "Prüfung überfällig seit 17. April 2026" in text

    def test_a_selection_is_the_roadmaps(self, client):
        make.municipality()
        field = make.field(slug="bildung")
        make.project(number=1, slug="a", lead_field=field, status="running")
        make.project(number=2, slug="b", status="running")
        make.project(number=3, slug="c", lead_field=field, status="idea")

        response = client.get(SELECTION, {"feld": "bildung", "status": ["running", "planned"], "ansicht": "tafel"})

        text = response.content.decode()
        assert cards(response) == ["/roadmap/a/"]
        address = "/roadmap/?feld=bildung&amp;status=planned&amp;status=running"
        assert f'href="http://testserver{address}"' in text
        assert f'<a class="portal-more" href="{address}"' in text
        assert "1 Projekt in der Roadmap" in text

    def test_shows_the_first_and_leads_to_all(self, client):
        projects = world.roadmap(PROJECTS_SHOWN + 3)

        response = client.get(SELECTION, {"sortierung": "titel"})

        by_title = sorted(project.get_absolute_url() for project in projects)
        assert cards(response) == sorted(by_title, key=lambda address: address.rstrip("/"))[:PROJECTS_SHOWN]
        assert "Alle 15 Projekte in der Roadmap" in response.content.decode()

    def test_without_a_project(self, client):
        world.city()

        response = client.get(SELECTION, {"q": "nothing"})

        assert cards(response) == []
        assert "Kein Projekt gefunden" in response.content.decode()

    @pytest.mark.parametrize("query", ["status=unknown", "feld=%00", "q=" + "x" * 10_000, "seit=2026-02-31"])
    def test_a_wrong_parameter_is_named_and_left_out(self, client, query):
        world.city()

        response = client.get(f"{SELECTION}?{query}")

        assert response.status_code == 200
        assert cards(response) == ["/roadmap/project-1/", "/roadmap/done/"]
        assert "Nicht alle Angaben wurden berücksichtigt" in response.content.decode()

    @pytest.mark.parametrize("address", ["/roadmap/%00/einbetten/", f"/roadmap/{'x' * 10_000}/einbetten/"])
    def test_odd_addresses(self, client, address):
        world.city()

        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_number_of_queries(self, client, django_assert_num_queries, size):
        world.city(size)

        with django_assert_num_queries(4):
            client.get(SINGLE)

    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries_of_a_selection(self, client, django_assert_num_queries, size):
        world.roadmap(size)

        with django_assert_num_queries(11):
            client.get(SELECTION)
