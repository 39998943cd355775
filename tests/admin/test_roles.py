"""The roles: rules that the table of permissions cannot show."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from roadmap.models import Department, Milestone, Project
from strategy.models import Partner
from tests import make
from tests.admin.forms import act, address, filled_in, messages, send


def client_of(role: str) -> Client:
    return make.client(make.member(role))


@pytest.fixture
def editor(db) -> Client:
    return client_of("editor")


@pytest.fixture
def publisher(db) -> Client:
    return client_of("publisher")


@pytest.fixture
def board_office(db) -> Client:
    return client_of("board_office")


@pytest.fixture
def administrator(db) -> Client:
    return client_of("administrator")


class TestEditor:
    def test_public_rows_can_only_be_viewed(self, editor):
        partner = make.partner(name="Public")

        page = editor.get(address(partner))
        answer = editor.post(address(partner), {"name": "Changed", "role": "funding"})

        assert "It is public: only those who may publish can change it." in page.text
        assert (page.context["verbs"], page.context["has_change_permission"]) == ([], False)
        assert answer.status_code == 403
        assert Partner.objects.get().name == "Public"

    def test_children_of_public_rows_can_only_be_viewed(self, editor):
        milestone = make.milestone(title="Public")

        page = editor.get(address(milestone))

        assert "It is public: only those who may publish can change it." in page.text
        assert editor.post(address(milestone), filled_in(page) | {"title": "Changed"}).status_code == 403
        assert editor.post(address(milestone, "delete"), {"post": "yes"}, follow=True).status_code == 200
        assert Milestone.objects.get().title == "Public"

    def test_a_forged_button_saves_nothing(self, editor):
        partner = make.partner(name="Draft", published=False)
        data = filled_in(editor.get(address(partner))) | {"name": "Changed", "_publish": "1"}

        assert editor.post(address(partner), data).status_code == 403
        assert [(row.name, row.is_public) for row in Partner.objects.all()] == [("Draft", False)]

    def test_a_forged_action_does_nothing(self, editor):
        partner = make.partner(published=False)

        act(editor, Partner, "publish_selected", [partner])

        assert not Partner.objects.get().is_public

    def test_nothing_is_added_to_what_is_public(self, editor):
        draft, public = make.project(published=False), make.project()

        response = send(editor, Milestone, "add", project=str(public.pk), title="New")
        send(editor, Milestone, "add", project=str(draft.pk), title="New")

        assert response.context["adminform"].form.errors == {
            "project": ["This is or will be public: only those who may publish can add something to it."]
        }
        assert [milestone.project for milestone in Milestone.objects.all()] == [draft]

    def test_a_public_project_leads_to_a_new_update(self, editor):
        project = make.project()

        page = editor.get(address(project))

        way = f"/en/verwaltung/roadmap/projectupdate/add/?project={project.pk}"
        copying = f"/en/verwaltung/roadmap/project/duplicate/?pk={project.pk}"
        assert [link.address for link in page.context["links"]] == [way]
        assert f'<a href="{copying}">Duplicate …</a>' in page.content.decode()
        assert editor.get(way).status_code == 200

    def test_several_are_deleted_only_if_all_are_drafts(self, editor):
        public = make.milestone(title="Public")

        response = act(editor, Milestone, "delete_selected", [public])

        assert messages(response) == ["Public: It is public: only those who may publish can change it."]
        assert Milestone.objects.get() == public


class TestPublisher:
    def test_the_board_is_not_looked_for_while_answering(self, publisher):
        recommendation = make.recommendation(agenda_item=make.agenda_item(title="Not public", is_public=False))

        page = publisher.get(address(recommendation))

        assert set(page.context["adminform"].readonly_fields) >= {"body", "agenda_item"}
        send(publisher, recommendation, state="adopted", answer="Done.", answered_on="2026-03-01")
        recommendation.refresh_from_db()
        assert recommendation.answer == "Done."

    def test_publishers_do_not_appoint_officers(self, publisher, administrator):
        department = make.department()
        officer = make.member("officer")

        assert "officers" not in publisher.get(address(department)).context["adminform"].form.fields
        send(administrator, department, officers=[str(officer.pk)])
        assert list(Department.objects.get().officers.all()) == [officer]


class TestBoardOffice:
    def test_recommendations_find_public_projects(self, board_office):
        make.project(title="Secret plan", published=False)
        public = make.project(title="Known plan")
        query = {
            "app_label": "advisory_board",
            "model_name": "recommendation",
            "field_name": "projects",
            "term": "plan",
        }

        found = board_office.get("/en/verwaltung/autocomplete/", query).json()["results"]

        assert found == [{"id": str(public.pk), "text": str(public)}]

    def test_a_draft_project_is_not_found(self, board_office):
        draft = make.project(published=False)

        assert board_office.get(address(draft)).status_code == 302
        assert list(board_office.get(address(Project, "changelist")).context["cl"].queryset) == []

    def test_a_public_project_names_no_drafts(self, board_office):
        draft, other = make.project(title="Secret", published=False), make.project(title="Known")
        partner = make.partner(name="Secret partner", published=False)
        project = make.project(related=[draft, other], superseded_by=draft, partners=[partner])
        gone = make.project(title="Secret, too", published=False)
        project.depends_on.add(gone)
        gone.delete()

        pages = [board_office.get(address(project, page)) for page in ("change", "history")]

        assert ["Secret" in page.text for page in pages] == [False, False]
        assert ["Known" in page.text for page in pages] == [True, True]

    def test_a_public_project_is_shown_without_its_updates(self, board_office):
        project = make.project()
        make.update(project=project, state="draft", text="Internal")

        page = board_office.get(address(project))

        assert page.context["has_change_permission"] is False
        assert page.context["inline_admin_formsets"] == []
        assert "Internal" not in page.text
        assert "Internal" not in board_office.get(address(project, "history")).text


class TestWelcome:
    def lines(self, client) -> list[tuple[str, int]]:
        context = client.get("/en/verwaltung/").context
        return [(str(line.label), line.count) for line in [*context["tasks"], *context["drafts"]]]

    def test_each_role_finds_its_own(self, board_office, editor):
        make.meeting(published=False)
        make.project(published=False)
        make.glossary_term(published=False)

        assert self.lines(board_office) == [("meetings", 1)]
        assert self.lines(editor) == [("projects", 1), ("glossary", 1)]

    def test_without_a_role_it_says_whom_to_ask(self, charlie):
        assert "Your account has no role yet." in charlie.get("/en/verwaltung/").text


class TestAccounts:
    def test_an_administrator_makes_an_account_with_a_role(self, administrator):
        group = Group.objects.get(name="Redaktion")
        password = {"password1": make.PASSWORD, "password2": make.PASSWORD}

        send(administrator, User, "add", username="dora", first_name="Dora", groups=[str(group.pk)], **password)

        dora = User.objects.get(username="dora")
        assert (dora.is_staff, dora.is_superuser, list(dora.groups.all())) == (True, False, [group])
        assert client_of_account(dora).get("/en/verwaltung/").status_code == 200

    def test_nobody_can_grant_more_than_their_own_rights(self, administrator):
        account, root = make.user(username="bob"), make.superuser(username="root")

        send(administrator, account, is_superuser="on")
        answer = administrator.post(address(root), {"username": "taken"})
        password = administrator.get(f"/en/verwaltung/auth/user/{root.pk}/password/")

        account.refresh_from_db()
        assert not account.is_superuser
        assert (answer.status_code, password.status_code) == (403, 403)
        assert administrator.post(address(root, "delete"), {"post": "yes"}).status_code == 403

    def test_a_superuser_makes_another(self, alice):
        account = make.user(username="bob")

        send(alice, account, is_superuser="on")

        account.refresh_from_db()
        assert account.is_superuser

    def test_nobody_deletes_their_own_account(self, alice):
        own = User.objects.get(username="alice")

        assert alice.post(address(own, "delete"), {"post": "yes"}).status_code == 403

    def test_the_list_says_who_does_what(self, administrator):
        officer = make.member("officer", username="olga")
        make.department(name="Library").officers.add(officer)

        text = administrator.get(address(User, "changelist") + "?q=olga").text

        assert "Sachbearbeitung" in text
        assert "Library" in text

    def test_a_group_keeps_rights_that_are_not_offered(self, administrator):
        group = Group.objects.create(name="Own")
        group.permissions.add(Permission.objects.get(codename="view_logentry"))

        send(administrator, group, name="Renamed")

        group.refresh_from_db()
        assert (group.name, [right.codename for right in group.permissions.all()]) == ("Renamed", ["view_logentry"])

    def test_rights_are_in_words(self, administrator):
        form = administrator.get(address(Group, "add")).context["adminform"].form

        labels = [label for _key, label in form.fields["permissions"].choices]
        assert "Roadmap · Project · publish" in labels
        assert not [label for label in labels if "historical" in label.lower() or "Can " in label]


def client_of_account(account) -> Client:
    return make.client(account)
