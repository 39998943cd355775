"""The pages for duplicating a project, merging it into another, and undoing that."""

import pytest

from roadmap.models import FormerAddress, Project
from roadmap.verbs.merging import merge_projects
from tests import make
from tests.admin.forms import address, confirm, messages, send

PAGES = "/en/verwaltung/roadmap/project"


def offers(client, row) -> tuple[list[str], list[str]]:
    """Return the links that the form offers in the text about the project's status, and those beside the title."""
    context = client.get(address(row)).context
    return [str(link.label) for link in context["links"]], [str(link.label) for link in context["tools"]]


class TestDuplicate:
    def test_after_a_question_the_copy_is_open(self, bob):
        project = make.project(title="Library")
        page = f"{PAGES}/duplicate/?pk={project.pk}"

        assert list(bob.get(page).context["rows"]) == [project]
        assert Project.objects.count() == 1
        response = bob.post(page, follow=True)

        copy = Project.objects.exclude(pk=project.pk).get()
        assert response.context["original"] == copy
        assert (copy.title, copy.is_public, copy.history.get().history_user.username) == (
            "Library (Kopie)",
            False,
            "bob",
        )
        assert messages(response) == [
            "This is the copy. Give it a title and an address of its own before you publish it."
        ]

    def test_what_breaks_a_rule_is_named(self, alice):
        project = make.project(published=False, contact_email="nonsense")

        response = alice.post(f"{PAGES}/duplicate/?pk={project.pk}", follow=True)

        assert Project.objects.get() == project
        assert messages(response) == ["Contact e-mail: Enter a valid email address."]


class TestMerge:
    def test_the_page_says_what_will_happen_and_then_it_does(self, alice):
        library = make.project(title="Library", slug="library", partners=[make.partner(name="Friends")])
        reading, draft = make.project(title="Reading", slug="reading"), make.project(published=False)
        page = f"{PAGES}/merge/?pk={library.pk}"

        assert offers(alice, library) == (["Write an update"], ["Duplicate …", "Merge …"])
        assert list(alice.get(page).context["form"].fields["into"].queryset) == [reading]
        shown = alice.get(f"{page}&into={reading.pk}")
        assert shown.context["gains"] == [("Partners", "Friends")]
        assert Project.objects.public().count() == 2
        response = confirm(alice, f"{page}&into={reading.pk}")

        assert list(Project.objects.public()) == [reading]
        assert response.context["original"] == reading
        assert messages(response) == ["“Library” is merged with this project; its addresses lead here."]
        assert draft not in Project.objects.public()

    @pytest.mark.parametrize("into", ["", "x", "9" * 20, "-1", "draft", "itself"])
    def test_only_into_another_public_project(self, alice, into):
        project, draft = make.project(), make.project(published=False)
        into = {"draft": draft.pk, "itself": project.pk}.get(into, into)

        response = alice.post(f"{PAGES}/merge/?pk={project.pk}&into={into}", {"_seen": "x"})

        assert list(response.context["form"].errors) == ["into"]
        assert list(Project.objects.public()) == [project]

    def test_a_reason_against_it_is_shown_before(self, alice):
        project, other = make.project(title="Library"), make.project()
        make.update(project=project, state="draft")

        response = alice.get(f"{PAGES}/merge/?pk={project.pk}&into={other.pk}")

        assert response.context["refusal"].startswith("“Library” has updates that are not public yet.")
        assert "Merge</" not in response.content.decode()

    @pytest.mark.parametrize("changed", [0, 1, "milestone"])
    def test_not_when_something_has_changed_since(self, alice, changed):
        rows = make.project(), make.project()
        page = f"{PAGES}/merge/?pk={rows[0].pk}&into={rows[1].pk}"
        seen = alice.get(page).context["seen"]
        if changed == "milestone":
            make.milestone(project=rows[0])
        else:
            rows[changed].benefit = "Changed."
            rows[changed].save()

        response = alice.post(page, {"_seen": seen}, follow=True)

        assert Project.objects.public().count() == 2
        assert messages(response) == ["It has changed since you looked at it. Please look again."]

    def test_who_may_not_publish_merges_nothing(self, bob):
        rows = make.project(), make.project()

        assert bob.post(f"{PAGES}/merge/?pk={rows[0].pk}&into={rows[1].pk}").status_code == 403
        assert bob.post(f"{PAGES}/undo_merge/?pk={rows[0].pk}").status_code == 403
        assert offers(bob, rows[0]) == (["Write an update"], ["Duplicate …"])


class TestUndo:
    def test_the_form_says_how_it_stands_and_offers_it(self, alice):
        library, reading = make.project(title="Library", slug="library"), make.project(title="Reading")
        merge_projects(library, into=reading, by=make.user())
        library.refresh_from_db()

        context = alice.get(address(library)).context
        assert context["state_line"].text == "Merged with “Reading”; its address leads there."
        assert context["verbs"] == []
        assert offers(alice, library) == (["Undo the merge …"], ["Duplicate …"])
        response = confirm(alice, f"{PAGES}/undo_merge/?pk={library.pk}")

        library.refresh_from_db()
        assert library.is_public
        assert not FormerAddress.objects.exists()
        assert messages(response) == ["The project is public again under its own address."]

    def test_what_was_not_merged_is_left_alone(self, alice):
        project = make.project()

        assert alice.post(f"{PAGES}/undo_merge/?pk={project.pk}").context["rows"] == []


class TestFormerAddress:
    @pytest.mark.parametrize(
        ("slug", "errors"),
        [
            ("taken", ["This is the address of “Library” today."]),
            ("zahlen", ["The portal itself uses the addresses aenderungen, ausrichtung, einbetten and zahlen."]),
        ],
    )
    def test_some_are_refused(self, alice, slug, errors):
        project = make.project(title="Library", slug="taken")

        response = send(alice, FormerAddress, "add", slug=slug, project=project.pk)

        assert response.context["adminform"].form.non_field_errors() == errors

    def test_one_is_added_by_hand_and_taken_away(self, alice, client):
        project = make.project(slug="library")

        send(alice, FormerAddress, "add", slug="printed", project=project.pk)
        assert client.get("/roadmap/printed/")["Location"] == "/roadmap/library/"
        alice.post(address(FormerAddress.objects.get(), "delete"), {"post": "yes"})

        assert client.get("/roadmap/printed/").status_code == 404
