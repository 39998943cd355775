"""Rows inserted in bulk are like those that the verbs create, and remembered rows are like built ones."""

import pytest
from django.apps import apps
from django.db import transaction

from roadmap.models import Project
from roadmap.past.history import histories
from strategy.models import GlossaryTerm
from tests import make, world
from tests.harness.remembered import remembered


@pytest.mark.django_db
def test_states_are_those_of_the_history():
    world.roadmap(24)

    found = histories()

    for project in Project.objects.public():
        project.full_clean()
        state = found[project.pk].state_at(make.DAY)
        assert {name: getattr(project, name) for name in vars(state)} == vars(state)
    assert len(found) == 24


@remembered
def a_term() -> None:
    make.glossary_term()


@pytest.mark.django_db
class TestRemembered:
    def test_what_is_written_again_is_what_was_built(self, client):
        found = []
        for _ in range(2):
            with transaction.atomic():
                world.city()
                counts = {model: model.objects.count() for model in apps.get_models()}
                found.append((counts, client.get("/roadmap/project-1/").content))
                transaction.set_rollback(True)

        assert found[0] == found[1]
        assert found[0][0][Project.history.model] > 1

    def test_beside_other_rows_it_is_built_anew(self):
        a_term()
        a_term()

        assert len(set(GlossaryTerm.objects.values_list("term", flat=True))) == 2
