"""Help with writing: the preview of Markdown, the counter of characters, and suggested addresses."""

import json
import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from roadmap.models import Department, Project
from strategy_portal.publishing.editing.forms.markdown_preview import MOST_CHARACTERS
from strategy_portal.publishing.lifecycle import withdraw
from strategy_portal.publishing.text.markdown import MarkdownField, render
from tests import make
from tests.admin.forms import address, send
from tests.harness.strict_templates import ROOT

PREVIEW = "/en/verwaltung/markdown/"


@pytest.mark.any_database
class TestPreview:
    def test_it_is_what_readers_get(self, charlie):
        text = "# Title\n\n- **one**\n- two\n\n[text](https://example.org/) <script>alert(1)</script> [x](javascript:y)"

        response = charlie.post(PREVIEW, {"text": text})

        assert response.status_code == 200
        assert response.content.decode() == render(text, heading_level=3)
        assert "<script" not in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_only_staff_gets_one(self, db):
        reader = make.client(make.user())

        assert Client().post(PREVIEW, {"text": "x"}).status_code == 403
        assert reader.post(PREVIEW, {"text": "x"}).status_code == 403

    def test_it_is_asked_for_by_our_own_forms(self, charlie):
        stranger = Client(enforce_csrf_checks=True)
        stranger.cookies = charlie.cookies

        assert stranger.post(PREVIEW, {"text": "x"}).status_code == 403
        assert charlie.get(PREVIEW).status_code == 405

    @pytest.mark.parametrize(
        ("text", "status"), [("", 200), ("\0", 200), ("x" * MOST_CHARACTERS, 200), ("x" * (MOST_CHARACTERS + 1), 413)]
    )
    def test_odd_texts(self, charlie, text, status):
        assert charlie.post(PREVIEW, {"text": text}).status_code == status

    def test_every_text_shown_as_markdown_has_one(self):
        models = [model for app in ("publishing", "strategy", "roadmap", "advisory_board") for model in _models(app)]
        columns = {column.name for model in models for column in model._meta.fields if type(column) is MarkdownField}
        shown = re.compile(r"\w+\.(\w+)\|(?:pdf_)?markdown")
        pages = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]

        # The gallery of components shows a text of its own.
        assert {name for page in pages for name in shown.findall(page)} == columns

    def test_the_field_names_the_marks_and_the_address(self, alice):
        form = alice.get(address(Project, "add")).context["adminform"].form

        assert "## heading" in form.fields["description"].help_text
        assert json.loads(form.fields["description"].widget.attrs["data-preview"])["address"] == PREVIEW
        assert "data-preview" not in form.fields["funding"].widget.attrs


def _models(app: str):
    return apps.get_app_config(app).get_models()


@pytest.mark.any_database
class TestCounter:
    def test_nothing_is_cut_off(self, alice):
        form = alice.get(address(Project, "add")).context["adminform"].form

        assert "maxlength" not in str(form["benefit"]) + str(form["title"])
        assert json.loads(form.fields["benefit"].widget.attrs["data-counter"])["limit"] == 220
        assert "At most 220 characters." in form.fields["benefit"].help_text
        assert 'maxlength="200"' in str(form["contact_function"])

    def test_what_is_too_long_is_kept_and_named(self, alice):
        project = make.project(benefit="Short.")

        response = send(alice, project, benefit="x" * 221)

        form = response.context["adminform"].form
        assert form.errors["benefit"] == ["Ensure this value has at most 220 characters (it has 221)."]
        assert form["benefit"].value() == "x" * 221
        project.refresh_from_db()
        assert project.benefit == "Short."


class TestAddress:
    def add(self, client, **values):
        return send(client, Project, "add", **{"number": "700", "benefit": "Good.", **values})

    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("Mängel & Größe", "maengel-groesse"),
            ("Bücherei", "buecherei-2"),
            ("Zahlen", "zahlen-2"),
            ("Früher", "frueher-2"),
            ("ÄÖÜ" * 40, "aeoeue" * 13 + "ae"),
        ],
        ids=["umlauts", "taken", "reserved", "former", "long"],
    )
    def test_an_empty_one_is_made_of_the_title(self, alice, title, slug):
        make.project(slug="buecherei", published=False)
        make.former_address(slug="frueher")

        self.add(alice, title=title)

        assert Project.objects.get(number=700).slug == slug

    def test_also_of_other_entries(self, alice):
        send(alice, Department, "add", name="Straßenbau")

        assert Department.objects.get().slug == "strassenbau"

    def test_a_title_without_letters_gives_none(self, alice):
        response = self.add(alice, title="???")

        assert response.context["adminform"].form.errors == {
            "slug": ["No address can be made of this name; please type one."]
        }

    def test_one_that_is_taken_is_answered_with_one_that_is_free(self, alice):
        make.project(slug="library")

        response = self.add(alice, title="Library", slug="library")

        assert response.context["adminform"].form.errors == {
            "slug": ["Project with this Address already exists.", "This one is free: library-2"]
        }

    def test_no_later_project_takes_a_former_one(self, alice):
        make.former_address(slug="old", project=make.project(title="Town hall"))

        response = self.add(alice, title="New", slug="old")

        assert response.context["adminform"].form.non_field_errors() == [
            "The address “old” leads to the project “Town hall”."
        ]

    @pytest.mark.parametrize("withdrawn", [False, True])
    def test_a_changed_title_keeps_it(self, alice, client, withdrawn):
        project = make.project(slug="kept")
        if withdrawn:
            withdraw(project)

        send(alice, project, title="Changed", slug="forged", button="_publish" if withdrawn else "_save")

        project.refresh_from_db()
        assert (project.title, project.slug, project.is_public) == ("Changed", "kept", True)
        assert client.get(reverse("project", args=["kept"])).status_code == 200

    def test_no_other_way_changes_it_either(self, db):
        """An import, for example, uses ``full_clean`` as the form does."""
        project = make.project(slug="kept")
        withdraw(project)
        project.slug = "other"

        with pytest.raises(ValidationError, match="ändert sich nicht mehr"):
            project.full_clean()

    def test_a_draft_may_change_it(self, alice):
        project = make.project(published=False, slug="draft")

        send(alice, project, slug="better")

        project.refresh_from_db()
        assert project.slug == "better"
