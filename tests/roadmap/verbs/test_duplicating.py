"""A new project as a copy of an existing one."""

import pytest
from django.db import IntegrityError
from django.forms import model_to_dict

from roadmap.models import Project, ProjectQuerySet
from roadmap.verbs.duplicating import duplicate_project
from tests import make, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob():
    return make.user(username="bob")


def test_it_says_what_the_other_says(bob):
    world.city(2)
    project = Project.objects.get(number=2)
    project.actual_start = world.PAST
    project.superseded_by = Project.objects.get(number=1)
    project.save()
    others = {"id", "number", "slug", "title", "actual_start", "superseded_by"}

    copy = duplicate_project(project, by=bob)

    copy.refresh_from_db()
    theirs, own = model_to_dict(project, exclude=others), model_to_dict(copy, exclude=others)
    for name in ("related", "further_fields", "statements", "partners", "depends_on", "participating_departments"):
        theirs[name], own[name] = set(theirs[name]), set(own[name])
    assert own == theirs
    assert (copy.number, copy.title, copy.slug) == (901, "Project 2 (Kopie)", "project-2-kopie")
    assert [(each.title, each.url) for each in copy.links.all()] == [
        (each.title, each.url) for each in project.links.all()
    ]
    assert [(each.title, each.due, each.reached_on) for each in copy.milestones.all()] == [
        (each.title, each.due, None) for each in project.milestones.all()
    ]


def test_it_begins_anew(bob):
    project = make.project(status="running", schedule="delayed", priority="high", actual_start=make.DAY)
    project.superseded_by = make.project()
    project.save()
    make.project_consultation(project=project)
    make.former_address(project=project)

    copy = duplicate_project(project, by=bob)

    copy.refresh_from_db()
    assert (copy.status, copy.schedule, copy.priority, copy.state_reason) == ("idea", "", "none", "")
    assert (copy.is_public, copy.published_at, copy.confirmed_on) == (False, None, None)
    assert (copy.actual_start, copy.superseded_by) == (None, None)
    for rows in (copy.updates, copy.consultations, copy.former_addresses):
        assert not rows.exists()
    assert copy.history.get().history_user == bob


def test_a_long_title_is_shortened_and_the_second_copy_has_its_own_address(bob):
    project = make.project(title="x" * 120, slug="long")

    first, second = duplicate_project(project, by=bob), duplicate_project(project, by=bob)

    assert first.title == second.title == "x" * 112 + " (Kopie)"
    assert (first.slug, second.slug) == ("x" * 80, "x" * 78 + "-2")
    assert second.number == first.number + 1


def test_who_comes_second_gets_the_next_number(bob, monkeypatch):
    project = make.project(number=50)
    numbers = iter([50, 51])
    monkeypatch.setattr(ProjectQuerySet, "next_number", lambda _projects: next(numbers))

    assert duplicate_project(project, by=bob).number == 51


def test_it_does_not_try_for_ever(bob, monkeypatch):
    project = make.project(number=50)
    monkeypatch.setattr(ProjectQuerySet, "next_number", lambda _projects: 50)

    with pytest.raises(IntegrityError):
        duplicate_project(project, by=bob)
