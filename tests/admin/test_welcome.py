"""The welcome page: what needs attention, how much of it, and where it is done."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(number)


def in_order(**values):
    """Return a project that needs nobody's attention."""
    in_line = {"status": "running", "priority": "medium"}
    values = {**in_line, "confirmed_on": days(-1), "contact_function": "Digital team", **values}
    project = make.project(**values)
    make.milestone(project=project, due=days(30))
    return project


def needs(size: int) -> None:
    """Make everything that needs attention, ``size`` times."""
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
        make.meeting(body=board, published=False)
        make.glossary_term(published=False)
    # None of these needs anything.
    make.update(project=in_order(**busy), state="rejected")
    in_order(**busy, confirmed_on=days(-99), check_interval=99)
    make.milestone(project=in_order(**busy), due=days(-1), reached_on=days(-1))
    make.milestone(project=in_order(**busy), due=days(0), due_precision="year")
    make.project(status="completed", confirmed_on=days(-999), contact_function="Team", **busy)
    make.recommendation(body=board, state="adopted")
    make.term(body=board, end=days(200))
    make.term(body=board, end=days(-1))


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
        ("Updates submitted for publication", 2, f"{roadmap}/projectupdate/?attention=submitted"),
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
        ("Recommendations without an answer", 2, f"{board}/recommendation/?attention=unanswered"),
        ("Terms of the board that end within three months", 2, f"{board}/term/?attention=ending"),
        ("Memberships that end within three months", 2, f"{board}/membership/?attention=ending"),
    ]
    assert lines(response, "drafts") == [
        ("glossary", 2, f"{strategy}/glossaryterm/?visibility__exact=draft"),
        ("meetings", 2, f"{board}/meeting/?visibility__exact=draft"),
    ]


def test_each_line_leads_to_the_list_that_it_counted(alice):
    needs(2)

    response = alice.get("/en/verwaltung/")

    for task in [*response.context["tasks"], *response.context["drafts"]]:
        assert alice.get(task.address).context["cl"].result_count == task.count, task.label


def test_the_number_of_questions_is_constant(alice):
    counts = []
    for size in (1, 3):
        needs(size)
        with CaptureQueriesContext(connection) as captured:
            alice.get("/en/verwaltung/")
        counts.append(len(captured))

    assert counts == [36, 36]


def test_a_city_without_fields_misses_none(alice):
    in_order()

    assert lines(alice.get("/en/verwaltung/"), "tasks") == []


def test_only_what_one_may_open_is_counted(client, db):
    needs(1)
    client.force_login(make.staff_user(username="bob", permissions=("roadmap.view_milestone",)))

    response = client.get("/en/verwaltung/")

    assert [label for label, _count, _address in lines(response, "tasks")] == ["Milestones past their due date"]
    assert lines(response, "drafts") == []


def test_the_portal_comes_in_the_order_of_the_work(alice):
    apps = alice.get("/en/verwaltung/").context["app_list"]

    assert [app["app_label"] for app in apps] == ["roadmap", "strategy", "advisory_board", "publishing", "auth"]
    assert [model["object_name"] for model in apps[0]["models"]] == [
        "Project",
        "ProjectUpdate",
        "Milestone",
        "Department",
    ]


def test_it_speaks_german_first(alice):
    assert '<html lang="de"' in alice.get("/verwaltung/").text
    assert '<html lang="en"' in alice.get("/en/verwaltung/").text
