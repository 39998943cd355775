"""Previews: the same page that publishing would show, for the team only, and nothing is stored."""

import datetime
import re
import threading

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from roadmap.models import ProjectUpdate
from roadmap.verbs.updates import publish_project, publish_update
from strategy.models import Partner
from strategy_portal.content.due import publishable_models
from strategy_portal.publishing.editing import preview as previews
from strategy_portal.publishing.lifecycle import publish
from strategy_portal.publishing.search import index
from strategy_portal.publishing.search.engine import search
from tests import make
from tests.admin.forms import ROOT, address, messages, send
from tests.portal.addresses.test_canary import WORD

MARKS = re.compile(
    r'<aside class="portal-banner portal-preview".*?</aside>'
    r'|<link rel="(?:canonical|alternate)" h[^>]*>|<meta property="og:url"[^>]*>'
    r'|<nav class="portal-languages".*?</nav>',
    re.DOTALL,
)
FUTURE = datetime.date(2099, 1, 1)


def preview_of(row) -> str:
    return f"{ROOT}/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/preview/"


def place(row, end: str = "") -> str:
    with override("en"):
        return row.get_absolute_url() + end


def text_of(response) -> list[str]:
    """Return the lines of the page, without those that only a preview or only a public page has about itself."""
    text = MARKS.sub("", response.text.replace("<title>Preview: ", "<title>"))
    return [line.strip() for line in text.splitlines() if line.strip()]


