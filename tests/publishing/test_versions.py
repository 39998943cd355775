"""The version of a row stays the same until somebody changes the row."""

import datetime
from decimal import Decimal

import pytest
from django.apps import apps

from roadmap.models import Project
from strategy.models import Indicator
from strategy_portal.publishing.versions import version_of, versions_of
from tests import make, world

pytestmark = pytest.mark.django_db


def version(row) -> str:
    return version_of(type(row).objects.get(pk=row.pk))


def test_a_save_that_changes_nothing_keeps_the_version():
    project = make.project(title="Radwege")
    before = version(project)

    Project.objects.get(pk=project.pk).save()

    assert version(project) == before


@pytest.mark.parametrize(
    "change", [{"title": "Gehwege"}, {"planned_end": datetime.date(2030, 1, 1)}, {"visibility": "draft"}]
)
def test_any_column_counts(change):
    project = make.project(title="Radwege", lead_department=make.department())
    before = version(project)
    if "visibility" in change:
        change["published_at"] = None

    Project.objects.filter(pk=project.pk).update(**change)

    assert version(project) != before


def test_relations_count_whatever_their_order():
    first, second = make.partner(), make.partner()
    project = make.project(partners=[first])
    before = version(project)

    project.partners.set([second, first])
    both = version(project)
    project.partners.clear()
    project.partners.add(first)
    project.partners.add(second)

    assert before != both == version(project)


def test_nothing_is_not_the_word_none():
    department, other = make.department(name="None"), make.department(name="Other")

    assert version(make.project(lead_department=department)) != version(make.project(lead_department=other))
    assert version_of(Indicator(title="None")) != version_of(Indicator(title=""))
    assert version_of(Indicator(target_value=None)) != version_of(Indicator(target_value=Decimal(0)))


@pytest.mark.parametrize("size", [1, 3])
def test_many_rows_at_once(size, django_assert_num_queries):
    projects = [make.project(partners=[make.partner()]) for _ in range(size)]

    with django_assert_num_queries(7):  # the rows and six relations
        found = versions_of(Project.objects.all())

    assert found == {project.pk: version(project) for project in projects}


def test_every_model_has_versions():
    world.city(1)
    labels = ("publishing", "strategy", "roadmap", "advisory_board")

    for model in (model for label in labels for model in apps.get_app_config(label).get_models()):
        found = versions_of(model._default_manager.all())
        assert found == versions_of(model._default_manager.all())
        assert len(set(found.values())) == len(found)
