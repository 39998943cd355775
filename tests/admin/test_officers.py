"""Officers report on the projects that their own departments lead, and have access to nothing else."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmap.models import MilestoneChange, Project, ProjectUpdate
from roadmap.verbs.updates import publish_update
from tests import make
from tests.admin.forms import act, address, filled_in, messages, seen, send

OWN = "/en/verwaltung/roadmap/projectupdate/own/"
FEBRUARY = datetime.date(2026, 2, 1)


@pytest.fixture
def officer(db):
    return make.member("officer", username="olga")


@pytest.fixture
def unit(officer):
    return make.department(name="Ordnungsamt", officers=[officer])


@pytest.fixture
def olga(officer) -> Client:
    return make.client(officer)


@pytest.fixture
def project(unit):
    return make.project(title="Own", lead_department=unit, status="running")


@pytest.fixture
def foreign():
    return make.project(title="Foreign", lead_department=make.department(), status="running")


def titles(response) -> list[str]:
    return [row.project.title for row in response.context["rows"]]


class TestOwnProjects:
    def test_only_those_led_by_the_own_unit(self, olga, unit, project, foreign):
        foreign.participating_departments.add(unit)
        make.project(title="Nobody's")

        response = olga.get(OWN)

        assert titles(response) == ["Own"]
        assert "Foreign" not in response.text

    def test_what_is_to_be_checked_first_comes_first(self, olga, unit):
        for title, days in (("Later", 10), ("Overdue", 200), ("Soon", 80)):
            day = timezone.localdate() - datetime.timedelta(days)
            make.project(title=title, lead_department=unit, status="running", confirmed_on=day)
        make.project(title="Ended", lead_department=unit, status="completed")

        assert titles(olga.get(OWN)) == ["Overdue", "Soon", "Later", "Ended"]

    def test_the_number_of_queries_is_constant(self, olga, unit):
        counts = []
        for number in (1, 3):
            for _ in range(number):
                project = make.project(lead_department=unit, status="running")
                make.update(project=project, state="draft")
                make.update(project=project, state="rejected")
            with CaptureQueriesContext(connection) as captured:
                olga.get(OWN)
            counts.append(len(captured))

        assert counts == [7, 7]

    def test_officers_without_a_department_are_told(self, olga, foreign):
        response = olga.get(OWN)

        assert titles(response) == []
        assert "No unit has named you as its officer" in response.text

    def test_is_closed_to_those_who_write_no_updates(self, charlie):
        assert charlie.get(OWN).status_code == 403


@pytest.mark.any_database
class TestWelcomePage:
    def test_leads_to_the_own_projects(self, olga, unit, project):
        long_ago = timezone.localdate() - datetime.timedelta(days=200)
        make.update(project=make.project(lead_department=unit, confirmed_on=long_ago), state="rejected", date=long_ago)

        text = olga.get("/en/verwaltung/").text

        lines = re.findall(r'<a href="/en/verwaltung/roadmap/projectupdate/own/">(.+?)</a></th><td.*?>(\d+)<', text)
        assert lines == [
            ("My projects", "2"),
            ("Projects whose check is overdue", "2"),
            ("Updates sent back to you", "1"),
        ]

    def test_says_nothing_of_that_to_the_team(self, alice):
        assert "My projects" not in alice.get("/en/verwaltung/").text


class TestTeam:
    """People who may publish can confirm several projects at once, in the list of projects."""

    def test_confirms_what_can_be_confirmed(self, alice, project, foreign):
        draft = make.project(title="Draft", published=False)

        response = act(alice, Project, "confirm_selected", [project, foreign, draft])

        today = timezone.localdate()
        assert list(Project.objects.filter(confirmed_on=today).order_by("title")) == [foreign, project]
        assert messages(response) == [
            "Draft: The project is not public yet; there is no state to confirm.",
            "2 projects are confirmed as unchanged.",
        ]

    def test_confirms_only_what_was_read(self, alice, project):
        page = address(Project, "changelist")
        read = seen(alice, page)
        make.update(project=project, state="submitted", status="completed", text="Done.")
        publish_update(project.updates.get(state="submitted"))

        response = alice.post(
            page, {"action": "confirm_selected", "_selected_action": [project.pk], **read}, follow=True
        )

        assert messages(response) == [f"{project}: It has changed since you looked at it. Please look again."]
        assert not project.updates.filter(is_confirmation=True).exists()

    def test_only_who_publishes_updates(self, client, project):
        client.force_login(make.member("editor"))

        act(client, Project, "confirm_selected", [project])

        assert project.updates.count() == 1


class TestConfirmUnchanged:
    def test_with_one_click(self, olga, officer, project):
        reporting_round = make.reporting_round()

        response = olga.post(OWN, {"confirm": project.pk}, follow=True)

        update = project.updates.get(state="submitted")
        assert (update.text, update.is_confirmation) == ("Stand unverändert bestätigt.", True)
        assert (update.author, update.round, update.date) == (officer, reporting_round, timezone.localdate())
        assert messages(response) == ["“Own” is confirmed as unchanged; the team publishes it."]
        assert Project.objects.get(pk=project.pk).confirmed_on == make.DAY
        assert 'name="confirm"' not in response.text

    def test_a_confirmation_is_taken_back(self, olga, project):
        olga.post(OWN, {"confirm": project.pk})

        response = olga.post(OWN, {"undo": project.updates.get(state="submitted").pk}, follow=True)

        assert messages(response)[-1] == "The confirmation is taken back."
        assert project.updates.exclude(state="published").count() == 0

    def test_twice_counts_once(self, olga, project):
        olga.post(OWN, {"confirm": project.pk})

        response = olga.post(OWN, {"confirm": project.pk}, follow=True)

        assert messages(response)[-1] == "Another update of this project waits for publication."
        assert project.updates.filter(is_confirmation=True).count() == 1

    def test_only_a_confirmation_is_undone(self, olga, project):
        update = make.update(project=project, state="submitted")

        olga.post(OWN, {"undo": update.pk})

        assert ProjectUpdate.objects.filter(pk=update.pk).exists()

    def test_a_published_one_stays(self, alice, olga, project):
        update = make.update(project=project, is_confirmation=True)

        response = olga.post(OWN, {"undo": update.pk}, follow=True)

        assert messages(response) == ["Only a confirmation that is not public yet can be undone."]
        assert ProjectUpdate.objects.filter(pk=update.pk).exists()

    @pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "²", "\0"])
    @pytest.mark.parametrize("button", ["confirm", "undo"])
    def test_odd_keys(self, olga, project, button, key):
        assert olga.post(OWN, {button: key}).status_code == 404

    def test_who_may_publish_does_so_at_once(self, client, officer, project):
        lead = make.member("publisher", username="paul")
        project.lead_department.officers.add(lead)
        client.force_login(lead)

        response = client.post(OWN, {"confirm": project.pk}, follow=True)

        assert messages(response) == ["“Own” is confirmed as unchanged, and readers see it."]
        assert Project.objects.get(pk=project.pk).confirmed_on == timezone.localdate()


def ticked(response) -> list[str]:
    """Return the titles of the projects whose boxes are ticked."""
    boxes = re.findall(r'<input type="checkbox" name="project" value="\d+"( checked)?> (.+?)</label>', response.text)
    return [title for is_ticked, title in boxes if is_ticked]


class TestConfirmSeveral:
    @pytest.fixture
    def projects(self, unit) -> dict[str, Project]:
        return {
            title: make.project(title=title, lead_department=unit, status="running")
            for title in ("One", "Two", "Written about", "Waits", "Reported")
        }

    def test_two_clicks_confirm_all_projects_without_an_update(self, olga, projects):
        for project in projects.values():
            project.updates.update(round=None)
        reporting_round = make.reporting_round()
        make.update(project=projects["Written about"], state="draft")
        make.update(project=projects["Waits"], state="submitted", round=reporting_round)
        make.update(project=projects["Reported"], round=reporting_round)

        page = olga.get(f"{OWN}?all=1")
        assert ticked(olga.get(OWN)) == []
        assert ticked(page) == ["One", "Two"]
        chosen = [projects[title].pk for title in ticked(page)]
        response = olga.post(OWN, {"confirm_chosen": "1", "project": chosen}, follow=True)

        confirmed = ProjectUpdate.objects.filter(state="submitted", is_confirmation=True)
        assert sorted(confirmed.values_list("project__title", "round")) == [
            ("One", reporting_round.pk),
            ("Two", reporting_round.pk),
        ]
        assert messages(response) == [
            "2 projects are confirmed as unchanged; the team publishes the confirmations.",
        ]

    def test_one_that_is_refused_does_not_hold_up_the_others(self, olga, projects):
        make.update(project=projects["Waits"], state="submitted")
        chosen = [projects["Waits"].pk, projects["One"].pk]

        response = olga.post(OWN, {"confirm_chosen": "1", "project": chosen}, follow=True)

        assert sorted(messages(response)) == [
            "1 project is confirmed as unchanged; the team publishes the confirmation.",
            "Waits: Another update of this project waits for publication.",
        ]

    def test_others_and_odd_ones_are_left_out(self, olga, project, foreign):
        odd = [foreign.pk, "x", "-1", "9" * 30, "²", "\0"]

        response = olga.post(OWN, {"confirm_chosen": "1", "project": odd}, follow=True)

        assert messages(response) == ["Nothing is ticked."]
        assert not ProjectUpdate.objects.filter(is_confirmation=True).exists()


class TestInARound:
    def test_what_is_missing_comes_first(self, olga, unit):
        reported, missing, ended = (
            make.project(title=title, lead_department=unit, status=status)
            for title, status in (("Reported", "running"), ("Missing", "running"), ("Ended", "completed"))
        )
        ProjectUpdate.objects.update(round=None)
        make.update(project=reported, round=make.reporting_round(title="Autumn"))

        response = olga.get(OWN)

        assert [(row.project, row.has_reported) for row in response.context["rows"]] == [
            (missing, False),
            (reported, True),
            (ended, None),
        ]
        assert "1 of 2 projects are reported." in response.text
        assert '<progress id="round-bar" max="2" value="1"></progress>' in response.text

    def test_officers_who_have_reported_everything_are_thanked(self, olga, project):
        make.update(project=project, round=make.reporting_round())

        assert "Thank you, that is all for this round." in olga.get(OWN).text

    def test_it_costs_one_query_more(self, olga, unit):
        make.reporting_round()
        counts = []
        for number in (1, 3):
            for _ in range(number):
                make.project(lead_department=unit, status="running")
            with CaptureQueriesContext(connection) as captured:
                olga.get(OWN)
            counts.append(len(captured))

        assert counts == [8, 8]


class TestWriting:
    @pytest.mark.parametrize("button", ["_save", "_submit"])
    def test_leads_back_to_the_own_projects(self, olga, project, button):
        page = f"{address(ProjectUpdate, 'add')}?project={project.pk}"
        form = {**filled_in(olga.get(page)), "text": "Goes on."}

        assert olga.post(page, {**form, button: "1"})["Location"] == OWN
        if button == "_save":
            assert send(olga, project.updates.get(state="draft"), button="_save").redirect_chain == [(OWN, 302)]

    def test_what_is_refused_stays_on_the_form(self, olga, unit):
        update = make.update(project=make.project(lead_department=unit), state="draft", schedule="on_track")

        response = send(olga, update, button="_submit")

        assert response.redirect_chain == [(address(update), 302)]

    def test_it_can_be_handed_in_at_both_ends_of_the_form(self, olga, project):
        text = olga.get(f"{address(ProjectUpdate, 'add')}?project={project.pk}").text

        assert re.findall('type="submit"[^>]* name="(_.+?)"', text) == [
            *("_continue", "_preview", "_submit"),  # the first is invisible; Enter presses it
            *("_submit", "_save"),
        ]

    def test_a_draft(self, olga, officer, project):
        page = f"{address(ProjectUpdate, 'add')}?project={project.pk}"
        form = filled_in(olga.get(page))

        olga.post(page, {**form, "text": "Goes on.", "schedule": "on_track", "_save": "1"})

        update = project.updates.get(state="draft")
        assert (update.text, update.schedule, update.author) == ("Goes on.", "on_track", officer)

    def test_submitted_at_once_with_a_milestone(self, olga, project):
        milestone = make.milestone(project=project, title="Contract")
        page = f"{address(ProjectUpdate, 'add')}?project={project.pk}"
        form = filled_in(olga.get(page))

        olga.post(
            page,
            {**form, "text": "Signed.", "milestone_changes-0-reached_on": "2026-02-01", "_submit": "1"},
        )

        update = project.updates.get(state="submitted")
        assert update.submitted_at is not None
        changes = update.milestone_changes.values_list("milestone", "due", "reached_on")
        assert list(changes) == [(milestone.pk, None, FEBRUARY)]

    def test_milestones_that_nothing_is_said_about_are_left_out(self, olga, project):
        make.milestone(project=project)
        update = make.update(project=project, state="draft")

        send(olga, update, text="Goes on.")

        update.refresh_from_db()
        assert update.text == "Goes on."
        assert update.milestone_changes.count() == 0

    def test_only_milestones_of_the_project(self, olga, project, foreign):
        make.milestone(project=project)
        other = make.milestone(project=foreign)
        update = make.update(project=project, state="draft")

        forged = {"milestone_changes-0-milestone": other.pk, "milestone_changes-0-reached_on": "2026-02-01"}
        response = send(olga, update, **forged)

        assert response.context["errors"]
        assert MilestoneChange.objects.count() == 0

    def test_publishing_is_refused(self, olga, project):
        update = make.update(project=project, state="draft", status="completed")

        assert send(olga, update, button="_publish").status_code == 403
        assert act(olga, ProjectUpdate, "publish_selected", [update]).status_code == 200
        assert olga.get("/en/verwaltung/roadmap/projectupdate/publish/").status_code == 403
        assert olga.get(f"/en/verwaltung/roadmap/projectupdate/reject/?pk={update.pk}").status_code == 403
        assert ProjectUpdate.objects.get(pk=update.pk).state == "draft"

    def test_a_state_that_breaks_a_rule_is_refused_at_submission(self, olga, unit):
        idea = make.project(lead_department=unit, status="idea")
        update = make.update(project=idea, state="draft", schedule="on_track")

        response = send(olga, update, button="_submit")

        assert messages(response) == [
            "Your changes are saved, but this was not possible: Only planned and running projects have a schedule."
        ]


class TestSubmitted:
    def test_is_not_changed_but_taken_back(self, olga, project):
        update = make.update(project=project, state="submitted")
        assert olga.post(address(update), {"text": "Changed."}).status_code == 403
        assert olga.post(address(update, "delete"), {"post": "yes"}).status_code == 403

        page = f"/en/verwaltung/roadmap/projectupdate/take_back/?pk={update.pk}"
        assert page.removeprefix("/en") in olga.get(address(update)).text
        assert olga.get(page).status_code == 200
        response = olga.post(page, follow=True)

        update.refresh_from_db()
        assert (update.state, update.submitted_at) == ("draft", None)
        assert messages(response) == ["The update is a draft again."]

    def test_one_sent_back_is_revised_as_a_new_draft(self, olga, officer, project):
        update = make.update(project=project, state="rejected", text="By Mr X.", status="completed")
        make.milestone_change(update=update, milestone=make.milestone(project=project), due=FEBRUARY)
        assert "Names a person." in olga.get(address(update)).text

        olga.post(f"/en/verwaltung/roadmap/projectupdate/revise/?pk={update.pk}")

        revision = project.updates.get(state="draft")
        assert (revision.text, revision.status, revision.author) == ("By Mr X.", "completed", officer)
        assert list(revision.milestone_changes.values_list("due", flat=True)) == [FEBRUARY]
        assert ProjectUpdate.objects.get(pk=update.pk).state == "rejected"


@pytest.mark.any_database
class TestOthersRows:
    """Rows of others are out of an officer's reach, whatever address is tried."""

    @pytest.fixture
    def theirs(self, foreign):
        return make.update(project=foreign, state="draft", text="Secret.")

    @pytest.mark.parametrize("page", ["change", "delete", "history"])
    def test_pages(self, olga, unit, theirs, page):
        assert olga.get(address(theirs, page)).status_code in (403, 404)

    @pytest.mark.parametrize("page", ["change", "delete"])
    def test_forms(self, olga, unit, theirs, page):
        assert olga.post(address(theirs, page), {"text": "Changed.", "post": "yes"}).status_code in (403, 404)
        theirs.refresh_from_db()
        assert theirs.text == "Secret."

    def test_list(self, olga, project, theirs):
        own = make.update(project=project, state="draft")

        def listed(query: str) -> set:
            return set(olga.get(address(ProjectUpdate, "changelist") + query).context["cl"].queryset)

        assert "projectupdate/deleted/" not in olga.get(address(ProjectUpdate, "changelist")).text
        assert listed("") == {own, project.updates.get(state="published")}
        for query in ("?q=Secret", f"?project__id__exact={theirs.project_id}", "?q=Foreign"):
            assert listed(query) == set(), query

    def test_what_was_deleted(self, olga, unit, theirs):
        theirs.delete()
        record = ProjectUpdate.history.filter(history_type="-").get()

        for page in ("deleted/", f"deleted/{record.history_id}/"):
            for method in (olga.get, olga.post):
                response = method(f"/en/verwaltung/roadmap/projectupdate/{page}")
                assert response.status_code in (403, 404)

    def test_old_versions(self, olga, unit, theirs):
        record = theirs.history.first()

        response = olga.get(address(theirs, "history") + f"{record.history_id}/")

        assert response.status_code in (403, 404)

    def test_actions(self, olga, unit, theirs):
        act(olga, ProjectUpdate, "delete_selected", [theirs])
        olga.post(
            address(ProjectUpdate, "changelist"),
            {"action": "delete_selected", "_selected_action": theirs.pk, "post": "yes"},
        )

        assert ProjectUpdate.objects.filter(pk=theirs.pk).exists()

    def test_new_updates(self, olga, project, foreign):
        add = address(ProjectUpdate, "add")
        assert olga.get(f"{add}?project={foreign.pk}").status_code == 404

        olga.post(add, {"project": foreign.pk, "date": "2026-02-01", "text": "Forged.", "_save": "1"})
        page = f"{add}?project={project.pk}"
        olga.post(page, {**filled_in(olga.get(page)), "project": foreign.pk, "text": "Forged.", "_save": "1"})

        assert not ProjectUpdate.objects.filter(text="Forged.").exists()

    def test_one_click(self, olga, unit, foreign):
        confirmation = make.update(project=foreign, state="submitted", is_confirmation=True)

        assert olga.post(OWN, {"confirm": foreign.pk}).status_code == 404
        assert olga.post(OWN, {"undo": confirmation.pk}).status_code == 404
        assert foreign.updates.filter(is_confirmation=True).count() == 1

    @pytest.mark.parametrize(("page", "state"), [("take_back", "submitted"), ("revise", "rejected")])
    def test_asking_pages(self, olga, unit, foreign, page, state):
        update = make.update(project=foreign, state=state)

        response = olga.post(f"/en/verwaltung/roadmap/projectupdate/{page}/?pk={update.pk}")

        assert list(response.context["rows"]) == []
        assert foreign.updates.get(state=state) == update
        assert foreign.updates.count() == 2

    def test_an_officer_of_nothing_sees_nothing(self, olga, theirs):
        assert list(olga.get(address(ProjectUpdate, "changelist")).context["cl"].queryset) == []