def everything() -> dict[str, list]:
    """Return all rows of all tables: drafts, versions, log, content revision."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


# --- what can be previewed: a draft, the verb that publishes it, the page that will show it --------------------------


def a_project():
    row = make.project(published=False, slug="new", title=WORD, related=[make.project()], partners=[make.partner()])
    make.milestone(project=row)
    make.update(project=row, state="draft", text="Still a draft.")
    return row, publish_project, place(row)


def an_edition():
    row = make.edition(published=False, summary=WORD)
    make.field(edition=row)
    return row, publish, place(row)


def a_page():
    row = make.page(kind="imprint", published=False, body=WORD)
    return row, publish, place(row)


def a_body():
    row = make.body(published=False, purpose=WORD)
    make.seat(group=make.seat_group(body=row))
    return row, publish, place(row)


def a_meeting():
    row = make.meeting(published=False, summary=WORD)
    make.agenda_item(meeting=row)
    return row, publish, place(row)


def a_recommendation():
    return (
        make.recommendation(published=False, text=WORD, number="DB-2026/01"),
        publish,
        "/en/digitalbeirat/empfehlungen/",
    )


def an_event():
    return make.strategy_event(published=False, text=WORD), publish, "/en/strategie/"


def a_partner():
    return make.partner(published=False, text=WORD), publish, "/en/strategie/"


def a_term():
    return make.glossary_term(published=False, explanation=WORD), publish, "/en/strategie/"


def a_goal():
    field = make.field()
    return make.goal(published=False, field=field, text=WORD), publish, place(field)


def a_goal_of_a_statement():
    statement = make.statement()
    return make.goal(published=False, statement=statement, text=WORD), publish, place(statement)


def an_impulse():
    row = make.impulse(published=False, topic=WORD)
    return row, publish, place(make.agenda_item(impulse=row).meeting)


def a_document():
    return make.board_document(published=False, title=WORD), publish, "/en/digitalbeirat/"


def a_document_of_a_meeting():
    meeting = make.meeting()
    return make.board_document(published=False, title=WORD, meeting=meeting), publish, place(meeting)


def a_call():
    return make.call_for_members(published=False, text=WORD), publish, "/en/digitalbeirat/"


def an_update():
    project = make.project(status="running")
    row = make.update(project=project, state="submitted", text=WORD, schedule="delayed")
    make.milestone_change(update=row, milestone=make.milestone(project=project))
    return row, publish_update, place(project)


def an_update_of_a_draft():
    project = make.project(published=False)
    row = make.update(project=project, state="draft", text=WORD, status="planned", date=make.DAY)

    def publish_both(update):
        publish_project(project)
        publish_update(update)

    return row, publish_both, place(project)


KINDS = [
    *(a_project, an_edition, a_page, a_body, a_meeting, a_recommendation, an_event, a_partner, a_term, a_goal),
    *(a_goal_of_a_statement, an_impulse, a_document, a_document_of_a_meeting, a_call, an_update, an_update_of_a_draft),
]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_page_that_publishing_makes_and_nothing_stays(alice, client, kind):
    make.municipality()
    make.edition()
    row, publishing, page = kind()
    before = everything()

    shown = alice.get(preview_of(row))

    assert everything() == before
    assert WORD not in client.get(page).text
    publishing(row)
    published = client.get(page)
    assert WORD in published.text
    assert text_of(shown) == text_of(published)
    assert "Preview – not public yet" in shown.text
    assert f'<a href="{address(row)}">Back to editing</a>' in shown.text


def test_every_publishable_model_has_one():
    names = [pattern.name or "" for rows in admin.site._registry.values() for pattern in rows.get_urls()]

    assert {name.removesuffix("_preview") for name in names if name.endswith("_preview")} == {
        f"{model._meta.app_label}_{model._meta.model_name}" for model in [*publishable_models(), ProjectUpdate]
    }


class TestAnswer:
    def test_no_cache_keeps_it_and_no_search_engine_reads_it(self, alice):
        response = alice.get(preview_of(make.page(published=False)), headers={"Accept-Encoding": "gzip"})

        assert set(response["Cache-Control"].split(", ")) == {
            *("private", "no-store", "no-cache", "max-age=0", "must-revalidate")
        }
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert sorted(set(response.headers) & {"ETag", "Last-Modified", "Content-Encoding"}) == []
        assert dict(response.cookies) == {}
        assert 'rel="canonical"' not in response.text
        assert 'rel="alternate" hreflang' not in response.text
        assert "<title>Preview: Page imprint" in response.text

    def test_head_and_no_other_method(self, alice):
        page = preview_of(make.page(published=False))

        assert (alice.head(page).status_code, alice.head(page).content) == (200, b"")
        assert alice.post(page).status_code == 405
        assert alice.put(page).status_code == 405

    def test_it_is_in_the_language_of_the_administration(self, alice):
        draft = make.page(published=False)

        response = alice.get(f"/verwaltung/publishing/page/{draft.pk}/preview/")

        assert "Vorschau – noch nicht öffentlich" in response.text
        assert '<html lang="de">' in response.text
        assert f'<a href="{preview_of(draft)}" lang="en"' in response.text

    def test_htmx_gets_the_whole_page(self, alice):
        response = alice.get(preview_of(make.page(published=False)), headers={"HX-Request": "true"})

        assert "<!doctype html>" in response.text

    def test_the_search_does_not_know_it(self, alice):
        index.current()
        draft = make.page(published=False, body=WORD)

        assert WORD in alice.get(preview_of(draft)).text

        assert search(WORD).hits == []

    def test_nothing_runs_after_commit(self, alice, monkeypatch, django_capture_on_commit_callbacks):
        draft = make.partner(published=False)
        make.edition()
        monkeypatch.setattr(
            "strategy.admin.origin.PartnerAdmin.publish_row",
            lambda admin, row: (publish(row), transaction.on_commit(lambda: pytest.fail("committed"))),
        )

        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            assert draft.name in alice.get(preview_of(draft)).text

        assert callbacks == []

    @pytest.mark.django_db(transaction=True)
    def test_others_read_what_is_public_meanwhile(self, alice, monkeypatch):
        make.edition()
        draft = make.partner(published=False)
        counts = []

        def look():
            counts.append(Partner.objects.public().count())
            connection.close()

        def look_from_outside(address, preview):
            assert Partner.objects.public().get() == draft
            reader = threading.Thread(target=look)
            reader.start()
            reader.join()
            return original(address, preview)

        original = previews.page_for_anybody
        monkeypatch.setattr(previews, "page_for_anybody", look_from_outside)

        alice.get(preview_of(draft))

        assert counts == [0]

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_number_of_queries(self, alice, size, django_assert_num_queries):
        edition = make.edition()
        for _n in range(size):
            make.partner(published=False)
            make.partner()
            make.strategy_event()
            make.field(edition=edition)
        draft = Partner.objects.filter(visibility="draft").first()

        with django_assert_num_queries(27):
            alice.get(preview_of(draft))


class TestReaders:
    """People who may view the row in the administration may see its preview; all others learn nothing about it."""

    def test_nobody_without_an_account(self, db, client):
        page = preview_of(make.project(published=False))

        assert client.get(page)["Location"] == f"{ROOT}/login/?next={page}"

    def test_no_role(self, charlie):
        assert charlie.get(preview_of(make.project(published=False))).status_code == 403

    def test_who_writes_but_does_not_publish(self, bob):
        assert bob.get(preview_of(make.project(published=False, slug="draft"))).status_code == 200

    def test_an_officer_sees_the_own_units_projects(self, db, client):
        olga = make.member("officer")
        client.force_login(olga)
        unit = make.department(officers=[olga])
        own = make.update(project=make.project(lead_department=unit), state="draft")
        foreign = make.update(state="draft")

        assert client.get(preview_of(own)).status_code == 200
        assert client.get(preview_of(foreign)).status_code == 404
        assert client.get(preview_of(own.project)).status_code == 403

    def test_the_boards_office_sees_the_board(self, db, client):
        client.force_login(make.member("board_office"))
        draft, public = make.project(published=False), make.project()
        make.update(project=public, state="draft", text=WORD)

        assert client.get(preview_of(make.meeting(published=False))).status_code == 200
        assert client.get(preview_of(draft))["Location"] == f"{ROOT}/"
        assert client.get(preview_of(make.partner(published=False))).status_code == 403
        # The board's office may view projects, but no updates that are not public.
        assert client.get(f"{preview_of(public)}?updates=1")["Location"] == place(public)

    @pytest.mark.parametrize("key", ["0", "x", "99999999999999999999"])
    def test_no_such_row(self, alice, key):
        assert alice.get(f"{ROOT}/strategy/partner/{key}/preview/")["Location"] == f"{ROOT}/"


class TestRefusal:
    def test_a_rule_in_the_way_is_told(self, alice):
        draft = make.partner(published=False)
        Partner.objects.filter(pk=draft.pk).update(url="nonsense")

        response = alice.get(preview_of(draft), follow=True)

        assert response.redirect_chain == [(address(draft), 302)]
        assert messages(response) == ["There is no preview: Website: Enter a valid URL."]

    def test_an_update_of_tomorrow(self, alice):
        response = alice.get(preview_of(make.update(state="draft", date=FUTURE)), follow=True)

        assert messages(response) == ["There is no preview: The date of the update is in the future."]

    def test_what_no_page_shows(self, alice):
        response = alice.get(preview_of(make.impulse(published=False)), follow=True)

        sentence = "No public agenda item names it, so no page shows it yet."
        assert messages(response) == [f"There is no preview: {sentence}"]
        assert response.context["state_line"].text == f"Only the team sees this entry. {sentence}"

    def test_a_page_that_is_a_draft_itself(self, alice):
        hidden = make.meeting(body=make.body(published=False), published=False)

        response = alice.get(preview_of(hidden), follow=True)

        assert messages(response) == ["There is no preview: The page on which readers will find it is not public yet."]

    def test_what_is_public_already(self, alice):
        assert alice.get(preview_of(make.partner()))["Location"] == "/en/strategie/#partners"
        assert alice.get(preview_of(make.update()))["Location"].startswith("/en/roadmap/")


class TestUpdatesOfAProject:
    def test_a_draft_with_and_without_them(self, alice):
        draft = make.project(published=False)
        make.update(project=draft, state="draft", text=WORD, status="running")

        without = alice.get(preview_of(draft))
        with_them = alice.get(f"{preview_of(draft)}?updates=1")

        assert (WORD in without.text, WORD in with_them.text) == (False, True)
        assert f'<a href="{preview_of(draft)}?updates=1">With the drafted updates</a>' in without.text
        assert f'<a href="{preview_of(draft)}">Without the drafted updates</a>' in with_them.text

    def test_a_public_project(self, alice, client):
        public = make.project()
        make.update(project=public, state="draft", text=WORD)
        links = {link.address for link in alice.get(address(public)).context["links"]}

        assert links == {"#updates-group", f"{preview_of(public)}?updates=1"}
        assert WORD in alice.get(f"{preview_of(public)}?updates=1").text
        assert alice.get(preview_of(public))["Location"] == place(public)
        assert WORD not in client.get(place(public)).text

    def test_nothing_new_is_no_preview(self, alice):
        labels = [str(link.label) for link in alice.get(address(make.project())).context["links"]]

        assert labels == ["Write an update"]


class TestForm:
    def test_who_may_only_look_gets_a_link_to_the_place_on_the_page(self, alice, bob):
        planned = make.partner(published=False, publish_at=timezone.now() + datetime.timedelta(1))

        (link,) = bob.get(address(planned)).context["links"]

        assert (link.label, link.address, link.in_new_tab) == (
            "Preview (new tab)",
            f"{preview_of(planned)}#partners",
            True,
        )
        assert "Preview (new tab)" not in [link.label for link in alice.get(address(planned)).context["links"]]

    def test_save_and_preview(self, alice):
        make.edition()
        draft = make.partner(published=False, name="Before")

        response = send(alice, draft, name="After", button="_preview")

        draft.refresh_from_db()
        assert (draft.name, draft.is_public) == ("After", False)
        assert response.redirect_chain == [(f"{preview_of(draft)}#partners", 302)]

    def test_a_new_entry(self, alice):
        make.edition()
        response = send(alice, Partner, "add", name=WORD, role="funding", button="_preview")

        assert Partner.objects.get().name == WORD
        assert WORD in response.text
        assert "Preview – not public yet" in response.text

    def test_what_is_public_is_looked_at_on_the_website(self, alice):
        with override("en"):
            strategy = reverse("strategy")

        assert alice.get(address(make.partner())).context["absolute_url"] == f"{strategy}#partners"
        assert alice.get(address(make.partner(published=False))).context["absolute_url"] is None
