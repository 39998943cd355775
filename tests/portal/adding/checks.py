"""Checks, from outside, of everything that docs/adding.md adds. test_adding.py runs them in a copy of the sources."""

import csv

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from advisory_board.models import Award, Body, Meeting
from roadmap.models import Project
from strategy.models import Edition
from strategy.pdf import edition_html
from strategy_portal.publishing.lifecycle import publish, withdraw
from strategy_portal.publishing.look.badges import BADGES
from tests import make, world

pytestmark = pytest.mark.django_db


def test_a_model(client):
    world.city()
    award = Award.objects.create(body=Body.objects.get(), title="Goldene Maus")
    office = make.client(make.member("board_office"))

    assert "Goldene Maus" in office.get("/verwaltung/advisory_board/award/").content.decode()
    assert "Goldene Maus" not in client.get("/suche/?q=maus").content.decode()
    publish(award)
    assert "/digitalbeirat/" in client.get("/suche/?q=maus").content.decode()
    withdraw(award)
    assert [record.visibility for record in award.history.all()] == ["draft", "published", "draft"]
    with pytest.raises(ValidationError):
        Award(body=award.body).full_clean()


def test_a_column(alice):
    department = make.department(name="Library", slug="library")

    sheet = alice.get("/verwaltung/roadmap/department/export/csv/").content.decode("utf-8-sig")

    headings, line = csv.reader(sheet.splitlines(), delimiter=";")
    assert (headings[0], line[0]) == ("ID", str(department.pk))


def test_a_filter(client):
    make.project(number=1, title="Inside", participation="internal")
    make.project(number=2, title="Outside", participation="external")

    found = client.get("/roadmap/?beteiligung=external").content.decode()

    assert ("Outside" in found, ">Inside<" in found) == (True, False)
    assert 'name="beteiligung"' in found


def test_a_label():
    assert Meeting.State("moved").label == "Moved to another day"
    assert BADGES["meeting"]["moved"] == ("outline", "clock")
    make.meeting(state="moved", number=1)
    assert Meeting.objects.get().get_state_display() == "Moved to another day"


def test_a_feed(client):
    world.city()
    project = Project.objects.get(number=1)
    make.update(project=project, text="News.", state="published")

    answer = client.get("/vision/statement-1/aktuelles.atom")

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert project.title in answer.content.decode()
    assert client.get("/vision/none/aktuelles.atom").status_code == 404


def test_a_role():
    auditor = make.client(make.member("auditor"))
    make.project(title="Glasfaser")

    assert Group.objects.filter(name="Revision").exists()
    assert "Glasfaser" in auditor.get(reverse("admin:roadmap_project_changelist")).content.decode()
    assert auditor.get(reverse("admin:roadmap_project_add")).status_code == 403


def test_a_chapter():
    world.city()

    html = edition_html(Edition.objects.get(number=1), today=world.PAST)

    assert 'id="ausblick"' in html
    assert render_to_string("pdf/outlook.html").strip() in html
