"""Publishing, withdrawing and deleting through the admin, and what never changes."""

import pytest

from roadmap.models import Project
from strategy.models import ActionField, Edition, Partner
from strategy_portal.publishing.lifecycle import content_revision
from strategy_portal.publishing.models import Municipality, Page
from strategy_portal.publishing.pdf.engine import PdfError
from tests import make
from tests.admin.forms import act, address, confirm, messages, send


class TestPublish:
    def test_the_button_publishes_what_was_typed(self, alice):
        partner = make.partner(published=False)

        response = send(alice, partner, name="Typed", button="_publish")

        partner.refresh_from_db()
        assert (partner.name, partner.is_public) == ("Typed", True)
        assert messages(response) == ["“Typed” is public now."]

    def test_a_new_entry_can_be_published_at_once(self, alice):
        send(alice, Partner, "add", name="New", role="funding", button="_publish")

        assert [(partner.name, partner.is_public) for partner in Partner.objects.all()] == [("New", True)]

    def test_saving_alone_publishes_nothing(self, alice):
        send(alice, Partner, "add", name="New", role="funding", button="_save")

        assert not Partner.objects.get().is_public

    def test_a_project_begins_its_history(self, alice):
        project = make.project(published=False)

        send(alice, project, button="_publish")

        assert Project.objects.public().get() == project
        assert project.updates.public().count() == 1

    def test_the_text_tells_how_it_stands(self, alice):
        draft, public = make.partner(published=False), make.partner()

        assert alice.get(address(draft)).context["state_line"].text == (
            "Only the team sees this entry. It will appear on this page: Strategy › Partners."
        )
        assert alice.get(address(public)).context["state_line"].text == (
            "Public since Jan. 15, 2026. What you save is public at once."
        )

    def test_view_on_site_is_for_what_is_public(self, alice):
        draft, public = make.project(published=False), make.project(slug="public")

        assert alice.get(address(draft)).context["absolute_url"] is None
        assert alice.get(address(public)).context["absolute_url"] == "/en/roadmap/public/"

    def test_several_at_once_each_for_itself(self, alice):
        good, bad = make.partner(published=False, name="A"), make.partner(published=False, name="B")
        Partner.objects.filter(pk=bad.pk).update(url="nonsense")

        response = act(alice, Partner, "publish_selected", [good, bad])

        assert list(Partner.objects.public()) == [good]
        assert messages(response) == ["B: Website: Enter a valid URL.", "1 entry is public now."]

    @pytest.mark.parametrize("status", ["adopted", "superseded"])
    def test_adoption_is_no_choice_of_the_form(self, alice, status):
        edition = make.edition(published=False, status="draft")

        response = send(alice, edition, status=status)

        assert list(response.context["adminform"].form.errors) == ["status"]
        edition.refresh_from_db()
        assert edition.status == "draft"

    def test_adoption_has_a_button(self, alice):
        make.edition(number=1, title="First")
        second = make.edition(number=2, title="Second", published=False, status="consultation")

        response = send(alice, second, button="_adopt")

        assert messages(response) == ["“Second” is adopted and holds from now on."]
        assert list(Edition.objects.order_by("number").values_list("status", "visibility")) == [
            ("superseded", "published"),
            ("adopted", "published"),
        ]


class TestWithdraw:
    def test_the_button(self, alice):
        partner = make.partner()

        send(alice, partner, button="_withdraw")

        partner.refresh_from_db()
        assert (partner.is_public, partner.published_at) == (False, None)

    def test_several_only_after_a_question(self, alice):
        rows = [make.partner(), make.partner()]

        question = act(alice, Partner, "withdraw_selected", rows)
        assert list(question.context["rows"]) == rows
        assert Partner.objects.public().count() == 2

        response = confirm(alice, question.redirect_chain[-1][0])
        assert Partner.objects.public().count() == 0
        assert messages(response) == ["2 entries are drafts again."]

    def test_an_adopted_edition_stays_public(self, alice):
        edition = make.edition(status="adopted", title="Adopted")

        response = confirm(alice, f"/en/verwaltung/strategy/edition/withdraw/?pk={edition.pk}")

        assert Edition.objects.public().get() == edition
        assert messages(response) == ["Adopted: An adopted edition is public."]


