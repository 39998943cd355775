"""Managing a reporting round in the administration."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmap.models import Reminder, ReportingRound
from tests import make
from tests.admin.forms import act, address, filled_in, messages, send
from tests.roadmap.verbs.test_rounds import broken

REMIND, CLOSE = (f"/en/verwaltung/roadmap/reportinground/{page}/" for page in ("remind", "close"))


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(number)


def a_round(**values):
    return make.reporting_round(**{"title": "Autumn", "opened_on": days(-5), "deadline": days(16), **values})


def silent(department, **values):
    """Return a project that was public before any round, and has not reported since."""
    project = make.project(lead_department=department, **{"status": "running", **values})
    for update in project.updates.all():
        update.round = None
        update.save()
    return project


def as_member(role: str) -> Client:
    return make.client(make.member(role))


@pytest.fixture
def paula(db) -> Client:
    """Paula may publish, and so manages the rounds."""
    return as_member("publisher")


@pytest.fixture
def unit(db):
    return make.department(name="Ordnungsamt", contact_email="amt@stadt.example")


# E-mails are sent after the commit, and the response reports the result, so these tests have to commit.
commits = pytest.mark.django_db(transaction=True)


class TestOpening:
    @commits
    def test_title_and_deadline_are_enough(self, paula, unit):
        make.project(lead_department=unit)
        silent(make.department(name="Bauamt"))
        form = filled_in(paula.get(address(ReportingRound, "add")))
        assert form == {"deadline": days(21).isoformat()}

        response = paula.post(address(ReportingRound, "add"), {**form, "title": "Autumn", "_save": "1"})

        round = ReportingRound.objects.get()
        assert (round.title, round.opened_on, round.deadline, round.closed_on) == ("Autumn", days(0), days(21), None)
        assert response["Location"] == f"/en/verwaltung/roadmap/reportinground/{round.pk}/change/"
        assert [message.to for message in mail.outbox] == [["amt@stadt.example"]]
        assert sorted(messages(paula.get(response["Location"]))) == [
            "1 unit was sent an e-mail.",
            "The round “Autumn” is open.",
            "These units have no e-mail address and were sent nothing: Bauamt.",
        ]
        assert round.history.get().history_type == "+"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("title", ""), ("title", "x" * 10_000), ("deadline", ""), ("deadline", "0"), ("deadline", "2026-02-30")],
    )
    def test_what_is_odd_is_refused(self, paula, field, value):
        data = {"title": "Autumn", "deadline": days(21).isoformat(), "_save": "1", field: value}

        response = paula.post(address(ReportingRound, "add"), data)

        assert list(response.context["adminform"].form.errors) == [field]
        assert ReportingRound.objects.count() == 0

    def test_the_deadline_lies_ahead(self, paula):
        data = {"title": "Autumn", "deadline": days(-1).isoformat(), "_save": "1"}

        response = paula.post(address(ReportingRound, "add"), data)

        assert "The deadline is before the opening." in response.text
        assert ReportingRound.objects.count() == 0

    def test_there_is_one_at_a_time(self, paula):
        round = a_round()
        for method in (paula.get, paula.post):
            response = method(address(ReportingRound, "add"), {"title": "Next", "deadline": days(9)}, follow=True)
            assert response.redirect_chain == [(address(round).replace("//", "/"), 302)]
            assert messages(response) == ["Another round is open; close it first."]
        assert ReportingRound.objects.count() == 1

    @commits
    def test_a_silent_mail_server_does_not_hold_it_up(self, paula, unit, monkeypatch):
        silent(unit)
        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", broken())

        response = send(paula, ReportingRound, "add", title="Autumn")

        assert ReportingRound.objects.get().is_open
        assert Reminder.objects.count() == 0
        assert sorted(messages(response)) == [
            "The e-mails to these units could not be sent: Ordnungsamt. “Remind” tries it once more.",
            "The round “Autumn” is open.",
        ]


class TestPage:
    def test_it_shows_how_far_each_unit_is(self, paula, unit):
        round = a_round()
        make.project(lead_department=unit)
        silent(unit, title="Still to come")
        nobodys = silent(None, title="Nobody's")
        Reminder.objects.create(round=round, department=unit, sent_at=make.noon(days(-1)))

        response = paula.get(address(round))

        found = response.context["progress"]
        assert (found.answered, found.total, found.without_unit) == (1, 2, [nobodys])
        assert '<progress id="round-bar" max="2" value="1"></progress>' in response.text
        assert f'href="/en/verwaltung/roadmap/project/?lead_department__id__exact={unit.pk}"' in response.text
        assert "<summary>1</summary><ul><li>Still to come</li></ul>" in response.text
        assert not response.context["is_overdue"]

    def test_what_waits_for_publication_is_a_click_away(self, paula, unit):
        round = a_round()
        make.update(project=silent(unit), state="submitted", round=round)

        page = paula.get(address(round)).text

        assert "1 update still waits for publication." in page
        assert 'href="/en/verwaltung/roadmap/projectupdate/publish/"' in page
        assert "1 update still waits for publication." in paula.get(f"{CLOSE}?pk={round.pk}").text
        other = as_member("editor").get(address(round)).text
        assert "1 update still waits for publication." in other
        assert "projectupdate/publish/" not in other

    def test_after_the_deadline_the_rest_is_overdue(self, paula, unit):
        silent(unit)

        response = paula.get(address(a_round(deadline=days(-1))))

        assert "<summary>1 <strong>overdue</strong></summary>" in response.text

    def test_the_number_of_queries_is_constant(self, paula):
        round, counts = a_round(), []
        for number in (1, 3):
            for _ in range(number):
                silent(make.department(officers=[make.user(email="x@stadt.example")]))
            with CaptureQueriesContext(connection) as captured:
                assert paula.get(address(round)).status_code == 200
            counts.append(len(captured))

        assert counts == [15, 15]

    def test_the_deadline_may_be_put_off(self, paula):
        round = a_round()

        send(paula, round, deadline=days(30).isoformat())

        round.refresh_from_db()
        assert (round.deadline, round.opened_on) == (days(30), days(-5))

    def test_a_closed_round_is_a_result(self, paula, unit):
        project = silent(unit)
        round = a_round()
        make.update(project=project, date=days(0))
        paula.post(f"{CLOSE}?pk={round.pk}")

        response = paula.get(address(round))

        assert response.context["has_change_permission"] is False
        assert list(response.context["links"]) == []
        start, end = days(-6).isoformat(), days(0).isoformat()
        assert f'href="/en/roadmap/aenderungen/?von={start}&amp;bis={end}"' in response.text
        assert paula.post(address(round), {"title": "Changed"}).status_code == 403
        assert paula.post(address(round, "delete"), {"post": "yes"}).status_code == 302
        assert ReportingRound.objects.get().title == "Autumn"

    def test_a_round_without_reports_may_be_deleted(self, paula):
        round = a_round()

        act(paula, ReportingRound, "delete_selected", [round])
        paula.post(address(round, "delete"), {"post": "yes"})

        assert ReportingRound.objects.count() == 0


def named(response) -> tuple[list[str], list[str]]:
    """Return the departments that the page says it will write to, and those that it cannot write to."""
    return tuple([str(unit.department) for unit in response.context[name]] for name in ("units", "unreachable"))


class TestReminding:
    @commits
    def test_the_page_names_who_is_written_to(self, paula, unit):
        silent(unit)
        silent(make.department(name="Bauamt"))
        round = a_round()
        page = f"{REMIND}?pk={round.pk}"
        assert page.removeprefix("/en/verwaltung") in paula.get(address(round)).text
        assert named(paula.get(page)) == (["Ordnungsamt"], ["Bauamt"])
        assert mail.outbox == []

        response = paula.post(page, follow=True)

        assert [message.to for message in mail.outbox] == [["amt@stadt.example"]]
        assert messages(response) == [
            "1 unit was sent an e-mail.",
            "These units have no e-mail address and were sent nothing: Bauamt.",
        ]
        assert named(paula.get(page)) == ([], ["Bauamt"])

    @commits
    def test_whoever_has_reported_is_left_alone(self, paula, unit):
        round = a_round()
        make.project(lead_department=unit)
        page = f"{REMIND}?pk={round.pk}"
        assert "There is nobody to write to now" in paula.get(page).text

        assert messages(paula.post(page, follow=True)) == ["Nobody had to be written to."]

        assert mail.outbox == []

    @pytest.mark.parametrize("query", ["", "?pk=x", "?pk=99999999999999999999", "?pk=0"])
    @pytest.mark.parametrize("page", [REMIND, CLOSE])
    def test_without_a_round_there_is_nothing_to_do(self, paula, page, query):
        assert paula.get(f"{page}{query}").status_code == 200
        assert paula.post(f"{page}{query}").status_code == 200


class TestClosing:
    def test_it_asks_first(self, paula, unit):
        round = a_round()
        make.project(lead_department=unit)
        silent(unit)
        page = f"{CLOSE}?pk={round.pk}"
        assert "1 of 2 projects have reported." in paula.get(page).text
        assert ReportingRound.objects.get().is_open

        response = paula.post(page, follow=True)

        assert messages(response) == ["The round “Autumn” is closed."]
        assert ReportingRound.objects.get().closed_on == days(0)


class TestRights:
    @pytest.mark.parametrize(
        ("role", "status"), [("officer", 403), ("editor", 200), ("publisher", 200), ("board_office", 403)]
    )
    def test_who_sees_a_round(self, db, role, status):
        assert as_member(role).get(address(a_round())).status_code == status

    @pytest.mark.parametrize("role", ["officer", "editor", "board_office"])
    def test_who_does_not_conduct_it(self, unit, role):
        silent(unit)
        round, client = a_round(), as_member(role)

        for page in (REMIND, CLOSE):
            assert client.get(f"{page}?pk={round.pk}").status_code == 403
            assert client.post(f"{page}?pk={round.pk}").status_code == 403
        assert client.get(address(ReportingRound, "add")).status_code == 403
        assert REMIND.removeprefix("/en") not in client.get(address(round)).text
        assert (ReportingRound.objects.get().is_open, Reminder.objects.count()) == (True, 0)
