"""Next milestones on the start page, the city's German texts on English pages, and sources shared by a whole list."""

import datetime
import re

import pytest
from django.utils import timezone, translation

from roadmap.models import Milestone, Status
from roadmap.templatetags.roadmap import counted
from tests import make


@pytest.mark.django_db
def test_next_are_the_milestones_of_public_projects_at_work():
    today = timezone.localdate()
    soon, later, over = (today + datetime.timedelta(days=days) for days in (1, 30, -1))
    running = make.project(status="running")
    make.milestone(project=running, title="Later", due=later)
    make.milestone(project=running, title="Soon", due=soon)
    make.milestone(project=running, title="Reached", due=soon, reached_on=today)
    make.milestone(project=running, title="Overdue", due=over)
    make.milestone(project=running, title="Some day", due=None)
    make.milestone(project=make.project(status="idea"), title="Only an idea", due=soon)
    make.milestone(project=make.project(status="running", published=False), title="Internal", due=soon)

    assert [row.title for row in Milestone.objects.public().coming(today)] == ["Soon", "Later"]


@pytest.mark.django_db
def test_start_page_shows_what_comes_next_and_nothing_internal(client):
    make.municipality()
    soon = timezone.localdate() + datetime.timedelta(days=1)
    make.milestone(project=make.project(status="running"), title="Soon", due=soon)
    make.milestone(project=make.project(status="running", published=False), title="Internal", due=soon)

    html = client.get("/").content.decode()

    assert "Was als Nächstes kommt" in html
    assert "Meilenstein: Soon" in html
    assert "Internal" not in html


def test_ideas_are_counted_in_the_plural():
    with translation.override("de"):
        read = [counted(Status.IDEA, 1), counted(Status.IDEA, 3), counted(Status.PLANNED, 3)]

    assert read == ["Idee", "Ideen", "In Planung"]


@pytest.mark.django_db
class TestLanguageOfTheContent:
    def test_english_pages_mark_the_words_of_the_city(self, client):
        make.municipality()
        project = make.project(title="Ein <Titel>", benefit="Ein Nutzen", description="Eine Beschreibung")

        html = client.get(f"/en/roadmap/{project.slug}/").content.decode()

        assert '<h1><span lang="de">Ein &lt;Titel&gt;</span></h1>' in html
        assert '<span lang="de">Ein Nutzen</span>' in html
        assert '<div class="portal-prose" lang="de"><p>Eine Beschreibung</p>' in html

    def test_german_pages_need_no_marks(self, client):
        make.municipality()
        project = make.project(description="Eine Beschreibung")

        main = client.get(f"/roadmap/{project.slug}/").content.decode().partition("<main")[2].partition("</main>")[0]

        assert " lang=" not in main


@pytest.mark.django_db
@pytest.mark.parametrize(("sources", "times"), [(("A", "A"), 1), (("A", "B"), 2), (("A", ""), 1)])
def test_a_source_that_all_events_share_stands_once(client, sources, times):
    make.municipality()
    make.edition()
    for source in sources:
        make.strategy_event(source=source)

    assert len(re.findall("Quelle:", client.get("/strategie/").content.decode())) == times
