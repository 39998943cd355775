"""Planning a publication in the administration, and what it says about rows with a planned publication."""

import datetime

import pytest
from django.utils import timezone

from strategy.models import Partner
from tests import make
from tests.admin.forms import ROOT, act, address, confirm, messages, send

PAGE = f"{ROOT}/strategy/partner/schedule/"
DAY = datetime.date(2099, 12, 1)


def at_eight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(8)))


AT_EIGHT = at_eight(DAY)


def plan(client, *rows, day=DAY, time="08:00"):
    return confirm(client, f"{PAGE}?" + "&".join(f"pk={row.pk}" for row in rows), day=str(day), time=time)


class TestPage:
    def test_it_suggests_tomorrow_at_eight(self, alice):
        draft = make.partner(published=False)

        response = alice.get(f"{PAGE}?pk={draft.pk}")

        tomorrow = timezone.localdate() + datetime.timedelta(1)
        assert response.context["rows"] == [draft]
        assert f'<input type="date" name="day" value="{tomorrow}"' in response.text
        assert '<input type="time" name="time" value="08:00"' in response.text
        assert "(Europe/Berlin)" in response.text

    def test_it_suggests_what_is_planned_already(self, alice):
        draft = make.partner(published=False, publish_at=AT_EIGHT)

        form = alice.get(f"{PAGE}?pk={draft.pk}").context["form"]

        assert form.initial == {"day": DAY, "time": datetime.time(8)}

    def test_a_time_in_the_citys_zone(self, alice):
        draft = make.partner(published=False)

        response = plan(alice, draft)

        draft.refresh_from_db()
        assert (draft.publish_at, draft.is_public) == (AT_EIGHT, False)
        assert messages(response) == ["The publication of 1 entry is planned."]
        assert response.redirect_chain == [(address(draft), 302)]

    def test_several(self, alice):
        drafts, public = [make.partner(published=False), make.partner(published=False)], make.partner()
        question = act(alice, Partner, "schedule_selected", [*drafts, public])
        assert question.context["rows"] == drafts

        response = plan(alice, *drafts)

        assert [row.publish_at for row in Partner.objects.order_by("pk")] == [AT_EIGHT, AT_EIGHT, None]
        assert response.redirect_chain == [(address(Partner, "changelist"), 302)]

    @pytest.mark.parametrize(
        ("day", "time", "sentence"),
        [
            ("", "08:00", "This field is required."),
            ("2026-02-30", "08:00", "Enter a valid date."),
            (DAY, "25:00", "Enter a valid time."),
            ("2020-01-01", "08:00", "This time has passed. Choose one in the future."),
            ("2099-03-29", "02:30", "couldn’t be interpreted in time zone Europe/Berlin"),  # skipped in spring
        ],
    )
    def test_a_wrong_time_is_told(self, alice, day, time, sentence):
        draft = make.partner(published=False)

        response = plan(alice, draft, day=day, time=time)

        assert sentence in response.text
        assert Partner.objects.get().publish_at is None

    def test_what_a_rule_refuses_now_is_not_planned(self, alice):
        draft = make.partner(published=False, name="Bad")
        Partner.objects.filter(pk=draft.pk).update(url="nonsense")

        assert messages(plan(alice, draft)) == ["Bad: Website: Enter a valid URL."]
        assert Partner.objects.get().publish_at is None

    def test_what_was_changed_meanwhile_is_looked_at_again(self, alice):
        draft = make.partner(published=False, name="Draft")
        question = alice.get(f"{PAGE}?pk={draft.pk}").context["seen"]
        send(alice, draft, name="Changed")

        data = {"_seen": question, "day": str(DAY), "time": "08:00"}
        response = alice.post(f"{PAGE}?pk={draft.pk}", data, follow=True)

        assert messages(response) == ["Changed: It has changed since you looked at it. Please look again."]

    def test_it_is_for_those_who_publish(self, bob, charlie):
        draft = make.partner(published=False)

        assert [client.get(f"{PAGE}?pk={draft.pk}").status_code for client in (bob, charlie)] == [403, 403]


class TestForm:
    def test_it_says_when(self, alice):
        draft = make.partner(published=False, publish_at=AT_EIGHT)

        english = alice.get(address(draft))
        german = alice.get(address(draft).replace("/en/", "/"))

        where = " It will appear on this page: Strategy › Partners."
        assert english.context["state_line"].text == f"It will be published on Dec. 1, 2099 at 8:00.{where}"
        assert german.context["state_line"].text.startswith("Wird am 1. Dezember 2099 um 8:00 Uhr veröffentlicht.")
        assert "Planned: 12/01/2099 8 a.m." in english.context["state_line"].badge
        assert "Planned: 12/01/2099 8 a.m." in alice.get(address(Partner, "changelist")).text

    def test_saving_keeps_the_plan(self, alice):
        draft = make.partner(published=False, publish_at=AT_EIGHT)

        send(alice, draft, name="Changed")

        draft.refresh_from_db()
        assert (draft.name, draft.publish_at) == ("Changed", AT_EIGHT)

    @pytest.mark.parametrize(
        ("button", "sentence", "public"),
        [
            ("_cancel_schedule", "“Draft” stays a draft until somebody publishes it.", False),
            ("_publish", "“Draft” is public now.", True),
        ],
    )
    def test_the_buttons(self, alice, button, sentence, public):
        draft = make.partner(published=False, name="Draft", publish_at=AT_EIGHT)

        response = send(alice, draft, button=button)

        draft.refresh_from_db()
        assert messages(response) == [sentence]
        assert (draft.publish_at, draft.is_public) == (None, public)

    def test_what_will_be_public_is_changed_only_by_those_who_publish(self, bob):
        project = make.project(published=False, publish_at=AT_EIGHT)
        edition = make.edition(published=False, publish_at=AT_EIGHT)

        for row in (project, make.milestone(project=project), edition, make.field(edition=edition)):
            response = bob.get(address(row))
            assert response.context["reason_to_look_only"] == (
                "Its publication is planned: only those who may publish can change it."
            )
            assert bob.post(address(row), {"title": "Changed"}).status_code == 403
        assert send(bob, make.milestone(project=make.project(published=False)), title="New").status_code == 200


class TestOverdue:
    def test_it_stands_on_the_work_list(self, alice, bob):
        past = timezone.now() - datetime.timedelta(hours=1)
        bad = make.partner(published=False, name="Bad", publish_at=past)
        make.glossary_term(published=False, publish_at=timezone.now())  # due only now: not overdue yet
        Partner.objects.filter(pk=bad.pk).update(url="nonsense")

        task = alice.get(f"{ROOT}/").context["tasks"][0]

        assert (str(task.label), task.count) == ("Planned publication overdue: partners", 1)
        assert list(alice.get(task.address).context["cl"].result_list) == [bad]
        assert (
            alice.get(address(bad))
            .context["state_line"]
            .text.partition("That is")[2]
            .startswith(" not possible: Website: Enter a valid URL.")
        )

    def test_no_clock_runs(self, alice):
        past = at_eight(datetime.date(2026, 1, 2))

        text = alice.get(address(make.partner(published=False, publish_at=past))).context["state_line"].text

        assert text.startswith("It was to be published on Jan. 2, 2026 at 8:00 and is overdue.")
