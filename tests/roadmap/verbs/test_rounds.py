"""Reporting rounds: which projects they cover, who gets which e-mail, and the command for cron."""

import datetime
import smtplib
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from roadmap.models import Reminder, ReportingRound
from roadmap.verbs.rounds import close_round, missing_of, open_round, period_address, progress, remind
from roadmap.verbs.updates import confirm_unchanged, publish_update, reject_update, submit_update, take_back_update
from tests import make

pytestmark = pytest.mark.django_db

OPENED, DEADLINE, AFTER = (datetime.date(2026, 2, day) for day in (2, 16, 20))


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """Return a context manager that runs the on-commit callbacks of verbs when its block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def olga():
    return make.user(username="olga", email="olga@stadt.example")


@pytest.fixture
def unit(olga):
    return make.department(name="Ordnungsamt", officers=[olga], contact_email="amt@stadt.example")


def numbers(round) -> dict[str, tuple[int, int, int]]:
    """Return department -> how many projects have news, are confirmed, are missing."""
    return {
        str(unit.department): (len(unit.reported), len(unit.confirmed), len(unit.missing))
        for unit in progress(ReportingRound.objects.get(pk=round.pk)).units
    }


def new_project(unit, **values):
    return make.project(lead_department=unit, **{"status": "running", **values})


def broken(*addresses):
    """Return a mail backend that refuses ``addresses``; without any, the mail server cannot be reached at all."""

    class Broken(EmailBackend):
        def open(self):
            if not addresses:
                raise ConnectionRefusedError("nobody there")

        def send_messages(self, messages):
            if any(message.to[0] in addresses for message in messages):
                raise smtplib.SMTPRecipientsRefused({})
            return super().send_messages(messages)

    return Broken


class TestProgress:
    def test_public_projects_under_way_count_by_unit(self, unit):
        other = make.department(name="Bauamt")
        for project in (new_project(unit), new_project(unit, status="idea"), new_project(other, status="paused")):
            assert project.is_public
        new_project(unit, status="completed")
        new_project(unit, status="discontinued")
        new_project(unit, published=False)
        make.department(name="Leads nothing")
        nobodys = make.project(status="running")

        found = progress(make.reporting_round())

        assert numbers(found.round) == {"Bauamt": (0, 0, 1), "Ordnungsamt": (0, 0, 2)}
        assert (found.answered, found.missing, found.total) == (0, 3, 3)
        assert found.without_unit == [nobodys]

    def test_what_counts_as_a_report(self, unit, olga):
        projects = [new_project(unit) for _ in range(6)]
        round = make.reporting_round()
        drafts = [make.update(project=project, state="draft") for project in projects[:5]]
        confirm_unchanged(projects[5], by=olga, date=make.DAY)
        for draft in drafts[1:4]:
            submit_update(draft, by=olga)
        take_back_update(drafts[2])
        reject_update(drafts[3], reason="Names a person.")
        publish_update(drafts[4])

        found = progress(round)

        assert found.units[0].reported == [projects[1], projects[4]]
        assert found.units[0].confirmed == [projects[5]]
        assert found.units[0].missing == [projects[0], projects[2], projects[3]]

    def test_news_outweigh_a_confirmation(self, unit, olga):
        first, second = new_project(unit), new_project(unit)
        round = make.reporting_round()
        for project in (first, second):
            confirm_unchanged(project, by=olga, date=make.DAY, publish=True)
        submit_update(make.update(project=first, state="draft"), by=olga)
        submit_update(make.update(project=second, state="draft"), by=olga)
        confirm = second.updates.get(is_confirmation=True)
        assert numbers(round) == {"Ordnungsamt": (2, 0, 0)}
        second.updates.exclude(pk=confirm.pk).filter(round=round).delete()

        assert numbers(round) == {"Ordnungsamt": (1, 1, 0)}

    def test_what_ends_in_the_round_has_reported(self, unit):
        round = make.reporting_round()
        new_project(unit, status="completed")  # its first update is published now
        ended = make.project(lead_department=unit, status="running")
        make.update(project=ended, status="completed")

        assert numbers(round) == {"Ordnungsamt": (2, 0, 0)}

    def test_reports_of_another_round_do_not_count(self, unit):
        first = make.reporting_round()
        project = new_project(unit)
        close_round(first, on=make.DAY)

        assert numbers(make.reporting_round()) == {"Ordnungsamt": (0, 0, 1)}
        make.update(project=project)
        assert numbers(first) == {"Ordnungsamt": (1, 0, 0)}

    def test_the_result_of_a_closed_round_stays(self, unit, olga):
        silent, answered = new_project(unit), new_project(unit)
        round = make.reporting_round()
        submit_update(make.update(project=answered, state="draft"), by=olga)
        close_round(round, on=make.DAY)
        assert numbers(round) == {"Ordnungsamt": (1, 0, 1)}

        later = make.DAY + datetime.timedelta(9)
        make.update(project=silent, status="completed", date=later)
        new_project(unit, confirmed_on=later)

        assert numbers(round) == {"Ordnungsamt": (1, 0, 1)}

    def test_the_number_of_queries_is_constant(self):
        round, counts = make.reporting_round(), []
        for number in (1, 3):
            for _ in range(number):
                department = make.department(officers=[make.user(email="x@stadt.example")])
                new_project(department)
                Reminder.objects.create(round=round, department=department, sent_at=timezone.now())
            for on in (None, make.DAY):
                round.closed_on = on
                with CaptureQueriesContext(connection) as captured:
                    assert [unit.has_address for unit in progress(round).units]
                counts.append(len(captured))

        assert counts == [5, 6, 5, 6]

    def test_an_officer_is_told_of_the_own_projects(self, unit, olga):
        round = ReportingRound(title="Winter", opened_on=make.DAY, deadline=make.DAY)
        new_project(unit)
        new_project(make.department())
        round.save()

        assert missing_of(olga, round) == 1
        assert missing_of(make.user(), round) == 0

    def test_the_public_page_of_its_period(self):
        round = make.reporting_round(opened_on=OPENED, deadline=DEADLINE)

        assert period_address(round, today=AFTER) == "/roadmap/aenderungen/?von=2026-02-01&bis=2026-02-20"
        round.closed_on = DEADLINE
        assert period_address(round, today=AFTER) == "/roadmap/aenderungen/?von=2026-02-01&bis=2026-02-16"


class TestOpening:
    def test_every_unit_gets_its_list(self, unit, after_commit):
        make.municipality(contact_unit="Digitalteam", contact_email="digital@stadt.example")
        new_project(unit, title="Terminvergabe & mehr")
        new_project(unit, title="Beendet", status="completed")
        new_project(unit, title="Geheim", published=False)
        building = make.department(name="Bauamt", contact_email="bau@stadt.example")
        new_project(building, title="Bauantrag")
        make.department(name="Leads nothing", contact_email="idle@stadt.example")

        with after_commit(), translation.override("en"):
            round = open_round(title="Herbst", deadline=DEADLINE, on=OPENED)

        assert (round.opened_on, round.deadline, round.is_open) == (OPENED, DEADLINE, True)
        bau, ordnung = mail.outbox
        assert (bau.to, ordnung.to) == (["bau@stadt.example"], ["olga@stadt.example"])
        assert ordnung.subject == "Meldungsrunde „Herbst“: Bitte melden Sie bis zum 16. Februar 2026"
        assert (ordnung.from_email, ordnung.reply_to) == ("noreply@testserver", ["digital@stadt.example"])
        assert ordnung.body.splitlines() == [
            "Guten Tag,",
            "",
            "die Meldungsrunde „Herbst“ hat begonnen. Bitte teilen Sie uns bis zum 16. Februar 2026 mit, wie es um "
            "diese Projekte Ihrer Stelle (Ordnungsamt) steht:",
            "",
            "- Terminvergabe & mehr",
            "",
            "Schreiben Sie in zwei oder drei Sätzen, was neu ist. Wo sich nichts geändert hat, genügt ein Klick:",
            "http://testserver/verwaltung/roadmap/projectupdate/own/",
            "",
            "Falls Sie kein Benutzerkonto haben, antworten Sie bitte auf diese E-Mail.",
            "",
            "Vielen Dank!",
            "Digitalteam",
            "Stadt Musterstadt",
        ]
        assert "- Bauantrag" in bau.body
        assert ordnung.message().get_content_type() == "text/plain"

    def test_officers_get_an_e_mail_each(self, unit, after_commit):
        new_project(unit)
        unit.officers.add(make.user(email="paul@stadt.example"), make.user(email="left@x.example", is_active=False))
        unit.officers.add(make.user(email=""))

        with after_commit():
            open_round(title="Herbst", deadline=DEADLINE, on=OPENED)

        assert sorted(message.to for message in mail.outbox) == [["olga@stadt.example"], ["paul@stadt.example"]]
        assert Reminder.objects.count() == 1

    def test_a_title_cannot_add_headers(self, unit, after_commit):
        new_project(unit)

        with after_commit():
            open_round(title="Herbst\nBcc: all@stadt.example", deadline=DEADLINE, on=OPENED)

        assert "„Herbst Bcc: all@stadt.example“" in mail.outbox[0].subject

    def test_one_at_a_time(self):
        make.reporting_round()

        with pytest.raises(ValidationError, match="Eine andere Meldungsrunde"):
            open_round(title="Herbst", deadline=DEADLINE, on=OPENED)
        assert ReportingRound.objects.count() == 1

    def test_the_deadline_is_not_past(self):
        with pytest.raises(ValidationError):
            open_round(title="Herbst", deadline=OPENED, on=DEADLINE)
        assert ReportingRound.objects.count() == 0

    def test_nothing_is_sent_when_the_transaction_fails(self, unit, django_capture_on_commit_callbacks):
        new_project(unit)
        with django_capture_on_commit_callbacks() as callbacks:
            open_round(title="Herbst", deadline=DEADLINE, on=OPENED)

        assert (len(callbacks), mail.outbox) == (1, [])


class TestReminding:
    @pytest.fixture
    def round(self):
        return make.reporting_round(opened_on=OPENED, deadline=DEADLINE)

    def remind(self, after_commit, round, day=AFTER):
        told = []
        with after_commit():
            remind(round, at=make.noon(day), tell=told.append)
        return told[0]

    def test_units_that_have_not_reported(self, unit, olga, round, after_commit):
        new_project(make.department(contact_email="done@stadt.example"))  # published in the round
        project = make.project(lead_department=unit, title="Silent", status="running")
        project.updates.all().delete()

        delivery = self.remind(after_commit, round, DEADLINE)

        assert (delivery.sent, delivery.failed, delivery.unreachable) == ([unit], [], [])
        (message,) = mail.outbox
        assert message.subject == "Erinnerung: Bis zum 16. Februar 2026 fehlt noch die Meldung zu 1 Projekt"
        assert message.to == ["olga@stadt.example"]
        assert "- Silent" in message.body
        assert list(round.reminders.values_list("department", "sent_at")) == [(unit.pk, make.noon(DEADLINE))]

    @pytest.fixture
    def silent(self, unit):
        """Projects of the Ordnungsamt that have no update in the round."""
        projects = [new_project(unit), new_project(unit)]
        for project in projects:
            project.updates.update(round=None)
        return projects

    def test_overdue_after_the_deadline(self, round, silent, after_commit):
        self.remind(after_commit, round)

        assert mail.outbox[0].subject == "Überfällig seit dem 16. Februar 2026: Meldungen zu 2 Projekten"

    def test_not_twice_on_one_day(self, round, silent, unit, after_commit):
        self.remind(after_commit, round, OPENED)
        assert self.remind(after_commit, round, OPENED).sent == []
        assert self.remind(after_commit, round, DEADLINE).sent == [unit]
        assert len(mail.outbox) == 2

    def test_a_unit_without_address_is_named(self, round, silent, unit, olga, after_commit):
        unit.contact_email = ""
        unit.save()
        olga.delete()

        delivery = self.remind(after_commit, round)

        assert (delivery.sent, delivery.unreachable, mail.outbox) == ([], [unit], [])

    @pytest.mark.parametrize("refused", [(), ("olga@stadt.example",)])
    def test_what_fails_may_be_sent_again_at_once(self, round, silent, unit, after_commit, monkeypatch, refused):
        other = make.department(name="Bauamt", contact_email="bau@stadt.example")
        new_project(other).updates.update(round=None)
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.backends.locmem.EmailBackend", broken(*refused))
            delivery = self.remind(after_commit, round)
            assert set(delivery.failed) == ({unit} if refused else {unit, other})
            assert set(delivery.sent) == ({other} if refused else set())

        assert set(self.remind(after_commit, round).sent) == set(delivery.failed)
        assert len(mail.outbox) == 2

    def test_a_closed_round_is_over(self, round):
        close_round(round, on=AFTER)

        with pytest.raises(ValidationError, match="beendet"):
            remind(round, at=make.noon(AFTER))
        with pytest.raises(ValidationError, match="beendet"):
            close_round(round, on=AFTER)


@pytest.mark.django_db(transaction=True)
def test_the_command_for_cron(monkeypatch):
    def run() -> str:
        said = StringIO()
        call_command("remind_round", stdout=said)
        return said.getvalue()

    assert run() == "Es läuft keine Meldungsrunde.\n"
    make.project(lead_department=make.department(name="Ordnungsamt", contact_email="amt@stadt.example"))
    make.project(lead_department=make.department(name="Bauamt"))
    make.reporting_round()
    assert run() == "Erinnert: Ordnungsamt\nOhne E-Mail-Adresse: Bauamt\n"
    assert [message.to for message in mail.outbox] == [["amt@stadt.example"]]
    assert run() == "Ohne E-Mail-Adresse: Bauamt\n"

    Reminder.objects.all().delete()
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", broken())
    with pytest.raises(CommandError, match="konnten nicht gesendet werden an: Ordnungsamt"):
        run()
    assert Reminder.objects.count() == 0