class TestDelete:
    def test_a_draft_goes(self, alice):
        partner = make.partner(published=False)

        alice.post(address(partner, "delete"), {"post": "yes"})

        assert not Partner.objects.exists()

    def test_what_is_public_stays(self, alice):
        partner = make.partner()

        response = alice.post(address(partner, "delete"), {"post": "yes"}, follow=True)

        assert Partner.objects.get() == partner
        assert messages(response) == ["What is published cannot be deleted. Withdraw it first."]

    def test_of_several_none_goes_if_one_is_public(self, alice):
        draft, public = make.partner(published=False, name="Draft"), make.partner(name="Public")

        response = act(alice, Partner, "delete_selected", [draft, public])

        assert Partner.objects.count() == 2
        assert messages(response) == ["Public: What is published cannot be deleted. Withdraw it first."]

    def test_several_drafts_go_after_a_question(self, alice):
        rows = [make.partner(published=False), make.partner(published=False)]
        data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}

        assert act(alice, Partner, "delete_selected", rows).status_code == 200
        assert Partner.objects.count() == 2
        alice.post(address(Partner, "changelist"), {**data, "post": "yes"})
        assert Partner.objects.count() == 0

    def test_a_department_with_projects_is_protected(self, alice):
        department = make.department()
        make.project(lead_department=department)

        response = alice.post(address(department, "delete"), {"post": "yes"})

        assert response.status_code == 200
        assert response.context["protected"]

    def test_a_withdrawn_project_keeps_its_history(self, alice):
        project = make.project()
        send(alice, project, button="_withdraw")

        alice.post(address(project, "delete"), {"post": "yes"})

        assert project.updates.count() == 1


class TestAddress:
    def test_it_is_fixed_once_public(self, alice):
        project = make.project(slug="fixed")

        send(alice, project, slug="changed", title="Changed")

        project.refresh_from_db()
        assert (project.title, project.slug) == ("Changed", "fixed")

    def test_that_of_a_draft_is_not(self, alice):
        project = make.project(published=False, slug="draft")

        send(alice, project, slug="changed")

        project.refresh_from_db()
        assert project.slug == "changed"

    @pytest.mark.parametrize(("published", "slug"), [(True, "fixed"), (False, "changed")])
    def test_that_of_a_field_is_fixed_by_a_public_edition(self, alice, published, slug):
        field = make.field(published=published, slug="fixed")

        send(alice, field, slug="changed")

        assert ActionField.objects.get().slug == slug


class TestAdoptedEdition:
    @pytest.mark.parametrize(
        ("status", "still"),
        [("adopted", " Its PDF still shows the roadmap of today, until it is frozen."), ("superseded", "")],
    )
    def test_nothing_can_be_posted(self, alice, status, still):
        edition = make.edition(status=status, title="Adopted")
        make.field(edition=edition, text="Adopted text.")

        page = alice.get(address(edition))
        answer = alice.post(address(edition), {"title": "Changed", "field_wordings-TOTAL_FORMS": 0})
        alice.post(address(edition, "delete"), {"post": "yes"})

        assert page.context["state_line"].text == (
            "The council has adopted this edition: its text never changes. A change needs a new edition." + still
        )
        assert page.context["has_change_permission"] is False
        assert answer.status_code == 403
        edition.refresh_from_db()
        assert edition.title == "Adopted"
        assert edition.field_wordings.get().text == "Adopted text."

    def test_its_fields_stay(self, alice):
        field = make.field()

        alice.post(address(field, "delete"), {"post": "yes"})

        assert ActionField.objects.get() == field

    def test_a_draft_can_be_changed_with_its_wordings(self, alice):
        edition = make.edition(published=False)
        field = make.field(edition=edition)
        wording = edition.field_wordings.get()

        send(alice, edition, title="Changed", **{"field_wordings-0-text": "Changed text."})

        edition.refresh_from_db()
        wording.refresh_from_db()
        assert (edition.title, wording.text, wording.field) == ("Changed", "Changed text.", field)


