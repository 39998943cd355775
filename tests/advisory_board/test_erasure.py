"""Erasing a person: the row, its history, the admin log, and stored copies of public pages."""

import datetime
import functools

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from advisory_board.erasure import ERASED, erase_person
from advisory_board.models import Consent, Membership, Person
from strategy_portal.publishing.lifecycle import content_revision
from strategy_portal.publishing.models import StoredPdf, Upload
from tests import make
from tests.admin.forms import address, send

NAME, EMAIL, LIFE = "Wilhelmine Öztürk", "wilhelmine@example.org", "Gründete 1999 die Buchhandlung am Markt."


@functools.cache  # asking for the columns takes longer than searching them
def columns_of_tables() -> dict[str, list[str]]:
    ask = connection.introspection
    with connection.cursor() as cursor:
        return {
            table: [column.name for column in ask.get_table_description(cursor, table)]
            for table in ask.table_names(cursor)
        }


def everywhere() -> set[str]:
    """Return the tables of the whole database that mention her in any column."""
    told = ["%Wilhelmine%", "%wilhelmine@%", "%Buchhandlung%"]
    found = set()
    with connection.cursor() as cursor:
        for table, columns in columns_of_tables().items():
            tells = [f'CAST("{column}" AS TEXT) LIKE %s' for column in columns for _text in told]
            query = f'SELECT EXISTS(SELECT 1 FROM "{table}" WHERE {" OR ".join(tells)})'  # noqa: S608 - names of the schema
            cursor.execute(query, told * len(columns))
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def known() -> Person:
    person = make.person(name="Wilhelmine Früher", email=EMAIL, biography=LIFE)
    make.consent(person=person, scope="name")
    make.membership(person=person, organisation="Handel")
    person.name = NAME
    person.save()
    return person


def test_nothing_is_left(alice):
    person = known()
    send(alice, person, email="wilhelmine@example.com")
    StoredPdf.objects.create(address="strategie", revision=1, content=b"Wilhelmine")
    target = "advisory_board.person"
    Upload.objects.create(user=make.user(), target=target, name="Wilhelmine.csv", content=b"x", outcome="")
    assert everywhere() >= {"advisory_board_person", "advisory_board_historicalperson", "django_admin_log"}
    LogEntry.objects.create(
        user=make.user(),
        content_type=ContentType.objects.get_for_model(Consent),
        object_id=str(person.consents.get().pk),
        object_repr=f"{NAME}: Name",
        action_flag=CHANGE,
    )
    before = content_revision()
    page = f"{address(person)[: -len('change/')]}erase/"
    asked = alice.get(page)
    assert "This cannot be undone." in asked.text
    assert NAME in asked.text

    response = alice.post(page, follow=True)

    assert response.status_code == 200
    assert everywhere() == set()
    person = Person.objects.get()
    assert (person.name, person.email, person.biography) == (ERASED, "", "")
    record = Person.history.get()
    assert record.history_change_reason == "Personenbezogene Daten gelöscht (Art. 17 DSGVO)"
    assert record.history_user.username == "alice"
    assert content_revision() > before
    assert not StoredPdf.objects.exists()
    assert ERASED in alice.get(address(person, "history")).text


def test_the_seat_stays_without_a_name(alice, client):
    body = make.body()
    seat = make.seat(group=make.seat_group(body=body, name="Wirtschaft"))
    person = make.person(name=NAME)
    make.consent(person=person, scope="name", given_on=datetime.date(2026, 1, 1))
    member = make.membership(person=person, seat=seat, term=make.term(body=body), organisation="Handel")
    assert NAME in client.get(body.get_absolute_url()).text

    erase_person(person)

    page = client.get(body.get_absolute_url()).text
    assert "Handel" in page
    assert (NAME in page, ERASED in page) == (False, False)
    member.refresh_from_db()
    assert member.person == person


def test_deleting_a_person_forgets_the_past(alice):
    for way in ("button", "list"):
        person = known()
        Membership.objects.all().delete()
        assert everywhere() != set()

        if way == "button":
            alice.post(address(person, "delete"), {"post": "yes"})
        else:
            rows = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes", "select_across": "1"}
            alice.post(address(Person, "changelist"), rows)

        assert not Person.objects.exists()
        assert everywhere() == set()
    assert alice.get(address(Person, "changelist") + "deleted/").context["rows"] == []


def test_other_texts_are_named_and_stay(alice):
    person = make.person(name=NAME)
    meeting = make.meeting(summary=f"Es sprach {NAME}.")
    page = f"{address(person)[: -len('change/')]}erase/"

    found = [(each.label, each.count, each.is_past) for each in alice.get(page).context["mentions"]]
    alice.post(page)

    assert found == [("Meetings", 1, False), ("Meetings", 1, True)]
    meeting.refresh_from_db()
    assert NAME in meeting.summary


@pytest.mark.parametrize("rights", [(), ("view_person",), ("view_person", "change_person")])
def test_who_may_not_delete_may_not_erase(client, db, rights):
    person = make.person(name=NAME)
    client.force_login(make.staff_user(permissions=[f"advisory_board.{right}" for right in rights]))

    assert client.post(f"{address(person)[: -len('change/')]}erase/").status_code == 403
    assert Person.objects.get().name == NAME


def test_every_text_of_a_person_is_emptied():
    """This fails if a new text column of a person is not emptied."""
    columns = {each.name for each in apps.get_model("advisory_board.Person")._meta.concrete_fields}

    assert columns == {"id", "name", "email", "biography", "modified_at"}
