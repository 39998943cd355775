"""The bulk world is like one that the verbs have made: its projects say what their histories say."""

import pytest

from roadmap.history import histories
from roadmap.models import Project
from tests import make, world


@pytest.mark.django_db
def test_states_are_those_of_the_history():
    world.roadmap(24)

    found = histories()

    for project in Project.objects.public():
        project.full_clean()
        state = found[project.pk].state_at(make.DAY)
        assert {name: getattr(project, name) for name in vars(state)} == vars(state)
    assert len(found) == 24
