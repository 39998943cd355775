"""The start page answers four questions: what is the city doing, what is finished, what is next, how to take part."""

import datetime
import re

import pytest
from django.utils import timezone

from tests import make, world
from tests.strategy.test_pages import links, part

pytestmark = pytest.mark.django_db

QUESTIONS = {
    "doing": "Woran die Stadt arbeitet",
    "finished": "Zuletzt abgeschlossen",
    "next": "Was als Nächstes kommt",
    "take-part": "So machen Sie mit",
}


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def answer(client, name: str, address: str = "/") -> str:
    return part(client.get(address).content.decode(), name)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestAnswers:
    def test_four_questions_come_first_as_headings(self, client):
        world.city()

        headings = re.findall(r"<h2 id=\"([^\"]+)\">([^<]+)</h2>", client.get("/").content.decode())

        assert headings[:4] == list(QUESTIONS.items())

    def test_doing_counts_by_status_and_leads_there(self, client):
        make.municipality()
        for status in ("idea", "running", "running", "completed"):
            make.project(status=status)
        make.project(status="paused", published=False)

        doing = answer(client, "doing")

        assert words(doing) == f"{QUESTIONS['doing']} 2 In Umsetzung 1 Abgeschlossen 1 Idee"
        assert links(doing) == [f"/roadmap/?status={status}" for status in ("running", "completed", "idea")]

    def test_finished_is_the_latest_by_its_end_and_says_when(self, client):
        make.municipality()
        make.project(
            status="completed", title="Later told", actual_end=datetime.date(2024, 5, 1), confirmed_on=make.DAY
        )
        make.project(
            status="completed",
            slug="last",
            title="Last",
            actual_end=datetime.date(2025, 3, 1),
            actual_end_precision="month",
            confirmed_on=datetime.date(2025, 3, 9),
            is_example=True,
        )
        make.project(status="completed", title="Some day")
        make.project(status="completed", title="Internal", actual_end=make.DAY, published=False)

        finished = answer(client, "finished")

        assert words(finished) == f"{QUESTIONS['finished']} Last März 2025 · fiktives Beispiel"
        assert links(finished) == ["/roadmap/last/"]

    def test_finished_without_a_day_says_so(self, client):
        make.municipality()
        make.project(status="completed", title="Some day")

        assert words(answer(client, "finished")) == f"{QUESTIONS['finished']} Some day Tag nicht bekannt"

    def test_nothing_finished_and_nothing_dated(self, client):
        make.municipality(contact_email="team@example.org")
        make.project(status="running")

        assert words(answer(client, "finished")).endswith("Noch ist kein Projekt abgeschlossen.")
        assert words(answer(client, "next")).endswith("steht kein Termin fest. Was geplant ist, steht in der Roadmap")

    @pytest.mark.parametrize(("meeting", "milestone", "first"), [(5, 9, "Sitzung"), (9, 5, "Radweg: Markiert")])
    def test_next_is_what_comes_first(self, client, meeting, milestone, first):
        make.municipality()
        make.meeting(title="Sitzung", date=in_days(meeting))
        project = make.project(status="running", title="Radweg")
        make.milestone(project=project, title="Markiert", due=in_days(milestone))

        assert words(answer(client, "next")).startswith(f"{QUESTIONS['next']} {first}".replace(": ", " : "))

    def test_a_milestone_known_to_the_year_comes_after_a_meeting_of_that_year(self, client):
        make.municipality()
        this_year = timezone.localdate().replace(month=1, day=1)
        make.milestone(project=make.project(status="running"), due=this_year, due_precision="year")
        make.meeting(title="Sitzung", number=7, date=timezone.localdate())

        assert links(answer(client, "next")) == ["/digitalbeirat/sitzungen/7/"]


class TestTakingPart:
    def test_projects_that_say_how_and_have_not_ended(self, client):
        make.municipality(contact_email="team@example.org")
        way = {"participation": "external", "participation_form": "Come."}
        make.project(status="running", title="Open", **way)
        make.project(status="paused", title="Resting", **way)
        make.project(status="completed", **way)
        make.project(status="running", participation="external")
        make.project(status="running", participation="internal", participation_form="Staff only.")
        make.project(status="running", published=False, **way)

        take_part = answer(client, "take-part")

        assert words(take_part) == f"{QUESTIONS['take-part']} Bei 2 Projekten mitmachen"
        assert links(take_part) == ["/roadmap/?mitmachen=1"]
        found = [project.title for project in client.get("/roadmap/?mitmachen=1").context["page"]]
        assert sorted(found) == ["Open", "Resting"]

    @pytest.mark.parametrize(
        ("opens", "closes", "is_open"),
        [(-9, 9, True), (None, 0, True), (1, 9, False), (-9, -1, False), (-9, None, False)],
    )
    def test_a_call_for_members_while_it_is_open(self, client, opens, closes, is_open):
        make.municipality()
        make.project()
        days = {"opens": opens, "closes": closes}
        days = {name: None if value is None else in_days(value) for name, value in days.items()}
        make.call_for_members(**days)
        make.call_for_members(opens=None, closes=in_days(3), published=False)

        assert (links(answer(client, "take-part")) == ["/digitalbeirat/#calls"]) is is_open

    def test_the_next_public_meeting(self, client):
        make.municipality()
        make.project()
        make.meeting(number=5, date=in_days(3))
        make.meeting(number=6, date=in_days(9), is_open=True)
        make.meeting(number=7, date=in_days(5), is_open=True, state="cancelled")

        assert links(answer(client, "take-part")) == ["/digitalbeirat/sitzungen/6/"]

    @pytest.mark.parametrize(
        ("contact", "link"),
        [
            ({"contact_email": "team@example.org"}, ["mailto:team@example.org"]),
            ({"contact_phone": "02431 850"}, ["tel:02431850"]),
            ({"website": "https://example.org/"}, ["https://example.org/"]),
            ({}, []),
        ],
    )
    def test_otherwise_it_says_whom_to_ask(self, client, contact, link):
        make.municipality(**contact)
        make.project()

        take_part = answer(client, "take-part")

        assert links(take_part) == link
        assert "Zurzeit steht kein Projekt zum Mitmachen offen." in take_part


@pytest.mark.any_database
class TestCityWithLess:
    def ids(self, client) -> list[str]:
        return re.findall(
            r'<section [^>]*aria-labelledby="([^"]+)"', client.get("/").content.decode().partition("<footer")[0]
        )

    def test_nothing_at_all_leaves_no_empty_block(self, client):
        assert self.ids(client) == []

    def test_a_strategy_without_projects(self, client):
        make.municipality(contact_email="team@example.org")
        make.edition()

        assert self.ids(client) == ["doing", "take-part", "elements"]
        assert links(answer(client, "doing")) == ["/strategie/"]

    def test_projects_without_a_board(self, client):
        make.municipality()
        make.project()

        assert self.ids(client) == ["doing", "finished", "next", "take-part", "updates"]


class TestWholePage:
    @pytest.mark.parametrize("size", [30, 300])
    def test_number_of_queries_of_a_large_roadmap(self, client, django_assert_num_queries, size):
        world.roadmap(size)

        with django_assert_num_queries(11):
            client.get("/")

    def test_description_is_the_claim(self, client):
        make.municipality(claim="Digital & nah")

        assert '<meta name="description" content="Digital &amp; nah">' in client.get("/").content.decode()

    def test_in_english(self, client):
        world.city()

        html = client.get("/en/").content.decode()

        assert words(part(html, "take-part")) == "How you can take part Take part in one project"
        assert links(part(html, "take-part")) == ["/en/roadmap/?mitmachen=1"]
