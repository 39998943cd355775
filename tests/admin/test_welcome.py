"""The welcome page: what needs attention, how many rows of it, and where to deal with them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(number)


def in_order(**values):
    """Return a project that does not need attention."""
    in_line = {"status": "running", "priority": "medium"}
    values = {**in_line, "confirmed_on": days(-1), "contact_function": "Digital team", **values}
    project = make.project(**values)
    make.milestone(project=project, due=days(30))
    return project


def needs(size: int) -> None:
    """Create one row of everything that needs attention, ``size`` times."""
    board = make.body()
    group = make.seat_group(body=board)
    idle_field, idle_statement = make.field(), make.statement()
    busy = {"lead_field": make.field(), "statements": [make.statement()]}
    in_order(**busy)
    for n in range(size):
        if n:
            idle_field, idle_statement = make.field(), make.statement()
        make.update(project=in_order(**busy), state="submitted")
        make.update(project=in_order(**busy), state="draft")
        in_order(**busy, confirmed_on=days(-100), check_interval=99)
        make.milestone(project=in_order(**busy), due=days(-1))
        in_order(statements=busy["statements"])
        in_order(lead_field=busy["lead_field"])
        in_order(**busy, status="idea", priority="high")
        in_order(**busy, priority="none")
        in_order(**busy, depends_on=[in_order(**busy, status="paused")])
        in_order(**busy, contact_function="")
        make.project(
            status="planned",
            confirmed_on=days(-1),
            contact_function="Team",
            lead_field=idle_field,
            statements=[idle_statement],
        )
        make.recommendation(body=board)
        term = make.term(body=board, end=days(30))
        make.membership(seat=make.seat(group=group), term=term, end=days(30))
        make.membership(seat=make.seat(group=group), term=term, person=make.person())
        make.meeting(body=board, published=False)
        make.glossary_term(published=False)
    # None of these needs attention.
    make.update(project=in_order(**busy), state="rejected")
    in_order(**busy, confirmed_on=days(-99), check_interval=99)
    make.milestone(project=in_order(**busy), due=days(-1), reached_on=days(-1))
    make.milestone(project=in_order(**busy), due=days(0), due_precision="year")
    make.project(status="completed", confirmed_on=days(-999), contact_function="Team", **busy)
    make.recommendation(body=board, state="adopted")
    past, next_year = make.term(body=board, end=days(-1)), make.term(body=board, end=days(200))
    for consent in ({}, {"withdrawn_on": make.DAY}):
        decided = make.consent(**consent).person
        make.membership(seat=make.seat(group=group), term=next_year, person=decided)
    make.membership(seat=make.seat(group=group), term=next_year, person=make.person(), end=days(-1))
    make.membership(seat=make.seat(group=group), term=past, person=make.person())


def lines(response, name: str) -> list[tuple[str, int, str]]:
    return [(str(task.label), task.count, task.address) for task in response.context[name]]


def test_nothing_to_do(alice):
    response = alice.get("/en/verwaltung/")

    assert (response.context["tasks"], response.context["drafts"]) == ([], [])
    assert "Nothing is waiting for you" in response.text


def test_what_needs_attention(alice):
    needs(2)

    response = alice.get("/en/verwaltung/")

    roadmap, board, strategy = (f"/en/verwaltung/{app}" for app in ("roadmap", "advisory_board", "strategy"))
    assert lines(response, "tasks") == [
        ("Updates submitted for publication", 2, f"{roadmap}/projectupdate/publish/"),
        ("Updates drafted and not yet published", 2, f"{roadmap}/projectupdate/?attention=drafted"),
        ("Projects whose check is overdue", 2, f"{roadmap}/project/?attention=overdue"),
        ("Milestones past their due date", 2, f"{roadmap}/milestone/?attention=past_due"),
        ("Projects without a field of action", 2, f"{roadmap}/project/?attention=without_field"),
        ("Projects without a vision statement", 2, f"{roadmap}/project/?attention=without_statement"),
        ("Projects of high priority that have not begun", 2, f"{roadmap}/project/?attention=high_not_begun"),
        (
            "Projects in progress that are not prioritised",
            2,
            f"{roadmap}/project/?attention=running_without_priority",
        ),
        ("Projects that depend on a paused or discontinued one", 2, f"{roadmap}/project/?attention=held_up"),
        ("Projects without a contact", 2, f"{roadmap}/project/?attention=without_contact"),
        ("Planned or running projects without a milestone", 2, f"{roadmap}/project/?attention=without_milestone"),
        (
            "Fields of action without a running project",
            2,
            f"{strategy}/actionfield/?attention=without_running_project",
        ),
        (
            "Vision statements without a running project",
            2,
            f"{strategy}/visionstatement/?attention=without_running_project",
        ),
        ("Adopted editions whose PDF is not frozen", 1, f"{strategy}/edition/?attention=not_frozen"),
        ("Recommendations without an answer", 2, f"{board}/recommendation/?attention=unanswered"),
        ("Terms of the board that end within three months", 2, f"{board}/term/?attention=ending"),
        ("Memberships that end within three months", 2, f"{board}/membership/?attention=ending"),
        (
            "Members of the board whose consent to their name is missing",
            2,
            f"{board}/person/?attention=without_consent",
        ),
    ]
    assert lines(response, "drafts") == [
        ("glossary", 2, f"{strategy}/glossaryterm/?visibility__exact=draft"),
        ("meetings", 2, f"{board}/meeting/?visibility__exact=draft"),
    ]


def test_each_line_leads_to_the_list_that_it_counted(alice):
    needs(2)

    response = alice.get("/en/verwaltung/")

    review, *others = [*response.context["tasks"], *response.context["drafts"]]
    assert len(alice.get(review.address).context["differences"]) == review.count
    for task in others:
        assert alice.get(task.address).context["cl"].result_count == task.count, task.label


def test_who_does_not_publish_is_led_to_the_list_of_what_waits(client, db):
    make.update(project=in_order(), state="submitted")
    client.force_login(make.member("editor"))

    waiting = lines(client.get("/en/verwaltung/"), "tasks")[0]

    page = "/en/verwaltung/roadmap/projectupdate/?attention=submitted"
    assert waiting == ("Updates submitted for publication", 1, page)
    assert client.get(page).context["cl"].result_count == 1


def test_what_an_officer_has_handed_in_is_for_others_to_do(client, db):
    officer = make.member("officer")
    project = in_order(lead_department=make.department(officers=[officer]))
    make.update(project=project, state="submitted")
    make.update(project=project, state="draft")
    client.force_login(officer)

    labels = [label for label, _count, _address in lines(client.get("/en/verwaltung/"), "tasks")]

    assert labels == ["Updates drafted and not yet published"]


class TestRound:
    """The open reporting round comes before all other tasks."""

    @pytest.fixture
    def round(self, db):
        return make.reporting_round(deadline=datetime.date(2026, 3, 31))

    @pytest.fixture
    def olga(self, round):
        """Olga reports for a department with three projects; one was published, and so reported, in the round."""
        officer = make.member("officer", username="olga")
        unit = make.department(officers=[officer])
        for number in range(3):
            project = in_order(lead_department=unit)
            if number:
                project.updates.all().delete()
        in_order(lead_department=make.department()).updates.all().delete()
        return officer

    def tasks(self, client, user) -> list[tuple[str, int, str]]:
        client.force_login(user)
        return [task for task in lines(client.get("/en/verwaltung/"), "tasks") if "round" in task[0]]

    def test_an_officer_is_asked_for_the_own_projects(self, client, olga):
        own = "/en/verwaltung/roadmap/projectupdate/own/"
        text = "Reporting round until March 31, 2026: your projects that are still missing"
        assert self.tasks(client, olga) == [(text, 2, own)]

    def test_the_team_sees_how_far_it_is(self, client, olga, round):
        page = f"/en/verwaltung/roadmap/reportinground/{round.pk}/change/"
        text = "Reporting round until March 31, 2026: 1 of 4 projects have reported"
        assert self.tasks(client, make.member("publisher")) == [(text, 3, page)]
        assert self.tasks(client, make.member("editor")) == [(text, 3, page)]

    def test_others_are_not_concerned(self, client, olga):
        assert self.tasks(client, make.member("board_office")) == []
        assert self.tasks(client, make.staff_user()) == []

    def test_a_closed_round_is_over(self, client, olga, round):
        round.closed_on = make.DAY
        round.save()

        assert self.tasks(client, olga) == []
        assert self.tasks(client, make.member("publisher")) == []

    def test_the_number_of_queries_is_constant(self, alice, round):
        counts = []
        for size in (1, 3):
            for _ in range(size):
                in_order(lead_department=make.department()).updates.all().delete()
            with CaptureQueriesContext(connection) as captured:
                alice.get("/en/verwaltung/")
            counts.append(len(captured))

        assert counts == [47, 47]


def test_the_number_of_queries_is_constant(alice):
    counts = []
    for size in (1, 3):
        needs(size)
        with CaptureQueriesContext(connection) as captured:
            alice.get("/en/verwaltung/")
        counts.append(len(captured))

    assert counts == [40, 40]


def test_a_city_without_fields_misses_none(alice):
    in_order()

    assert lines(alice.get("/en/verwaltung/"), "tasks") == []


def test_only_what_one_may_change_is_counted(client, db):
    needs(1)
    permissions = ("roadmap.change_milestone", "roadmap.publish_project", "roadmap.view_project", "strategy.view_goal")
    client.force_login(make.staff_user(username="bob", permissions=permissions))

    response = client.get("/en/verwaltung/")

    assert [label for label, _count, _address in lines(response, "tasks")] == ["Milestones past their due date"]
    assert lines(response, "drafts") == []


def test_the_portal_comes_in_the_order_of_the_work(alice):
    apps = alice.get("/en/verwaltung/").context["app_list"]

    assert [app["app_label"] for app in apps] == ["roadmap", "strategy", "advisory_board", "publishing", "auth"]
    assert [model["object_name"] for model in apps[0]["models"]] == [
        "Project",
        "ProjectUpdate",
        "ReportingRound",
        "Milestone",
        "Department",
        "FormerAddress",
    ]


def test_it_is_german_by_default(alice):
    assert '<html lang="de"' in alice.get("/verwaltung/").text
    assert '<html lang="en"' in alice.get("/en/verwaltung/").text
