"""A project's state is set by its published updates (docs/domain.md, rules 1, 2 and 4)."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from roadmap.models import Milestone, Project, ProjectUpdate
from roadmap.past.state import ProjectState
from roadmap.verbs.updates import (
    confirm_unchanged,
    publish_project,
    publish_update,
    reject_update,
    report_update,
    revise_update,
    submit_update,
    take_back_update,
    undo_confirmation,
)
from strategy_portal.publishing.lifecycle import content_revision
from tests import make

pytestmark = pytest.mark.django_db

JANUARY, MARCH, MAY = (datetime.date(2026, month, 1) for month in (1, 3, 5))
STATE = ("status", "schedule", "state_reason", "priority", "priority_reason", "confirmed_on")


def state(project) -> ProjectState:
    return ProjectState(*Project.objects.values_list(*STATE).get(pk=project.pk))


def draft(project, **values) -> ProjectUpdate:
    return make.update(project=project, state="draft", **values)


class TestPublishUpdate:
    def test_sets_the_state(self):
        project = make.project(status="planned", confirmed_on=JANUARY)

        publish_update(draft(project, date=MARCH, status="running", schedule="on_track", priority="high"))

        assert state(project) == ProjectState("running", "on_track", "", "high", "", MARCH)

    def test_empty_fields_change_nothing_but_confirm(self):
        project = make.project(schedule="delayed", state_reason="Late.", priority="low", confirmed_on=JANUARY)

        publish_update(draft(project, date=MARCH))

        assert state(project) == ProjectState("running", "delayed", "Late.", "low", "", MARCH)

    def test_a_reason_ends_with_the_state_that_it_explains(self):
        project = make.project(schedule="delayed", state_reason="Late.", confirmed_on=JANUARY)

        publish_update(draft(project, date=MARCH, schedule="on_track"))

        assert state(project) == ProjectState("running", "on_track", "", "none", "", MARCH)

    def test_a_reason_ends_with_the_priority_that_it_explains(self):
        project = make.project(schedule="on_track", priority="high", priority_reason="Asked for.", confirmed_on=JANUARY)

        publish_update(draft(project, date=MARCH, priority="low"))

        assert state(project) == ProjectState("running", "on_track", "", "low", "", MARCH)

    @pytest.mark.parametrize(("status", "schedule"), [("completed", ""), ("idea", ""), ("planned", "on_track")])
    def test_only_planned_and_running_projects_keep_a_schedule(self, status, schedule):
        project = make.project(status="running", schedule="on_track", confirmed_on=JANUARY)

        publish_update(draft(project, date=MARCH, status=status))

        assert (state(project).status, state(project).schedule) == (status, schedule)

    def test_a_late_report_of_the_past_does_not_undo_what_came_after(self):
        project = make.project(status="planned", confirmed_on=JANUARY)
        make.update(project=project, date=MAY, status="completed")

        publish_update(draft(project, date=MARCH, status="running"))

        assert state(project) == ProjectState("completed", "", "", "none", "", MAY)

    def test_raises_the_content_revision(self):
        update = draft(make.project(confirmed_on=JANUARY), date=MARCH)
        before = content_revision()

        publish_update(update)

        assert content_revision() == before + 1

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"date": datetime.date(2999, 1, 1)}, "Das Datum der Statusmeldung liegt in der Zukunft."),
            (
                {"schedule": "on_track", "project": {"status": "idea"}},
                "Nur geplante und laufende Projekte haben einen Zeitplan.",
            ),
        ],
    )
    def test_refuses_and_changes_nothing(self, values, message):
        project = make.project(confirmed_on=JANUARY, **values.pop("project", {"status": "planned"}))
        before = state(project), content_revision()
        update = draft(project, **values)

        with pytest.raises(ValidationError) as refused:
            publish_update(update)

        assert refused.value.messages == [message]
        assert (state(project), content_revision()) == before
        assert ProjectUpdate.objects.get(pk=update.pk).state == "draft"

    def test_refuses_what_is_published_or_rejected(self):
        project = make.project(confirmed_on=JANUARY)
        published = make.update(project=project)
        rejected = make.update(project=project, state="rejected")

        for update in (published, rejected):
            with pytest.raises(ValidationError):
                publish_update(update)


class TestMilestonesOfAnUpdate:
    def change(self, project, milestone, day, **values) -> ProjectUpdate:
        update = draft(project, date=day)
        make.milestone_change(update=update, milestone=milestone, **values)
        return update

    def dates(self, milestone) -> tuple:
        return Milestone.objects.values_list("due", "due_precision", "reached_on").get(pk=milestone.pk)

    def test_are_written_when_it_is_published(self):
        milestone = make.milestone(due=JANUARY)
        update = self.change(milestone.project, milestone, MARCH, due=MAY, due_precision="quarter")
        assert self.dates(milestone) == (JANUARY, "day", None)

        publish_update(update)

        assert self.dates(milestone) == (MAY, "quarter", None)
        assert milestone.history.count() == 2

    def test_what_it_does_not_say_stays(self):
        milestone = make.milestone(due=JANUARY, due_precision="month")

        publish_update(self.change(milestone.project, milestone, MARCH, reached_on=MARCH))

        assert self.dates(milestone) == (JANUARY, "month", MARCH)

    def test_a_late_report_of_the_past_does_not_undo_what_came_after(self):
        milestone = make.milestone(due=JANUARY)
        publish_update(self.change(milestone.project, milestone, MAY, due=MAY))

        publish_update(self.change(milestone.project, milestone, MARCH, due=MARCH, reached_on=MARCH))

        assert self.dates(milestone) == (MAY, "day", MARCH)

    def test_of_another_project_are_refused_with_the_whole_update(self):
        update = self.change(make.project(status="planned"), make.milestone(due=JANUARY), MARCH, due=MAY)

        with pytest.raises(ValidationError) as refused:
            publish_update(update)

        assert refused.value.messages == ["Dieser Meilenstein gehört zu einem anderen Projekt."]
        assert ProjectUpdate.objects.get(pk=update.pk).state == "draft"

    def test_a_day_to_come_is_refused_with_the_whole_update(self):
        milestone = make.milestone()
        update = self.change(milestone.project, milestone, MARCH, reached_on=datetime.date(2999, 1, 1))

        with pytest.raises(ValidationError) as refused:
            publish_update(update)

        assert refused.value.messages == ["Dieser Tag liegt noch in der Zukunft."]
        assert ProjectUpdate.objects.get(pk=update.pk).state == "draft"


@pytest.mark.parametrize(("milestones", "queries"), [(0, 19), (1, 22), (12, 44)])
def test_publishing_asks_the_database_little(milestones, queries):
    update = make.update_of_many(milestones=milestones)

    with CaptureQueriesContext(connection) as found:
        publish_update(update)

    assert Milestone.objects.filter(due=MAY).count() == milestones
    assert len(found) == queries


def test_publishing_writes_only_what_the_update_changes():
    update = make.update_of_many(milestones=1)

    with CaptureQueriesContext(connection) as found:
        publish_update(update)

    written = [sql for query in found if (sql := query["sql"]).startswith('UPDATE "roadmap_')]
    columns = [set(re.findall(r'"(\w+)" = ', sql.partition(" SET ")[2].partition(" WHERE ")[0])) for sql in written]
    assert columns == [{"state", "published_at", "round_id"}, {*STATE, "modified_at"}, {"due", "due_precision"}]


class TestSubmitUpdate:
    def test_belongs_to_the_open_round(self):
        reporting_round, alice = make.reporting_round(), make.user()
        update = draft(make.project(), date=MARCH)

        submit_update(update, by=alice, at=make.noon(MARCH))

        update.refresh_from_db()
        assert (update.state, update.submitted_at) == ("submitted", make.noon(MARCH))
        assert (update.author, update.round) == (alice, reporting_round)

    def test_stays_in_its_round_when_it_is_published_in_another(self):
        first, alice = make.reporting_round(), make.user()
        update = draft(make.project(), date=MARCH)
        submit_update(update, by=alice, at=make.noon(MARCH))
        first.closed_on = first.deadline
        first.save()
        make.reporting_round()

        publish_update(update)

        assert ProjectUpdate.objects.get(pk=update.pk).round == first

    def test_keeps_its_author_and_needs_no_round(self):
        make.reporting_round(closed_on=make.DAY)
        author = make.user()
        update = draft(make.project(), author=author)

        submit_update(update, by=make.user())

        update.refresh_from_db()
        assert (update.author, update.round) == (author, None)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"state": "submitted"}, "Nur ein Entwurf kann eingereicht werden."),
            ({"state": "rejected"}, "Nur ein Entwurf kann eingereicht werden."),
            ({"date": datetime.date(2999, 1, 1)}, "Das Datum der Statusmeldung liegt in der Zukunft."),
            ({"schedule": "on_track"}, "Nur geplante und laufende Projekte haben einen Zeitplan."),
        ],
    )
    def test_refuses(self, values, message):
        update = make.update(project=make.project(status="idea"), **{"state": "draft", **values})

        with pytest.raises(ValidationError) as refused:
            submit_update(update, by=make.user())

        assert refused.value.messages == [message]
        assert ProjectUpdate.objects.get(pk=update.pk).state == update.state

    def test_refuses_a_state_without_the_reason_that_it_needs(self):
        project = make.project(status="running", schedule="delayed")

        with pytest.raises(ValidationError):
            submit_update(draft(project, status="planned"), by=make.user())

        assert state(project).status == "running"

    def test_is_taken_back(self):
        make.reporting_round()
        update = draft(make.project())
        submit_update(update, by=make.user())

        take_back_update(update)

        update.refresh_from_db()
        assert (update.state, update.submitted_at, update.round) == ("draft", None, None)

    @pytest.mark.parametrize("given", ["draft", "published", "rejected"])
    def test_nothing_else_is_taken_back(self, given):
        update = make.update(state=given)

        with pytest.raises(ValidationError):
            take_back_update(update)

        assert ProjectUpdate.objects.get(pk=update.pk).state == given

    def test_one_deleted_meanwhile(self):
        update = draft(make.project())
        ProjectUpdate.objects.get(pk=update.pk).delete()

        for verb in (publish_update, take_back_update):
            with pytest.raises(ValidationError) as refused:
                verb(update)
            assert refused.value.messages == ["Diese Statusmeldung wurde inzwischen gelöscht."]


class TestConfirmUnchanged:
    def test_waits_for_publication(self):
        project = make.project(status="running", schedule="on_track", confirmed_on=JANUARY)

        update = confirm_unchanged(project, by=make.user(), date=MARCH)

        assert (update.state, update.is_confirmation, update.text) == (
            "submitted",
            True,
            "Stand unverändert bestätigt.",
        )
        assert state(project).confirmed_on == JANUARY

    def test_changes_the_day_of_the_check_alone(self):
        values = {"status": "running", "schedule": "delayed", "state_reason": "Rain.", "priority": "high"}
        project = make.project(confirmed_on=JANUARY, **values)

        with translation.override("en"):
            update = confirm_unchanged(project, by=make.user(), date=MARCH, publish=True)

        assert (update.state, update.text) == ("published", "Stand unverändert bestätigt.")
        assert state(project) == ProjectState("running", "delayed", "Rain.", "high", "", MARCH)

    def test_needs_a_public_state(self):
        with pytest.raises(ValidationError) as refused:
            confirm_unchanged(make.project(published=False), by=make.user(), date=MARCH)

        assert refused.value.messages == [
            "Das Projekt ist noch nicht öffentlich; es gibt noch keinen Stand zu bestätigen."
        ]

    def test_and_no_other_update_that_waits(self):
        project = make.project()
        make.update(project=project, state="submitted")

        with pytest.raises(ValidationError) as refused:
            confirm_unchanged(project, by=make.user(), date=MARCH)

        assert refused.value.messages == [
            "Eine andere Statusmeldung zu diesem Projekt wartet auf die Veröffentlichung."
        ]

    def test_once_a_day_unless_there_is_news_or_a_round_asks(self):
        project, alice = make.project(confirmed_on=JANUARY), make.user()
        confirm_unchanged(project, by=alice, date=MARCH, publish=True)

        with pytest.raises(ValidationError) as refused:
            confirm_unchanged(project, by=alice, date=MARCH, publish=True)

        assert refused.value.messages == ["Das Projekt ist für diesen Tag schon bestätigt."]
        make.reporting_round()
        confirm_unchanged(project, by=alice, date=MARCH, publish=True)
        make.update(project=project, date=MARCH)
        confirm_unchanged(project, by=alice, date=MARCH, publish=True)
        assert project.updates.public().filter(is_confirmation=True).count() == 3

    def test_is_undone_until_it_is_public(self):
        project = make.project(confirmed_on=JANUARY)
        undo_confirmation(confirm_unchanged(project, by=make.user(), date=MARCH))
        assert project.updates.count() == 1

        published = confirm_unchanged(project, by=make.user(), date=MARCH, publish=True)
        with pytest.raises(ValidationError):
            undo_confirmation(published)

        assert state(project).confirmed_on == MARCH

    def test_is_no_change_that_readers_are_told(self, client):
        project = make.project(slug="glas", confirmed_on=JANUARY)
        for day in (MARCH, MAY):
            confirm_unchanged(project, by=make.user(), date=day, publish=True)

        page = client.get("/roadmap/glas/")
        assert [entry.update.date for entry in page.context["log"]] == [MAY, JANUARY]
        assert page.context["freshness"].confirmed_on == MAY
        assert client.get("/roadmap/aenderungen/?von=2026-02-01&bis=2026-06-01").context["changes"].messages == []
        assert client.get("/aktuelles.atom").text.count("<entry>") == 1
        assert client.get("/roadmap/?seit=2026-02-01").context["page"].paginator.count == 0


class TestReviseUpdate:
    def test_copies_what_it_said(self):
        milestone, alice = make.milestone(), make.user()
        update = make.update(
            project=milestone.project, state="rejected", date=MARCH, status="paused", is_example=True, source="Mail"
        )
        make.milestone_change(update=update, milestone=milestone, due=MAY, due_precision="month")

        revision = revise_update(update, by=alice)

        same = ("project", "date", "text", "status", "state_reason", "source", "is_example")
        assert [getattr(revision, name) for name in same] == [getattr(update, name) for name in same]
        assert (revision.state, revision.author, revision.rejection_reason) == ("draft", alice, "")
        assert list(revision.milestone_changes.values_list("milestone", "due", "due_precision")) == [
            (milestone.pk, MAY, "month")
        ]
        assert ProjectUpdate.objects.get(pk=update.pk).state == "rejected"

    def test_twice_makes_one_draft(self):
        update, alice = make.update(state="rejected"), make.user()

        assert revise_update(update, by=alice) == revise_update(update, by=alice)
        assert revise_update(update, by=make.user()).author != alice

    @pytest.mark.parametrize("given", ["draft", "submitted", "published"])
    def test_nothing_but_what_was_sent_back(self, given):
        with pytest.raises(ValidationError) as refused:
            revise_update(make.update(state=given), by=make.user())

        assert refused.value.messages == ["Nur eine zurückgegebene Statusmeldung kann überarbeitet werden."]


class TestRejectUpdate:
    def test_keeps_the_update_with_its_reason(self):
        project = make.project(status="planned", confirmed_on=JANUARY)
        update = draft(project, status="completed")

        reject_update(update, reason="Not yet.")

        saved = ProjectUpdate.objects.get(pk=update.pk)
        assert (saved.state, saved.rejection_reason) == ("rejected", "Not yet.")
        assert state(project).status == "planned"

    def test_needs_a_reason(self):
        update = draft(make.project())

        with pytest.raises(ValidationError):
            reject_update(update, reason="")

        assert ProjectUpdate.objects.get(pk=update.pk).state == "draft"

    def test_refuses_what_somebody_has_published_meanwhile(self):
        update = draft(make.project(), status="completed")
        publish_update(update)

        with pytest.raises(ValidationError):
            reject_update(update, reason="Not yet.")

        assert ProjectUpdate.objects.get(pk=update.pk).state == "published"


class TestPublishProject:
    def test_begins_the_history(self):
        project = make.project(published=False)

        publish_project(project, at=make.noon(MARCH))

        assert list(project.updates.values_list("date", "status", "state")) == [(MARCH, "", "published")]
        assert list(Project.objects.public()) == [project]
        assert (state(project).status, state(project).confirmed_on) == ("idea", MARCH)

    def test_the_beginning_speaks_the_language_of_the_portal(self):
        project = make.project(published=False)

        with translation.override("en"):
            publish_project(project)

        assert project.updates.get().text == "In die Roadmap aufgenommen."

    @pytest.mark.parametrize("day", [JANUARY, MARCH])
    def test_the_beginning_does_not_undo_what_was_drafted_before(self, day):
        project = make.project(published=False)
        update = draft(project, date=day, status="running")
        publish_project(project, at=make.noon(MARCH))

        publish_update(update)

        assert state(project) == ProjectState("running", "open", "", "none", "", MARCH)

    def test_a_row_read_before_an_update_does_not_bring_the_old_state_back(self):
        project = make.project(status="running")
        before = Project.objects.get(pk=project.pk)
        publish_update(draft(project, status="completed"))

        publish_project(before)

        assert state(project).status == "completed"

    def test_keeps_a_history_that_exists(self):
        project = make.project(published=False)
        make.update(project=project, status="running", date=JANUARY)
        project.refresh_from_db()

        publish_project(project, at=make.noon(MARCH))

        assert list(project.updates.values_list("date", "status")) == [(JANUARY, "running")]


class TestRulesOfTheDatabase:
    @pytest.mark.parametrize(
        ("values", "message"),
        [
            (
                {"status": "paused"},
                "Verzögerte, pausierte und eingestellte Projekte brauchen eine öffentliche Begründung.",
            ),
            ({"status": "idea", "schedule": "on_track"}, "Nur geplante und laufende Projekte haben einen Zeitplan."),
            ({"planned_start": MAY, "planned_end": JANUARY}, "Das geplante Ende liegt vor dem geplanten Beginn."),
            ({"check_interval": 0}, "Das Prüfintervall beträgt mindestens einen Tag."),
        ],
    )
    def test_project(self, values, message):
        project = make.project()
        for name, value in values.items():
            setattr(project, name, value)

        with pytest.raises(ValidationError) as refused:
            project.full_clean()

        assert message in refused.value.messages

    @pytest.mark.parametrize("days", [1, 365])
    def test_a_milestone_is_reached_by_today(self, days):
        milestone = make.milestone()
        milestone.reached_on = timezone.localdate()
        milestone.full_clean()
        milestone.reached_on += datetime.timedelta(days)

        with pytest.raises(ValidationError) as refused:
            milestone.full_clean()

        assert refused.value.message_dict == {"reached_on": ["Dieser Tag liegt noch in der Zukunft."]}


class TestPeriod:
    """An end that is not known to the day is compared as far as it is known."""

    @pytest.mark.parametrize(
        ("end", "precision", "in_order"),
        [
            ((2025, 3, 15), "day", True),
            ((2025, 3, 14), "day", False),
            ((2025, 3, 1), "day", False),
            ((2025, 3, 1), "month", True),
            ((2025, 2, 1), "month", False),
            ((2024, 3, 1), "month", False),
            ((2025, 1, 1), "quarter", True),
            ((2024, 10, 1), "quarter", False),
            ((2024, 1, 1), "quarter", False),
            ((2025, 1, 1), "year", True),
            ((2024, 1, 1), "year", False),
            ((2026, 1, 1), "year", True),
        ],
    )
    def test_end(self, end, precision, in_order):
        values = {
            "planned_start": datetime.date(2025, 3, 15),
            "planned_end": datetime.date(*end),
            "planned_end_precision": precision,
        }
        project = make.project()
        for name, value in values.items():
            setattr(project, name, value)

        if in_order:
            project.full_clean()
            project.save()
            assert Project.objects.filter(**values).exists()
        else:
            with pytest.raises(ValidationError):
                project.full_clean()
            with pytest.raises(IntegrityError), transaction.atomic():
                project.save()


class TestReportUpdate:
    """Updates of many projects from a file, one after the other."""

    def test_sets_the_state_as_any_published_update_does(self):
        project = make.project(status="planned", confirmed_on=JANUARY)
        round_ = make.reporting_round()
        author = make.user(username="alice")

        news = ProjectUpdate(project=project, date=MARCH, text="News.", status="running")
        report_update(news, by=author, round=round_)

        assert state(project) == ProjectState("running", "open", "", "none", "", MARCH)
        update = project.updates.get(text="News.")
        assert (update.state, update.author, update.round) == ("published", author, round_)
        assert project.history.first().status == "running"

    def test_comes_before_what_is_said_of_a_later_day(self):
        project = make.project(status="completed", confirmed_on=MAY)

        report_update(
            ProjectUpdate(project=project, date=MARCH, text="Late.", status="running"), by=make.user(), round=None
        )

        assert state(project).status == "completed"

    @pytest.mark.parametrize(
        "values",
        [
            {"status": "running", "schedule": "delayed"},
            {"schedule": "on_track"},
            {"date": datetime.date(2999, 1, 1)},
        ],
    )
    def test_keeps_the_rules(self, values):
        project = make.project(status="idea", confirmed_on=JANUARY)
        expected = state(project), ProjectUpdate.objects.count()

        with pytest.raises(ValidationError):
            report_update(
                ProjectUpdate(project=project, text="News.", **{"date": MARCH, **values}), by=make.user(), round=None
            )

        assert (state(project), ProjectUpdate.objects.count()) == expected

    def test_a_delay_needs_its_reason_even_if_it_is_over_since(self):
        project = make.project(status="running", schedule="on_track", confirmed_on=MARCH)
        late = ProjectUpdate(project=project, text="Late.", date=JANUARY, schedule="delayed")

        with pytest.raises(ValidationError, match="Begründung"):
            report_update(late, by=make.user(), round=None)

        assert not project.updates.filter(text="Late.").exists()
