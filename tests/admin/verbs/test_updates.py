"""A project's state in the admin: only a published update changes it, and a published update is never changed."""

import datetime
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmap.admin.projects import ProjectAdmin
from roadmap.models import Project, ProjectUpdate
from roadmap.verbs.updates import publish_update
from strategy_portal.publishing.lifecycle import content_revision
from tests import make
from tests.admin.forms import act, address, confirm, messages, seen, send

FEBRUARY = datetime.date(2026, 2, 1)
MARCH = datetime.date(2026, 3, 1)


def state(project) -> tuple:
    return Project.objects.values_list("status", "schedule", "priority").get(pk=project.pk)


class TestProjectForm:
    def test_a_crafted_post_changes_no_state(self, alice):
        project = make.project(status="planned", priority="low")

        send(
            alice,
            project,
            title="Changed",
            status="completed",
            schedule="on_track",
            priority="high",
            confirmed_on="2026-05-05",
            visibility="draft",
        )

        project.refresh_from_db()
        assert project.title == "Changed"
        assert state(project) == ("planned", "open", "low")
        assert (project.confirmed_on, project.is_public) == (make.DAY, True)

    def test_an_update_is_drafted_beside_it(self, alice):
        project = make.project(status="planned")

        send(alice, project, **new_update(status="running"))

        update = project.updates.get(state="draft")
        assert (update.status, update.author.username) == ("running", "alice")
        assert state(project) == ("planned", "open", "none")

    def test_and_published_at_once(self, alice):
        project = make.project(status="planned")

        send(alice, project, button="_publish_updates", **new_update(status="running"))

        assert state(project) == ("running", "open", "none")

    def test_of_several_all_are_published_or_none(self, alice):
        project = make.project(status="planned", title="Project")
        make.update(project=project, state="draft", date=FEBRUARY, status="running")
        make.update(project=project, state="draft", date=timezone.localdate() + datetime.timedelta(1))

        response = send(alice, project, button="_publish_updates")

        assert state(project) == ("planned", "open", "none")
        assert messages(response) == [
            "Your changes are saved, but this was not possible: The date of the update is in the future."
        ]

    def test_a_published_update_is_out_of_reach(self, alice):
        project = make.project()
        published = project.updates.get()
        forged = {
            "updates-TOTAL_FORMS": 1,
            "updates-INITIAL_FORMS": 1,
            "updates-0-id": published.pk,
            "updates-0-project": project.pk,
            "updates-0-date": "2026-01-15",
            "updates-0-text": "Changed.",
            "updates-0-DELETE": "on",
        }

        send(alice, project, **forged)
        send(alice, project, **{name.replace("updates", "updates-2"): value for name, value in forged.items()})

        assert project.updates.get().text == published.text


@pytest.mark.django_db(transaction=True)
def test_saving_a_project_does_not_undo_an_update_published_meanwhile(alice, monkeypatch):
    project = make.project(status="planned", confirmed_on=FEBRUARY)
    update = make.update(project=project, state="draft", date=MARCH, status="running")
    save = ProjectAdmin.save_model

    def publish():
        publish_update(update)
        connection.close()

    publishing = threading.Thread(target=publish)

    def save_slowly(*args, **kwargs):
        publishing.start()
        publishing.join(timeout=0.5)  # seconds; publishing has to wait until the form is saved
        save(*args, **kwargs)

    monkeypatch.setattr(ProjectAdmin, "save_model", save_slowly)

    send(alice, project, title="Changed")
    publishing.join()

    project.refresh_from_db()
    assert project.title == "Changed"
    assert (state(project), project.confirmed_on) == (("running", "open", "none"), MARCH)


REVIEW = "/en/verwaltung/roadmap/projectupdate/publish/"


def tick(client, page, *, only=None, **others):
    """Tick all boxes on the page that shows differences, or only the one of the update ``only``, and publish."""
    rows = [*page.context["differences"], *page.context["confirmations"]]
    boxes = {row.update.pk: f"{row.update.pk}:{row.stamp}" for row in rows}
    data = {"update": [boxes[only.pk]] if only else list(boxes.values())}
    return client.post(REVIEW, {**data, **others}, follow=True)


def new_update(**values) -> dict[str, str]:
    values = {"date": "2026-02-01", "text": "It goes on.", **values}
    return {"updates-TOTAL_FORMS": "1", **{f"updates-0-{name}": value for name, value in values.items()}}


