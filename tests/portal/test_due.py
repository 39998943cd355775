"""Planned publications happen when their time has come: by the command for cron, and by the server's own clock."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from roadmap.models import Project
from strategy.models import GlossaryTerm, Partner
from strategy_portal import clock
from strategy_portal.content import due
from strategy_portal.content.due import PublishingOutcome, publish_due, publishable_models
from strategy_portal.publishing import lifecycle
from strategy_portal.publishing.editing.publishable import PublishableAdmin
from strategy_portal.publishing.lifecycle import content_revision, publish, publishing_verb
from strategy_portal.publishing.models import Upload
from tests import make

AT = make.noon(datetime.date(2026, 2, 1))
MINUTE = datetime.timedelta(minutes=1)


def waiting(build, *, since=MINUTE, **values):
    return build(published=False, publish_at=AT - since, **values)


@pytest.mark.django_db
class TestWhatIsDue:
    def test_it_is_public_from_now_on(self):
        partner = waiting(make.partner, name="Library")
        later = waiting(make.glossary_term, since=-MINUTE)
        make.partner(published=False)
        before = content_revision()

        assert list(publish_due(AT)) == [PublishingOutcome("Partner", "Library")]

        partner.refresh_from_db()
        assert (partner.is_public, partner.published_at, partner.publish_at) == (True, AT, None)
        assert list(Partner.objects.public()) == [partner]
        assert list(GlossaryTerm.objects.due(AT + MINUTE)) == [later]
        assert content_revision() == before + 1
        assert partner.history.first().history_change_reason == "Wie geplant veröffentlicht"

    def test_a_second_time_there_is_nothing_to_do(self):
        waiting(make.partner)

        assert len(list(publish_due(AT))) == 1
        assert list(publish_due(AT)) == []

    def test_a_project_begins_its_history(self):
        project = waiting(make.project, title="Wi-Fi")

        assert list(publish_due(AT)) == [PublishingOutcome("Projekt", "Wi-Fi")]

        assert Project.objects.public().get().confirmed_on == datetime.date(2026, 2, 1)
        assert [update.date for update in project.updates.public()] == [datetime.date(2026, 2, 1)]

    def test_the_earliest_first_and_one_that_is_refused_holds_up_none(self):
        last = waiting(make.partner, name="Last", since=MINUTE)
        bad = waiting(make.partner, name="Bad", since=2 * MINUTE)
        waiting(make.glossary_term, term="First", since=3 * MINUTE)
        Partner.objects.filter(pk=bad.pk).update(url="nonsense")

        assert list(publish_due(AT)) == [
            PublishingOutcome("Begriff des Glossars", "First"),
            PublishingOutcome("Partner", "Bad", "Internetseite: Bitte eine gültige Adresse eingeben."),
            PublishingOutcome("Partner", "Last"),
        ]

        assert list(Partner.objects.public()) == [last]
        assert list(Partner.objects.due(AT)) == [bad]

    @pytest.mark.parametrize("fault", [DatabaseError("disk full"), InterfaceError("disk full"), KeyError("disk full")])
    def test_one_that_fails_holds_up_none(self, fault, monkeypatch, caplog):
        waiting(make.partner, name="Broken", since=2 * MINUTE)
        waiting(make.glossary_term, term="Fine")

        def fail(row, at):
            raise fault

        monkeypatch.setitem(lifecycle._publishing_verbs, Partner, fail)

        assert list(publish_due(AT)) == [
            PublishingOutcome("Partner", "Broken", "Es ist ein Fehler aufgetreten; Näheres steht im Protokoll."),
            PublishingOutcome("Begriff des Glossars", "Fine"),
        ]
        assert "disk full" in caplog.text


def test_the_verbs_are_those_of_the_administration():
    own = {
        model
        for model, rows in admin.site._registry.items()
        if isinstance(rows, PublishableAdmin) and type(rows).publish_row is not PublishableAdmin.publish_row
    }

    assert own == set()  # they ask the register, as the clock does
    assert {model for model in publishable_models() if publishing_verb(model) is not publish} == {Project}


@pytest.mark.django_db
class TestCommand:
    def test_a_line_for_each_row_and_its_exit_code(self):
        said = StringIO()
        make.partner(published=False, name="Good", publish_at=timezone.now() - MINUTE)
        call_command("publish_due", stdout=said)
        assert said.getvalue() == "Partner “Good”: veröffentlicht\n"

        said = StringIO()
        bad = make.partner(published=False, name="Bad", publish_at=timezone.now() - MINUTE)
        Partner.objects.filter(pk=bad.pk).update(url="nonsense")
        with pytest.raises(CommandError, match="Nicht veröffentlicht: 1"):
            call_command("publish_due", stdout=said)
        assert said.getvalue() == "Partner “Bad”: Internetseite: Bitte eine gültige Adresse eingeben.\n"

    def test_nothing_is_due(self):
        said = StringIO()

        call_command("publish_due", stdout=said)

        assert said.getvalue() == ""


@pytest.mark.django_db(transaction=True)
class TestTheSameMoment:
    def test_two_runs_publish_once(self):
        projects = [waiting(make.project) for _n in range(3)]
        start = threading.Barrier(2)

        def run(_number) -> list[PublishingOutcome]:
            start.wait(timeout=10)  # seconds
            try:
                return list(publish_due(AT))
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            outcomes = [outcome for found in threads.map(run, range(2)) for outcome in found]

        assert sorted(outcome.name for outcome in outcomes) == sorted(project.title for project in projects)
        assert [project.updates.count() for project in projects] == [1, 1, 1]
        assert all(outcome.refusal == "" for outcome in outcomes)


class TestClock:
    def test_one_per_portal(self, tmp_path):
        with open(tmp_path / "lock", "w") as first, open(tmp_path / "lock", "w") as second:
            assert (clock.is_mine(first), clock.is_mine(second)) == (True, False)
        with open(tmp_path / "lock", "w") as third:
            assert clock.is_mine(third)

    def tick(self, told=None) -> None:
        """Run in a separate thread, as in the server, because ``tick`` closes the thread's connection."""
        thread = threading.Thread(target=clock.tick, args=(told if told is not None else set(),))
        thread.start()
        thread.join()

    @pytest.mark.django_db(transaction=True)
    def test_it_publishes_and_tells_a_refusal_once(self, caplog):
        caplog.set_level("INFO", "strategy_portal.clock")
        good = make.partner(published=False, name="Good", publish_at=timezone.now() - MINUTE)
        bad = make.partner(published=False, name="Bad", publish_at=timezone.now() - MINUTE)
        Partner.objects.filter(pk=bad.pk).update(url="nonsense")
        told = set()

        self.tick(told)
        self.tick(told)

        assert list(Partner.objects.public()) == [good]
        assert [record.getMessage() for record in caplog.records if record.name == "strategy_portal.clock"] == [
            "Planned publication: Partner “Good”: done",
            "Planned publication: Partner “Bad”: Internetseite: Bitte eine gültige Adresse eingeben.",
        ]

    @pytest.mark.django_db(transaction=True)
    def test_it_forgets_files_that_nobody_has_agreed_to(self):
        def upload(name: str, **age) -> None:
            made_at = timezone.now() - datetime.timedelta(**age)
            Upload.objects.create(user=make.user(), name=name, content=b"", made_at=made_at)

        upload("old.csv", minutes=61)
        upload("new.csv", minutes=59)

        self.tick()

        assert [file.name for file in Upload.objects.all()] == ["new.csv"]

    @pytest.mark.django_db(transaction=True)
    def test_it_survives_the_database(self, monkeypatch, caplog):
        make.partner(published=False, publish_at=timezone.now() - MINUTE)

        def fail(at):
            raise DatabaseError("gone away")

        with monkeypatch.context() as broken:
            broken.setattr(due, "publish_due", fail)
            self.tick()
        assert "gone away" in caplog.text

        self.tick()
        assert Partner.objects.public().count() == 1
