"""Drafts with a planned time: the verbs that plan a publication or cancel it."""

import contextlib
import datetime
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from roadmap.verbs.updates import publish_project
from strategy.editions import adopt
from strategy.models import Partner
from strategy_portal.publishing.lifecycle import (
    cancel_schedule,
    content_stamp,
    publish,
    rehearsal,
    schedule_publication,
    withdraw,
)
from tests import make

NOW = make.noon(datetime.date(2026, 2, 1))
LATER = NOW + datetime.timedelta(hours=1)

pytestmark = pytest.mark.django_db


def test_a_draft_waits_and_stays_a_draft():
    draft = make.partner(published=False)
    before = content_stamp()

    schedule_publication(draft, at=LATER, now=NOW)

    draft.refresh_from_db()
    assert (draft.publish_at, draft.visibility, draft.published_at) == (LATER, "draft", None)
    assert list(Partner.objects.due(NOW)) == []
    assert list(Partner.objects.due(LATER)) == [draft]
    assert content_stamp() == before
    assert draft.history.count() == 2  # created and planned; the rehearsal left no record


def test_another_time_replaces_the_first():
    draft = make.partner(published=False, publish_at=LATER)

    schedule_publication(draft, at=LATER + datetime.timedelta(1), now=NOW)

    assert Partner.objects.get().publish_at == LATER + datetime.timedelta(1)


@pytest.mark.parametrize("at", [NOW, NOW - datetime.timedelta(seconds=1)])
def test_a_time_that_has_passed(at):
    draft = make.partner(published=False)

    with pytest.raises(ValidationError, match="Dieser Zeitpunkt ist vorbei"):
        schedule_publication(draft, at=at, now=NOW)

    assert Partner.objects.get().publish_at is None


def test_what_is_public_already():
    with pytest.raises(ValidationError, match="bereits öffentlich"):
        schedule_publication(make.partner(), at=LATER, now=NOW)


def test_what_a_rule_of_publishing_refuses():
    draft = make.partner(published=False)
    Partner.objects.filter(pk=draft.pk).update(url="unsinn")

    with pytest.raises(ValidationError, match="gültige Adresse"):
        schedule_publication(draft, at=LATER, now=NOW)

    assert Partner.objects.get().publish_at is None


def test_the_models_own_verb_is_tried_and_leaves_nothing():
    draft = make.project(published=False)
    tried = []

    def publishing(row):
        publish_project(row)
        tried.append(row.updates.count())

    schedule_publication(draft, at=LATER, now=NOW, publishing=publishing)

    draft.refresh_from_db()
    assert tried == [1]
    assert (draft.is_scheduled, draft.is_public, draft.updates.count()) == (True, False, 0)


def test_the_plan_is_taken_back():
    draft = make.partner(published=False, publish_at=LATER)

    cancel_schedule(draft)

    assert Partner.objects.get().publish_at is None
    with pytest.raises(ValidationError, match="kein Zeitpunkt geplant"):
        cancel_schedule(draft)


@pytest.mark.parametrize("verb", [publish, withdraw])
def test_publishing_by_hand_ends_the_waiting(verb):
    draft = make.partner(published=False, publish_at=LATER)

    verb(draft)

    assert Partner.objects.get().publish_at is None


def test_publishing_twice_keeps_the_first_time():
    row = make.partner(published=False)

    publish(row, at=NOW)
    publish(row, at=LATER)

    assert Partner.objects.get().published_at == NOW


def test_adoption_ends_the_waiting():
    edition = make.edition(published=False, publish_at=LATER)

    adopt(edition)

    edition.refresh_from_db()
    assert (edition.is_public, edition.publish_at) == (True, None)


def test_a_rehearsal_leaves_nothing_even_when_it_fails():
    draft = make.partner(published=False)

    with rehearsal():
        publish(draft)
        assert Partner.objects.public().count() == 1
    with contextlib.suppress(ZeroDivisionError), rehearsal():
        publish(Partner.objects.get())
        raise ZeroDivisionError

    assert Partner.objects.public().count() == 0


@pytest.mark.parametrize(
    ("make_row", "verb"),
    [
        (make.partner, publish),
        (make.partner, withdraw),
        (make.partner, partial(schedule_publication, at=LATER, now=NOW)),
        (make.project, publish_project),
    ],
)
def test_a_row_deleted_meanwhile_stays_deleted(make_row, verb):
    row = make_row(published=False)
    type(row).objects.get().delete()

    with pytest.raises(ValidationError) as refused:
        verb(row)

    assert refused.value.messages == ["Der Eintrag wurde inzwischen gelöscht."]
    assert not type(row).objects.exists()