class TestPdf:
    def test_a_draft_edition_is_shown_to_the_team_alone(self, alice, charlie, client, monkeypatch):
        monkeypatch.setattr("strategy.admin.editions.edition_pdf_bytes", lambda edition, today: b"%PDF")
        page = f"/en/verwaltung/strategy/edition/{make.edition(published=False, number=7).pk}/pdf/"

        response = alice.get(page)

        assert (response.content, response["Content-Type"]) == (b"%PDF", "application/pdf")
        assert set(response["Cache-Control"].split(", ")) == {
            "private",
            "no-store",
            "no-cache",
            "max-age=0",
            "must-revalidate",
        }
        assert charlie.get(page).status_code == 403
        assert client.get(page)["Location"] == f"/en/verwaltung/login/?next={page}"

    def test_a_failure_is_told(self, alice, monkeypatch):
        def fail(edition, today):
            raise PdfError("too long")

        monkeypatch.setattr("strategy.admin.editions.edition_pdf_bytes", fail)
        edition = make.edition()

        response = alice.get(f"/en/verwaltung/strategy/edition/{edition.pk}/pdf/", follow=True)

        assert messages(response) == ["The PDF could not be made. Please try again."]

    def test_of_no_edition(self, alice):
        assert alice.get("/en/verwaltung/strategy/edition/0/pdf/").status_code == 404


class TestContentRevision:
    def test_it_rises_with_what_is_public(self, alice):
        for row in (make.partner(), make.department(), make.milestone(), make.municipality()):
            before = content_revision()
            send(alice, row)
            assert content_revision() == before + 1, row

    def test_a_draft_does_not_raise_it(self, alice):
        draft = make.partner(published=False)
        before = content_revision()

        send(alice, draft, name="Still a draft")

        assert content_revision() == before

    def test_it_rises_when_something_goes(self, alice):
        first, second = make.milestone(), make.milestone()
        before = content_revision()

        alice.post(address(first, "delete"), {"post": "yes"})
        assert content_revision() == before + 1
        data = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
        alice.post(address(second, "changelist").replace(f"{second.pk}/", ""), data)
        assert content_revision() == before + 2


class TestCityAndPages:
    def test_there_is_one_city(self, alice):
        city = make.municipality()

        assert alice.get(address(Municipality, "changelist"))["Location"] == address(city)
        assert alice.get(address(Municipality, "add")).status_code == 403
        assert alice.post(address(city, "delete"), {"post": "yes"}).status_code == 403

    def test_only_a_page_that_is_missing_can_be_added(self, alice):
        page = make.page(kind="imprint")
        assert alice.get(address(Page, "add")).status_code == 200

        for kind in set(Page.Kind) - {Page.Kind.IMPRINT}:
            make.page(kind=kind)

        assert alice.get(address(Page, "add")).status_code == 403
        assert alice.post(address(page, "delete"), {"post": "yes"}).status_code == 403

    def test_the_logo_is_linked_where_it_is_shown(self, alice):
        city = make.municipality(logo="logo/city.png")

        assert '<a href="/stadt-logo">logo/city.png</a>' in alice.get(address(city)).text

    def test_the_kind_of_a_page_is_fixed(self, alice):
        page = make.page(kind="imprint")

        send(alice, page, kind="privacy", title="Changed")

        page.refresh_from_db()
        assert (page.kind, page.title) == ("imprint", "Changed")
