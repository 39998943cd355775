"""Two people, one entry: a stale save writes nothing and shows both versions."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib import admin
from django.db import OperationalError, connection
from django.forms import formsets
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.admin.projects import ProjectAdmin
from roadmap.models import Milestone, Project
from strategy.models import Partner
from strategy_portal.publishing.editing.stale import staleness
from strategy_portal.publishing.lifecycle import publish
from tests import make
from tests.admin.forms import act, address, confirm, filled_in, messages, registered, seen, send
from tests.admin.test_every_page import everything


@pytest.fixture
def bob(db) -> Client:
    return make.client(make.superuser(username="bob"))


def opened(client, row) -> dict:
    """Return the data that the form of ``row`` would send now."""
    return filled_in(client.get(address(row)))


def save(client, row, data: dict, *, button: str = "_save", **changes):
    return client.post(address(row), {**data, **changes, button: "1"})


def on_page(response) -> dict:
    """Return the data that the page with both versions would send unchanged: hidden and visible fields, and choices."""
    data = {}
    for name, value in response.context["pairs"]:
        data.setdefault(name, []).append(value)
    data |= {"_version": response.context["version"], "_as_chosen": "1", response.context["way_out"]: "1"}
    for choice in choices(response):
        data[choice.choice] = "own" if choice.prefers_own else "stored"
        if choice.widget:
            data[choice.name] = choice.own
    return data


def choices(response) -> list:
    return [choice for entry in response.context["entries"] for choice in entry.choices]


def in_short(response) -> list[tuple]:
    return [(each.label, each.began, each.stored, each.own, each.prefers_own) for each in choices(response)]


@pytest.mark.any_database
class TestFields:
    def test_the_second_writes_nothing_and_sees_both(self, alice, bob):
        partner = make.partner(name="Library", text="Old.")
        mine, theirs = opened(alice, partner), opened(bob, partner)
        save(bob, partner, theirs, name="City library")

        response = save(alice, partner, mine, name="Public library", text="New.")

        assert response.status_code == 409
        partner.refresh_from_db()
        assert (partner.name, partner.text) == ("City library", "Old.")
        assert in_short(response) == [("Name", "Library", "City library", "Public library", True)]
        assert [(kept.label, kept.began, kept.own) for kept in response.context["kept"]] == [
            ("Contribution", "Old.", "New.")
        ]
        assert response.context["entries"][0].record.history_user.username == "bob"
        assert "Last changed by bob:" in response.text

    @pytest.mark.parametrize(("choice", "name"), [("own", "Public library"), ("stored", "City library")])
    def test_the_choice_is_saved_with_the_rest(self, alice, bob, choice, name):
        partner = make.partner(name="Library", text="Old.")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner), name="City library", url="https://example.org/")
        page = save(alice, partner, mine, name="Public library", text="New.")

        response = alice.post(address(partner), on_page(page) | {"_choice-name": choice})

        assert response.status_code == 302
        partner.refresh_from_db()
        assert (partner.name, partner.text, partner.url) == (name, "New.", "https://example.org/")

    def test_what_is_written_on_the_page_counts(self, alice, bob):
        partner = make.partner(name="Library")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner), name="City library")
        page = save(alice, partner, mine, name="Public library")

        alice.post(address(partner), on_page(page) | {"name": "Public city library"})

        partner.refresh_from_db()
        assert partner.name == "Public city library"

    def test_choosing_ones_own_version_everywhere(self, alice, bob):
        partner = make.partner(name="Library", text="Old.")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner), name="City library", text="Theirs.")
        page = save(alice, partner, mine, name="Public library")
        assert in_short(page) == [
            ("Name", "Library", "City library", "Public library", True),
            ("Contribution", "Old.", "Theirs.", "Old.", False),
        ]

        alice.post(address(partner), on_page(page) | {"_all_own": "1"})

        partner.refresh_from_db()
        assert (partner.name, partner.text) == ("Public library", "Old.")

    def test_stale_again(self, alice, bob):
        """Somebody else saves while both versions are being compared. Earlier choices are kept."""
        partner = make.partner(name="Library", text="Old.")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner), name="City library", text="Theirs.")
        page = save(alice, partner, mine, name="Public library", text="Mine.")
        save(bob, partner, opened(bob, partner), text="Theirs, again.")

        again = alice.post(address(partner), on_page(page) | {"_choice-name": "stored"})

        assert again.status_code == 409
        assert in_short(again) == [("Contribution", "Theirs.", "Theirs, again.", "Mine.", True)]
        alice.post(address(partner), on_page(again))
        partner.refresh_from_db()
        assert (partner.name, partner.text) == ("City library", "Mine.")

    def test_relations(self, alice, bob):
        first, second, third = (make.field(name=name) for name in ("First", "Second", "Third"))
        project = make.project(lead_field=first, partners=[make.partner(name="A")])
        other = make.partner(name="B")
        mine = opened(alice, project)
        save(bob, project, opened(bob, project), lead_field=second.pk, partners=[other.pk])

        page = save(alice, project, mine, lead_field=third.pk)

        assert in_short(page) == [
            ("Lead field of action", "First", "Second", "Third", True),
            ("Partners", "A", "B", "A", False),
        ]
        alice.post(address(project), on_page(page))
        project.refresh_from_db()
        assert (project.lead_field, list(project.partners.all())) == (third, [other])

    def test_both_wrote_the_same(self, alice, bob):
        partner = make.partner(name="Library")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner), name="City library")

        page = save(alice, partner, mine, name="City library")

        assert (page.status_code, choices(page)) == (409, [])

    def test_a_save_that_changed_nothing_disturbs_nobody(self, alice, bob):
        partner = make.partner(name="Library")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner))

        assert save(alice, partner, mine, name="City library").status_code == 302

    def test_an_own_save_in_another_window(self, alice):
        partner = make.partner(name="Library")
        mine = opened(alice, partner)
        save(alice, partner, mine, name="City library")

        page = save(alice, partner, mine, name="Public library")

        assert "Last changed by yourself, perhaps in another window:" in page.text

    def test_lines_end_as_in_http(self, alice, bob):
        """Browsers send other line endings than those in fixtures; that does not count as a change."""
        partner = make.partner(text="One.\nTwo.")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner), name="Changed", text="One.\r\nTwo.")

        page = save(alice, partner, mine, text="One.\r\nTwo.")

        assert [choice.label for choice in choices(page)] == ["Name"]

    def test_what_is_wrong_is_told_after_the_choice(self, alice, bob):
        partner = make.partner(name="Library")
        mine = opened(alice, partner)
        save(bob, partner, opened(bob, partner), name="City library")
        page = save(alice, partner, mine, name="")

        response = alice.post(address(partner), on_page(page))

        assert list(response.context["adminform"].form.errors) == ["name"]
        assert save(alice, partner, filled_in(response), name="Corrected").status_code == 302
        partner.refresh_from_db()
        assert partner.name == "Corrected"


class TestTokens:
    @pytest.mark.parametrize("token", [None, "", "nonsense", "a:b:c"])
    def test_without_one_a_form_is_stale(self, alice, token):
        partner = make.partner(name="Library", text="Text.")
        data = opened(alice, partner) | {"name": "Changed"}
        del data["_version"]

        page = save(alice, partner, data | ({} if token is None else {"_version": token}))

        assert page.status_code == 409
        partner.refresh_from_db()
        assert partner.name == "Library"
        assert in_short(page) == [("Name", None, "Library", "Changed", True)]
        alice.post(address(partner), on_page(page))
        partner.refresh_from_db()
        assert partner.name == "Changed"

    def test_that_of_another_row_does_not_count(self, alice):
        one, other = make.partner(), make.partner()
        token = opened(alice, other)["_version"]

        assert save(alice, one, opened(alice, one), _version=token).status_code == 409

    def test_every_form_has_one(self, alice):
        everything()
        without = []
        for row in filter(None, (model._default_manager.first() for model in registered())):
            response = alice.get(address(row))
            if not response.context.get("version") and admin.site._registry[type(row)].has_change_permission(
                response.wsgi_request, row
            ):
                without.append(row._meta.label)

        assert without == ["auth.Group", "auth.User"]


class TestState:
    def test_published_meanwhile(self, alice):
        """Visibility is not a field of the form, but saving a draft that has been published meanwhile says so."""
        partner = make.partner(published=False, name="Library")
        mine = opened(alice, partner)
        publish(Partner.objects.get())

        page = save(alice, partner, mine, name="Typed")

        assert page.status_code == 409
        news = [(each.label, each.began, each.stored) for each in page.context["entries"][0].news]
        assert news[0] == ("Visibility", "Draft", "Published")
        assert [kept.own for kept in page.context["kept"]] == ["Typed"]

    @pytest.mark.parametrize("verb", ["_publish", "_withdraw", "_publish_updates"])
    def test_verbs_do_nothing(self, alice, bob, verb):
        project = make.project(title="Old", published=verb != "_publish")
        make.update(project=project, state="draft", text="New.")
        mine = opened(alice, project)
        save(bob, project, opened(bob, project), title="Theirs")
        before = Project.objects.values().get()

        page = save(alice, project, mine, button=verb, title="Mine")

        assert page.status_code == 409
        assert "The button that you pressed has done nothing." in page.text
        assert Project.objects.values().get() == before
        assert list(project.updates.values_list("state", flat=True))[0] == "draft"
        alice.post(address(project), on_page(page))
        project.refresh_from_db()
        assert (project.title, project.is_public) == ("Mine", before["visibility"] == "published")

    def test_deleted_meanwhile(self, alice, bob):
        partner = make.partner(published=False, name="Library")
        mine = opened(alice, partner)
        bob.post(address(partner, "delete"), {"post": "yes"})

        page = save(alice, partner, mine, name="Public library", text="Written for an hour.")

        assert (page.status_code, Partner.objects.count()) == (409, 0)
        assert "Written for an hour." in page.text
        assert "Deleted by bob:" in page.text

    def test_published_meanwhile_by_somebody_with_more_rights(self, alice):
        """Somebody who may no longer change the entry still gets their text back."""
        partner = make.partner(published=False, name="Library")
        editor = make.client(make.staff_user(permissions=("strategy.change_partner",), username="erin"))
        mine = opened(editor, partner)
        publish(Partner.objects.get())

        page = save(editor, partner, mine, text="Written for an hour.")

        assert page.status_code == 403
        assert "Written for an hour." in page.text
        assert Partner.objects.get().text == ""

    def test_only_people_who_had_it_learn_who_deleted_it(self, alice, bob):
        partner = make.partner(published=False)
        bob.post(address(partner, "delete"), {"post": "yes"})

        page = save(alice, partner, {"name": "Library"})

        assert (page.status_code, page.context["record"]) == (409, None)


class TestBadInput:
    @pytest.mark.parametrize(
        "changes",
        [
            {"milestones-TOTAL_FORMS": "99999999999999999999"},
            {"milestones-TOTAL_FORMS": "²"},
            {"milestones-TOTAL_FORMS": ""},
            {"milestones-0-id": "x"},
            {"milestones-0-id": "99999999999999999999"},
            {"lead_field": "999999999999", "partners": ["-1", "0"]},
            {"title": "\0", "planned_start": "0000-00-00", "number": "9" * 40},
            {"_choice-": "stored", "_choice-milestones-7": "stored", "_choice-unknown": "stored", "_as_chosen": "1"},
        ],
    )
    @pytest.mark.parametrize("fresh", [True, False])
    def test_odd_forms_are_answered(self, alice, monkeypatch, changes, fresh):
        # Django's limit for rows of a formset is 1000; rendering so many takes long and tests nothing more.
        monkeypatch.setattr(formsets, "DEFAULT_MAX_NUM", 20)
        project = make.project(title="Radwege")
        make.milestone(project=project)
        mine = opened(alice, project)
        if not fresh:
            Project.objects.update(description="Changed meanwhile.")

        response = save(alice, project, mine, **changes)

        assert response.status_code in ({200, 302} if fresh else {409})
        assert Project.objects.get().title == "Radwege"

    @pytest.mark.parametrize("key", ["x", "0", "99999999999999999999"])
    def test_keys_of_nothing(self, alice, key):
        assert alice.post(f"/en/verwaltung/strategy/partner/{key}/change/", {"name": "Typed"}).status_code == 409


@pytest.mark.any_database
class TestRows:
    def test_both_change_the_same_row(self, alice, bob):
        project = make.project()
        make.milestone(project=project, title="Start")
        mine = opened(alice, project)
        save(bob, project, opened(bob, project), **{"milestones-0-title": "Opening"})

        page = save(alice, project, mine, **{"milestones-0-title": "Beginning"})

        assert page.status_code == 409
        assert Milestone.objects.get().title == "Opening"
        assert in_short(page) == [("Result", "Start", "Opening", "Beginning", True)]
        assert page.context["entries"][0].title == "Milestone: Opening"
        assert page.context["entries"][0].record.history_user.username == "bob"
        alice.post(address(project), on_page(page))
        assert Milestone.objects.get().title == "Beginning"

    def test_one_adds_a_row_while_the_other_adds_one(self, alice, bob):
        project = make.project()
        new = {"milestones-TOTAL_FORMS": "1", "milestones-0-due_precision": "day"}
        mine = opened(alice, project)
        save(bob, project, opened(bob, project), **new, **{"milestones-0-title": "Theirs"})

        page = save(alice, project, mine, **new, **{"milestones-0-title": "Mine"})

        assert page.status_code == 409
        assert [entry.note for entry in page.context["entries"]] == ["Added meanwhile. It stays."]
        assert [kept.own for kept in page.context["kept"]] == ["Result: Mine"]
        assert alice.post(address(project), on_page(page)).status_code == 302
        assert sorted(row.title for row in Milestone.objects.all()) == ["Mine", "Theirs"]

    @pytest.mark.parametrize(("choice", "titles"), [("own", ["Beginning"]), ("stored", [])])
    def test_one_deletes_what_the_other_changes(self, alice, bob, choice, titles):
        project = make.project()
        make.milestone(project=project, title="Start")
        mine = opened(alice, project)
        save(bob, project, opened(bob, project), **{"milestones-0-DELETE": "on"})

        page = save(alice, project, mine, **{"milestones-0-title": "Beginning"})

        assert in_short(page) == [("The whole row", "Result: Start", "Deleted.", "Result: Beginning", True)]
        assert alice.post(address(project), on_page(page) | {"_choice-milestones-0": choice}).status_code == 302
        assert [row.title for row in Milestone.objects.all()] == titles

    def test_one_changes_what_the_other_deletes(self, alice, bob):
        project = make.project()
        make.milestone(project=project, title="Start")
        mine = opened(alice, project)
        save(bob, project, opened(bob, project), **{"milestones-0-title": "Opening"})

        page = save(alice, project, mine, **{"milestones-0-DELETE": "on"})

        assert in_short(page) == [("The whole row", "Result: Start", "Result: Opening", "Delete it.", False)]
        kept = on_page(page)
        alice.post(address(project), kept)
        assert Milestone.objects.get().title == "Opening"

        page = save(alice, project, mine, **{"milestones-0-DELETE": "on"})
        alice.post(address(project), on_page(page) | {"_choice-milestones-0": "own"})
        assert not Milestone.objects.exists()

    def test_a_row_on_its_own_page_against_its_parent(self, alice, bob):
        project = make.project()
        milestone = make.milestone(project=project, title="Start")
        mine = opened(alice, project)
        send(bob, milestone, title="Opening", button="_save")

        page = save(alice, project, mine, title="Changed")

        assert page.status_code == 409
        assert in_short(page) == [("Result", "Start", "Opening", "Start", False)]
        alice.post(address(project), on_page(page))
        assert (Milestone.objects.get().title, Project.objects.get().title) == ("Opening", "Changed")

    def test_several_rows_of_several_kinds(self, alice, bob):
        """The positions of rows shift when others are added or deleted, but nothing gets mixed up."""
        project = make.project()
        for title in ("A", "B", "C"):
            make.milestone(project=project, title=title)
        make.project_link(project=project, title="Paper")
        mine = opened(alice, project)
        changes = {"milestones-0-DELETE": "on", "milestones-1-title": "B, theirs", "links-0-DELETE": "on"}
        save(bob, project, opened(bob, project), **changes)

        new = {"milestones-TOTAL_FORMS": "4", "milestones-3-title": "D, mine", "milestones-3-due_precision": "day"}
        page = save(alice, project, mine, **new, **{"milestones-0-title": "A, mine", "milestones-2-title": "C, mine"})

        assert page.status_code == 409
        assert alice.post(address(project), on_page(page)).status_code == 302
        assert sorted(row.title for row in Milestone.objects.all()) == ["A, mine", "B, theirs", "C, mine", "D, mine"]
        assert not project.links.exists()


class TestLists:
    """Actions on several rows: those that have changed since the list was loaded are left alone and named."""

    def chosen(self, action: str, rows, token: dict) -> dict:
        return {"action": action, "_selected_action": [row.pk for row in rows], **token}

    def test_what_was_changed_meanwhile_is_not_published(self, alice, bob):
        rows = [make.partner(name=name, published=False) for name in ("A", "B")]
        page = address(Partner, "changelist")
        token = seen(alice, page)
        send(bob, rows[1], name="B, changed", button="_save")

        response = alice.post(page, self.chosen("publish_selected", rows, token), follow=True)

        assert [row.name for row in Partner.objects.public()] == ["A"]
        assert messages(response) == [
            "B, changed: It has changed since you looked at it. Please look again.",
            "1 entry is public now.",
        ]

    @pytest.mark.parametrize("token", [{}, {"_seen": "nonsense"}])
    def test_without_a_token_nothing_is_published(self, alice, token):
        row = make.partner(published=False)

        alice.post(address(Partner, "changelist"), self.chosen("publish_selected", [row], token))

        assert not Partner.objects.public().exists()

    def test_all_pages_were_never_seen(self, alice):
        rows = [make.partner(published=False) for _ in range(2)]

        alice.post(address(Partner, "changelist"), self.chosen("publish_selected", rows[:1], {"select_across": "1"}))

        assert Partner.objects.public().count() == 2

    def test_relations_count(self, alice):
        project = make.project(published=False)
        page = address(Project, "changelist")
        token = seen(alice, page)
        project.partners.add(make.partner())

        alice.post(page, self.chosen("publish_selected", [project], token))

        assert not Project.objects.public().exists()

    def test_what_was_changed_meanwhile_is_not_withdrawn(self, alice, bob):
        rows = [make.partner(name=name) for name in ("A", "B")]
        page = act(alice, Partner, "withdraw_selected", rows)
        send(bob, rows[1], name="B, changed", button="_save")

        response = alice.post(page.redirect_chain[-1][0], {"_seen": page.context["seen"]}, follow=True)

        assert [row.name for row in Partner.objects.public()] == ["B, changed"]
        assert messages(response) == [
            "B, changed: It has changed since you looked at it. Please look again.",
            "1 entry is a draft again.",
        ]

    def test_what_was_not_changed_is_withdrawn(self, alice):
        partner = make.partner()

        confirm(alice, f"/en/verwaltung/strategy/partner/withdraw/?pk={partner.pk}")

        assert not Partner.objects.public().exists()

    def test_what_was_changed_meanwhile_is_not_deleted(self, alice, bob):
        row = make.partner(published=False)
        page = address(Partner, "changelist")
        token = seen(alice, page)
        send(bob, row, name="Changed", button="_save")

        response = alice.post(page, self.chosen("delete_selected", [row], token), follow=True)

        assert messages(response) == ["Changed: It has changed since you looked at it. Please look again."]


@pytest.mark.django_db(transaction=True)
class TestTheSameMoment:
    def together(self, *requests) -> list[int]:
        """Send all requests at once, each in its own thread and connection; return their status codes, sorted."""
        start = threading.Barrier(len(requests))

        def send_one(request) -> int:
            start.wait(timeout=10)  # seconds
            try:
                return request().status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(len(requests)) as threads:
            return sorted(threads.map(send_one, requests))

    def test_exactly_one_wins(self, alice, bob):
        partner = make.partner(name="Library")
        mine, theirs = opened(alice, partner), opened(bob, partner)

        states = self.together(
            lambda: save(alice, partner, mine, name="Alice"), lambda: save(bob, partner, theirs, name="Bob")
        )

        assert states == [302, 409]
        assert Partner.objects.get().name in ("Alice", "Bob")
        assert Partner.objects.get().history.count() == 2  # created, and saved once

    def test_exactly_one_wins_of_a_row_and_its_parent(self, alice, bob):
        project = make.project()
        milestone = make.milestone(project=project, title="Start")
        mine, theirs = opened(alice, project), opened(bob, milestone)

        states = self.together(
            lambda: save(alice, project, mine, **{"milestones-0-title": "Alice"}),
            lambda: save(bob, milestone, theirs, title="Bob"),
        )

        assert states == [302, 409]
        assert Milestone.objects.get().title in ("Alice", "Bob")

    def test_a_deadlock_is_no_error(self, alice, monkeypatch):
        """The database aborts one of two forms that wait for each other; this one then finds what the other stored."""
        partner = make.partner(name="Library", text="Old.")
        mine, lock_rows, calls = opened(alice, partner), staleness.lock_rows, []

        def lose_once(formsets):
            calls.append(formsets)
            if len(calls) == 1:
                Partner.objects.update(text="Rolled back.")
                raise OperationalError("deadlock detected")
            lock_rows(formsets)

        monkeypatch.setattr(staleness, "lock_rows", lose_once)

        assert save(alice, partner, mine, name="Mine").status_code == 302
        partner.refresh_from_db()
        assert (len(calls), partner.name, partner.text) == (2, "Mine", "Old.")


@pytest.mark.parametrize("size", [1, 3])
def test_stale_saves_take_a_constant_number_of_queries(alice, bob, size):
    project = make.project(partners=[make.partner() for _ in range(size)])
    for _ in range(size):
        make.milestone(project=project)
        make.project_link(project=project)
    data = opened(alice, project)
    save(bob, project, opened(bob, project), title="Theirs")

    with CaptureQueriesContext(connection) as captured:
        assert save(alice, project, data, title="Mine").status_code == 409

    # PostgreSQL locks the rows of each inline with a query; SQLite locks the whole database.
    inlines = len(ProjectAdmin.inlines) if connection.features.has_select_for_update else 0
    assert len(captured) == 29 + inlines
