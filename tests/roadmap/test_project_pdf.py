"""The profile of one project as a PDF: who gets it, its content, and whether it is accessible."""

import io
import logging
import re
from contextlib import contextmanager

import pikepdf
import pytest
from django.utils import timezone, translation

from roadmap.models import Project
from roadmap.paper.pdf import profile_html, profile_pdf_bytes, render_profile
from strategy_portal.publishing.lifecycle import raise_content_revision, withdraw
from strategy_portal.publishing.models import StoredPdf
from strategy_portal.publishing.pdf import paper, store
from strategy_portal.publishing.pdf.engine import PdfTooSlow
from tests import make, world
from tests.publishing.pdf.accessible_pdf import html_faults, pdf_faults

pytestmark = pytest.mark.django_db
ADDRESS = "/roadmap/radwege/steckbrief.pdf"


@pytest.fixture
def project():
    make.municipality(name="Rothenburg/O.L.")
    return make.project(slug="radwege", title="Radwege")


@pytest.mark.any_database
class TestAnswer:
    def test_is_a_named_pdf_without_a_cookie(self, client, project, renderings):
        response = client.get(ADDRESS)

        assert (response.status_code, response.content) == (200, b"%PDF-1.7 number 1")
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'inline; filename="projekt-rothenburg-o-l-radwege.pdf"'
        assert response["Cache-Control"] == "public, no-cache"
        assert response["X-Frame-Options"] == "DENY"
        assert response.cookies == {}

    def test_is_not_sent_twice(self, client, project, renderings):
        etag = client.get(ADDRESS)["ETag"]

        assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 304

    def test_only_reads(self, client, project, renderings):
        assert client.head(ADDRESS).status_code == 200
        assert client.post(ADDRESS).status_code == 405

    @pytest.mark.parametrize("slug", ["draft", "unknown", "%00", "x" * 10_000])
    def test_what_is_not_public_does_not_exist(self, client, project, renderings, slug):
        make.project(slug="draft", published=False)

        assert client.get(f"/roadmap/{slug}/steckbrief.pdf").status_code == 404
        assert renderings == []

    def test_a_withdrawn_project_is_gone_at_once(self, client, project, renderings):
        client.get(ADDRESS)
        withdraw(project)

        assert client.get(ADDRESS).status_code == 404

    def test_withdrawn_while_it_waits_for_its_turn(self, client, project, renderings, monkeypatch):
        @contextmanager
        def late():
            withdraw(project)
            yield

        monkeypatch.setattr(store, "one_at_a_time", late)

        assert client.get(ADDRESS).status_code == 404
        assert renderings == []

    def test_without_a_pdf_leads_to_the_page(self, client, project, monkeypatch):
        def fail(*args, **files):
            raise PdfTooSlow("/secret/path")

        monkeypatch.setattr(paper, "render_pdf", fail)

        response = client.get(ADDRESS)

        text = response.content.decode()
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert '<a class="portal-more" href="/roadmap/radwege/">Das Projekt online lesen' in text
        assert "secret" not in text


class TestStored:
    def test_until_something_public_changes(self, client, project, renderings):
        first, second = client.get(ADDRESS).content, client.get(ADDRESS).content
        raise_content_revision()

        assert first == second != client.get(ADDRESS).content
        assert StoredPdf.objects.count() == 1

    def test_what_is_outdated_is_not_kept(self, client, project, renderings):
        """It is never served again, and it may be of a withdrawn project."""
        other = make.project(slug="geheim", title="Geheim")
        client.get("/roadmap/geheim/steckbrief.pdf")
        withdraw(other)

        client.get(ADDRESS)

        assert [stored.address for stored in StoredPdf.objects.all()] == [f"roadmap/project/{project.pk}"]

    def test_what_is_valid_stays(self, client, project, renderings):
        make.project(slug="other")

        for slug in ("radwege", "other", "radwege", "other"):
            client.get(f"/roadmap/{slug}/steckbrief.pdf")

        assert (len(renderings), StoredPdf.objects.count()) == (2, 2)

    def test_each_project_by_itself(self, project, renderings):
        today = timezone.localdate()

        assert profile_pdf_bytes(project, today=today) != profile_pdf_bytes(make.project(), today=today)


@pytest.mark.any_database
class TestContent:
    def test_of_a_whole_project(self):
        world.city()

        html = profile_html(Project.objects.get(number=1))

        assert html_faults(html) == []
        for said in (
            "<title>Project 1</title>",
            "Stadt Musterstadt",
            "Beispiel, kein offizielles Dokument der Stadt Musterstadt",
            "A supplier is late.",
            "1 von 2 Meilensteinen erreicht",
            "DB-2026/01",
            "9 Ja-Stimmen, 1 Nein-Stimme, 1 Enthaltung",
            "15. Januar 2026",
            '<a href="http://testserver/roadmap/project-1/">http://testserver/roadmap/project-1/</a>',
        ):
            assert said in html, said

    def test_of_a_project_that_says_nothing_more(self):
        make.municipality()

        html = profile_html(make.project(title="Radwege", priority=""))

        assert html_faults(html) == []
        assert re.findall("<h[12]>(.*?)</h", html) == ["Radwege", "Auf einen Blick", "Verlauf"]
        assert "Beispiel" not in html

    def test_hostile_texts_stay_texts(self):
        evil = "</section><script>1</script> [**a**](https://e.org) \n\n- > q\n- # h\n\n  p"
        make.municipality()
        project = make.project(title=evil[:100], description=evil, next_steps=evil, participation_form=evil)
        make.recommendation(projects=[project], text=evil, title=evil)

        html = profile_html(project)

        assert "<script" not in html
        assert html_faults(html) == []

    def test_is_the_same_in_every_language_and_on_every_day(self):
        world.city()
        project = Project.objects.get(number=1)

        with translation.override("en"):
            english = profile_html(project)

        assert english == profile_html(project)
        assert '<html lang="de">' in english
        assert render_profile(project) == render_profile(project)

    @pytest.mark.parametrize("size", [1, 3])
    def test_number_of_queries(self, django_assert_num_queries, size):
        world.city(size)
        project = Project.objects.get(number=1)

        with django_assert_num_queries(21):
            profile_html(project)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("city", "slug", "faults"),
    [
        ("erkelenz", "offene-daten", []),
        # This project has no milestones and no other list, so there is no list to tag.
        ("telgte", "stadtportal", ["no L at all"]),
        ("rothenburg", "digitalpakt-schule", ["no L at all"]),
    ],
)
def test_real_projects_are_accessible_on_two_pages(city, slug, faults, caplog):
    world.load(city)
    caplog.set_level(logging.WARNING, "strategy_portal.publishing.pdf.engine")
    project = Project.objects.get(slug=slug)

    content = render_profile(project)

    assert html_faults(profile_html(project)) == []
    assert pdf_faults(content) == faults
    assert caplog.messages == []
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) in (1, 2)