class TestPublish:
    def test_the_button(self, alice):
        update = make.update(project=make.project(status="planned"), state="submitted", date=FEBRUARY, status="running")
        before = content_revision()

        send(alice, update, text="Typed.", button="_publish")

        update.refresh_from_db()
        assert (update.text, update.state) == ("Typed.", "published")
        assert state(update.project) == ("running", "open", "none")
        assert content_revision() > before

    def test_a_new_one_has_its_author(self, alice):
        project = make.project()

        send(alice, ProjectUpdate, "add", project=project.pk, date="2026-02-01", text="New.", button="_publish")

        update = project.updates.get(date=FEBRUARY)
        assert (update.state, update.author.username) == ("published", "alice")

    def test_several_in_the_order_of_their_days(self, alice):
        project = make.project(status="planned")
        later = make.update(project=project, state="draft", date=MARCH, status="completed")
        earlier = make.update(project=project, state="draft", date=FEBRUARY, status="running")

        response = tick(alice, act(alice, ProjectUpdate, "publish_selected", [later, earlier]))

        assert state(project) == ("completed", "", "none")
        assert messages(response) == ["2 updates are public now."]

    def test_one_that_is_refused_does_not_hold_up_the_others(self, alice):
        bad, good = make.project(title="Bad"), make.project(title="Good")
        future = timezone.localdate() + datetime.timedelta(1)
        refused = make.update(project=bad, state="draft", date=future, status="running")
        taken = make.update(project=good, state="draft", date=FEBRUARY, status="running")

        response = tick(alice, act(alice, ProjectUpdate, "publish_selected", [refused, taken]))

        assert [state(bad)[0], state(good)[0]] == ["idea", "running"]
        assert messages(response) == [
            f"{refused}: The date of the update is in the future.",
            "1 update is public now.",
        ]

    def test_a_published_one_is_not_published_again(self, alice):
        update = make.update(project=make.project(), state="submitted", date=FEBRUARY)
        page = alice.get(REVIEW)
        tick(alice, page)

        response = tick(alice, page)

        assert messages(response) == [f"{update}: This update is already published."]

    def test_only_what_is_ticked(self, alice):
        ticked, other = (make.update(project=make.project(), state="submitted", date=FEBRUARY) for _ in range(2))

        tick(alice, alice.get(REVIEW), only=ticked)

        assert [ProjectUpdate.objects.get(pk=row.pk).state for row in (ticked, other)] == ["published", "submitted"]

    def test_nothing_ticked(self, alice):
        make.update(state="submitted")

        assert messages(alice.post(REVIEW, follow=True)) == ["Nothing is ticked."]

    def test_what_has_changed_since_the_look_is_not_published(self, alice):
        update = make.update(project=make.project(status="planned"), state="submitted", date=FEBRUARY, status="running")
        page = alice.get(REVIEW)
        publish_update(make.update(project=update.project, state="draft", date=FEBRUARY, status="idea"))

        response = tick(alice, page)

        assert messages(response) == [f"{update}: It has changed since you looked at it. This is how it stands now."]
        assert state(update.project)[0] == "idea"

    def test_a_milestone_deleted_since_the_look(self, alice):
        milestone = make.milestone(title="Contract")
        update = make.update(project=milestone.project, state="submitted", date=FEBRUARY)
        make.milestone_change(update=update, milestone=milestone, due=MARCH)
        page = alice.get(REVIEW)
        milestone.delete()

        response = tick(alice, page)

        assert ProjectUpdate.objects.get(pk=update.pk).state == "submitted"
        assert [difference.lost for difference in response.context["differences"]] == [["Contract"]]
        assert "It also spoke of the milestone “Contract”, which has been deleted since." in response.text

    def test_mere_confirmations_are_read_in_one_table(self, alice):
        told = make.update(project=make.project(), state="submitted", date=FEBRUARY)
        plain = make.update(project=make.project(), state="submitted", date=FEBRUARY, is_confirmation=True)
        future = timezone.localdate() + datetime.timedelta(1)
        refused = make.update(project=make.project(), state="submitted", date=future, is_confirmation=True)

        page = alice.get(REVIEW)
        response = tick(alice, page)

        shown = {name: [row.update for row in page.context[name]] for name in ("differences", "confirmations")}
        assert shown == {"differences": [told, refused], "confirmations": [plain]}
        assert messages(response) == [
            f"{refused}: The date of the update is in the future.",
            "2 updates are public now.",
        ]

    @pytest.mark.parametrize("value", ["x", "1", ":", "1:", "²:a", "9" * 30 + ":a", "-1:a"])
    def test_odd_boxes_are_ignored(self, alice, value):
        make.update(state="submitted")

        assert alice.post(REVIEW, {"update": value}, follow=True).status_code == 200
        assert not ProjectUpdate.objects.filter(state="published", text="Something happened.").exists()


