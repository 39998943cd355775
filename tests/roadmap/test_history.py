"""The state of a project on any day is computed from its published updates alone."""

import datetime

import pytest

from roadmap.models import Project, Status
from roadmap.past.history import count_by_status, histories, last_changes
from tests import make

pytestmark = pytest.mark.django_db


def day(month: int, number: int = 1) -> datetime.date:
    return datetime.date(2026, month, number)


@pytest.fixture
def project():
    project = make.project(confirmed_on=day(1))
    make.update(project=project, date=day(2), status="running", priority="high")
    make.update(project=project, date=day(3), schedule="delayed", state_reason="The supplier is late.")
    make.update(project=project, date=day(4), status="completed")
    for state in ("draft", "submitted", "rejected"):
        make.update(project=project, date=day(2, 15), status="discontinued", state_reason="No.", state=state)
    return project


def states(project, *days):
    history = histories()[project.pk]
    return [(state.status, state.schedule, state.state_reason) for state in map(history.state_at, days)]


def test_the_state_at_any_day(project):
    assert states(project, day(1), day(2), day(2, 28), day(3), day(3, 31), day(4), day(12)) == [
        ("idea", "", ""),
        ("running", "open", ""),
        ("running", "open", ""),
        ("running", "delayed", "The supplier is late."),
        ("running", "delayed", "The supplier is late."),
        ("completed", "", ""),
        ("completed", "", ""),
    ]
    assert histories()[project.pk].state_at(datetime.date(2025, 12, 31)) is None


def test_today_is_what_the_project_says_itself(project):
    project.refresh_from_db()

    state = histories()[project.pk].state_at(day(12))

    assert {name: getattr(project, name) for name in vars(state)} == vars(state)


def test_steps_between_two_days_leave_out_the_first_and_hold_the_last(project):
    history = histories()[project.pk]

    assert [step.date for step in history.between(day(2), day(4))] == [day(3), day(4)]
    assert history.between(day(4), day(12)) == []


def test_counts_by_status(project):
    make.project(confirmed_on=day(3), status="running")

    found = histories()

    assert [dict(count_by_status(found, on)) for on in (datetime.date(2025, 1, 1), day(1), day(3), day(4))] == [
        dict.fromkeys(Status.values, 0) | counts
        for counts in ({}, {"idea": 1}, {"running": 2}, {"running": 1, "completed": 1})
    ]


def test_only_public_projects_and_only_those_asked_for(project):
    make.project(published=False)
    other = make.project()

    assert set(histories()) == {project.pk, other.pk}
    assert set(histories(Project.objects.filter(pk=other.pk))) == {other.pk}
    assert last_changes(Project.objects.all()) == {project.pk: day(4), other.pk: make.DAY}


@pytest.mark.parametrize("size", [1, 3])
def test_one_query(django_assert_num_queries, size):
    for _ in range(size):
        make.project()

    with django_assert_num_queries(1):
        histories()
