"""What a project's page says of its milestones and fields."""

import datetime
import re

import pytest

from tests import make

pytestmark = pytest.mark.django_db

PAST, FUTURE = datetime.date(2020, 1, 1), datetime.date(2099, 1, 1)


def part(client, project, start: str, end: str) -> str:
    return client.get(project.get_absolute_url()).content.decode().partition(start)[2].partition(end)[0]


@pytest.mark.parametrize(("status", "passed"), [("running", ["Late"]), ("planned", ["Late"]), ("completed", [])])
def test_says_openly_which_dates_have_passed(client, status, passed):
    make.municipality()
    project = make.project(status=status)
    make.milestone(project=project, title="Done", due=PAST, reached_on=PAST)
    make.milestone(project=project, title="Late", due=PAST)
    make.milestone(project=project, title="This year", due=datetime.date(2099, 1, 1), due_precision="year")
    make.milestone(project=project, title="Undated")

    events = part(client, project, 'id="milestones"', "</ol>").split("<li")[1:]

    titles = [title for event in events for title in ("Done", "Late", "This year", "Undated") if title in event]
    assert titles == ["Done", "Late", "This year", "Undated"]
    assert [
        title for title, event in zip(titles, events, strict=True) if "Der Termin ist verstrichen." in event
    ] == passed


def test_a_field_is_named_once(client):
    make.municipality()
    lead, further = make.field(number=1, name="Bildung"), make.field(number=2, name="Mobilität")
    project = make.project(lead_field=lead, further_fields=[further, lead])

    chips = part(client, project, 'id="serves"', "</ul>")

    assert re.findall(r">(Bildung|Mobilität)<", chips) == ["Bildung", "Mobilität"]