class TestReject:
    def test_with_a_reason(self, alice):
        update = make.update(state="submitted", text="Names a person.")

        question = act(alice, ProjectUpdate, "reject_selected", [update])
        page = question.redirect_chain[-1][0]
        without_reason = alice.post(page, {"reason": " "})
        assert without_reason.context["form"].errors == {"reason": ["This field is required."]}
        response = confirm(alice, page, reason="Leave out the name.")

        update.refresh_from_db()
        assert (update.state, update.rejection_reason) == ("rejected", "Leave out the name.")
        assert messages(response) == ["1 update is sent back."]

    def test_several_from_the_page_that_shows_differences(self, alice):
        updates = [make.update(state="submitted") for _ in range(2)]
        other = make.update(state="submitted")
        boxes = [f"{update.pk}:x" for update in updates]

        question = alice.post(REVIEW, {"update": boxes, "send_back": "1"}, follow=True)
        assert list(question.context["rows"].order_by("pk")) == updates
        response = confirm(alice, question.redirect_chain[-1][0], reason="Leave out the name.")

        assert response.redirect_chain == [(REVIEW, 302)]
        assert messages(response) == ["2 updates are sent back."]
        assert [row.update for row in response.context["differences"]] == [other]

    def test_what_has_changed_since_the_look_is_not_sent_back(self, alice):
        update = make.update(state="submitted")
        page = f"/en/verwaltung/roadmap/projectupdate/reject/?pk={update.pk}"
        looked = seen(alice, page)
        send(alice, update, text="Without the name.")

        response = alice.post(page, {**looked, "reason": "Leave out the name."}, follow=True)

        assert messages(response) == [f"{update}: It has changed since you looked at it. Please look again."]
        assert ProjectUpdate.objects.get(pk=update.pk).state == "submitted"

    def test_a_published_one_cannot_be_rejected(self, alice):
        update = make.update()

        alice.post(f"/en/verwaltung/roadmap/projectupdate/reject/?pk={update.pk}", {"reason": "No."})

        update.refresh_from_db()
        assert update.state == "published"


class TestDifference:
    """The difference that the team reads before publishing an update."""

    def lines(self, response) -> list[tuple[str, str, str]]:
        return [(line.label, line.now, line.then) for line in response.context["difference"].lines]

    def test_is_on_the_form(self, alice):
        project = make.project(status="planned", schedule="on_track")
        milestone = make.milestone(
            project=project, title="Contract", due=datetime.date(2026, 4, 1), due_precision="quarter"
        )
        update = make.update(
            project=project,
            state="submitted",
            date=FEBRUARY,
            status="running",
            schedule="delayed",
            state_reason="Objection.",
            priority="high",
        )
        make.milestone_change(update=update, milestone=milestone, due=datetime.date(2027, 1, 1), due_precision="year")

        assert self.lines(alice.get(address(update))) == [
            ("Status", "Planned", "In progress"),
            ("Schedule", "On schedule", "Delayed"),
            ("Reason of status or schedule", "–", "Objection."),
            ("Priority", "Not prioritised yet", "High"),
            ("Confirmed on", "Jan. 15, 2026", "Feb. 1, 2026"),
            ("Milestone “Contract”: due", "Q2 2026", "2027"),
        ]

    def test_a_late_report_changes_nothing_that_came_after(self, alice):
        project = make.project(status="planned")
        make.update(project=project, date=MARCH, status="completed")
        update = make.update(project=project, state="submitted", date=FEBRUARY, status="running")

        assert self.lines(alice.get(address(update))) == []

    def test_what_cannot_be_published_says_why(self, alice):
        update = make.update(project=make.project(status="idea"), state="submitted", date=FEBRUARY, schedule="delayed")

        response = alice.get(address(update))

        assert response.context["difference"].refusal == "Only planned and running projects have a schedule."

    def test_many_take_as_many_queries_as_one(self, alice):
        counts = []
        for number in (1, 3):
            for _ in range(number):
                milestone = make.milestone()
                update = make.update(project=milestone.project, state="submitted", date=FEBRUARY, status="running")
                make.milestone_change(update=update, milestone=milestone, reached_on=FEBRUARY)
            with CaptureQueriesContext(connection) as captured:
                assert len(alice.get(REVIEW).context["differences"]) == number + (number == 3)
            counts.append(len(captured))

        assert counts == [10, 10]


def test_the_list_says_what_is_new(alice):
    make.update(project=make.project(), state="draft", status="running", schedule="on_track", priority="high")

    assert "In progress · On schedule · High" in alice.get(address(ProjectUpdate, "changelist")).text


@pytest.mark.parametrize("final", ["published", "rejected"])
def test_a_final_update_is_never_changed(alice, final):
    update = make.update(state=final, text="Final.")

    assert alice.get(address(update)).context["has_change_permission"] is False
    assert alice.post(address(update), {"text": "Changed."}).status_code == 403
    update.refresh_from_db()
    assert update.text == "Final."


def test_a_published_update_is_never_deleted(alice):
    update = make.update()

    one = alice.post(address(update, "delete"), {"post": "yes"}, follow=True)
    several = act(alice, ProjectUpdate, "delete_selected", [update])

    assert ProjectUpdate.objects.filter(pk=update.pk).exists()
    assert messages(one) == ["A published update cannot be deleted."]
    assert messages(several) == [f"{update}: A published update cannot be deleted."]
