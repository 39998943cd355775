"""Spreadsheets of milestones and updates, and who may use the roadmap's spreadsheets."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.models import Milestone, ProjectUpdate
from tests import make
from tests.admin.spreadsheets.sheets import Table, differences, problems

MODELS = ["project", "milestone", "projectupdate"]


def in_the_hands_of(role: str, model: str) -> Table:
    client = make.client(make.member(role, username="alice"))
    return Table(client, model)


@pytest.mark.django_db
class TestMilestones:
    def test_a_milestone_is_renamed_by_its_number(self):
        row = make.milestone(project=make.project(slug="wlan", number=7), title="Alt")
        table = in_the_hands_of("publisher", "milestone")

        table.bring_in({"Nr. des Meilensteins": row.pk, "Projekt": 7, "Ergebnis": "Neu", "Fällig": "01.02.2026"})

        assert Milestone.objects.values_list("title", "due").get() == ("Neu", datetime.date(2026, 2, 1))

    def test_a_title_of_a_project_comes_once(self):
        project = make.project(slug="wlan")
        row, _other = (make.milestone(project=project, title=title) for title in ("Alt", "Da"))

        page = in_the_hands_of("publisher", "milestone").look({"Nr. des Meilensteins": row.pk, "Ergebnis": "Da"})

        assert problems(page) == [
            "Zeile 2, Spalte „Ergebnis“: Dieses Projekt hat bereits einen Meilenstein mit diesem Titel."
        ]

    def test_what_is_public_belongs_to_those_who_publish(self):
        public, draft = make.project(slug="public"), make.project(slug="draft", published=False)
        for project in (public, draft):
            make.milestone(project=project, title="Alt")
        client = Client()
        rights = (f"roadmap.{right}_milestone" for right in ("import", "add", "change"))
        client.force_login(make.staff_user(username="bob", permissions=tuple(rights)))
        table = Table(client, "milestone")
        rows = [
            {"Projekt": slug, "Ergebnis": title, "Fällig": "01.02.2026"}
            for slug in ("public", "draft")
            for title in ("Alt", "Neu")
        ]

        assert problems(table.look(*rows)) == [
            "Zeile 2: Sie dürfen diesen Eintrag nicht ändern.",
            "Zeile 3: Das ist oder wird öffentlich: Ergänzen kann es nur, wer veröffentlichen darf.",
        ]
        table.bring_in(*rows[2:])
        assert sorted(draft.milestones.values_list("title", flat=True)) == ["Alt", "Neu"]


@pytest.mark.django_db
class TestUpdates:
    def test_new_rows_are_drafts_of_whoever_imports(self):
        make.project(slug="wlan", status="idea")
        table = in_the_hands_of("publisher", "projectupdate")
        row = {"Projekt": "wlan", "Datum": "01.02.2026", "Text": "Es geht los.", "Neuer Status": "In Umsetzung"}

        table.bring_in(row)

        update = ProjectUpdate.objects.get(text="Es geht los.")
        assert (update.state, update.author.username, update.status) == ("draft", "alice", "running")
        assert update.project.status == "idea"
        assert table.look(row).context["rows"] == []  # importing it again adds nothing

    def test_what_is_open_changes_by_its_number(self):
        table = in_the_hands_of("publisher", "projectupdate")
        for state in ("draft", "submitted"):
            update = make.update(state=state, text="Alt")

            preview = table.bring_in({"Nr. der Statusmeldung": update.pk, "Text": "Neu"})

            assert [change for changes in differences(preview).values() for change in changes] == [
                ("Text", "Alt", "Neu")
            ]
            update.refresh_from_db()
            assert (update.text, update.state) == ("Neu", state)

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            (
                "published",
                "Diese Statusmeldung ist öffentlich; sie gehört zum Verlauf und ändert sich nicht mehr. "
                "Bitte schreiben Sie eine neue.",
            ),
            ("rejected", "Diese Statusmeldung wurde zurückgegeben. Schreiben Sie eine neue."),
        ],
    )
    def test_what_is_settled_never_changes(self, state, sentence):
        update = make.update(state=state, text="Alt")
        table = in_the_hands_of("publisher", "projectupdate")

        page = table.look({"Nr. der Statusmeldung": update.pk, "Text": "Neu"})

        assert problems(page) == [f"Zeile 2: {sentence}"]
        assert "Alt" in ProjectUpdate.objects.values_list("text", flat=True)

    def test_a_rule_names_its_column(self):
        make.project(slug="wlan")
        table = in_the_hands_of("publisher", "projectupdate")
        row = {"Projekt": "wlan", "Datum": "01.02.2026", "Text": "Es hakt.", "Neuer Zeitplan": "Verzögert"}

        assert problems(table.look(row)) == [
            "Zeile 2, Spalte „Neuer Zeitplan“: „Verzögert“, „Pausiert“ und „Eingestellt“ brauchen eine öffentliche "
            "Begründung."
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("role", "pages"), [("officer", set()), ("editor", {"export"}), ("publisher", {"import", "export"})]
)
def test_who_may(model, role, pages):
    make.municipality()
    table = in_the_hands_of(role, model)
    addresses = {"import": ["import/", "import/confirm/"], "export": ["export/csv/", "export/xlsx/"]}

    allowed = {
        page: {table.client.get(table.address + address).status_code != 403 for address in addresses[page]}
        for page in addresses
    }

    assert allowed == {page: {page in pages} for page in addresses}


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "queries"), [("project", 18), ("milestone", 10), ("projectupdate", 10)])
@pytest.mark.parametrize("count", [1, 3])
def test_an_export_takes_as_many_queries_for_one_row_as_for_three(django_assert_num_queries, model, queries, count):
    make.municipality()
    for _number in range(count):
        project = make.project(
            lead_field=make.field(),
            statements=[make.statement()],
            partners=[make.partner()],
            lead_department=make.department(),
        )
        make.milestone(project=project)
    table = in_the_hands_of("publisher", model)
    table.file("csv")

    with django_assert_num_queries(queries):
        table.file("csv")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "row", "queries"),
    [
        ("milestone", {"Projekt": "wlan", "Ergebnis": "{}"}, 4),
        ("projectupdate", {"Projekt": "wlan", "Datum": "01.02.2026", "Text": "{}"}, 4),
        (
            "project",
            {"Webadresse": "{}", "Titel": "{}", "Nutzen in einem Satz": "x", "Nummer": "{}", "Partner": "a; b"},
            8,
        ),
        ("project", {"Webadresse": "p{}", "Titel": "Neu {}"}, 7),
        ("project", {"Webadresse": "p{}", "Status": "In Umsetzung"}, 8),
    ],
)
def test_a_row_takes_a_few_queries(model, row, queries):
    make.municipality()
    make.project(slug="wlan")
    for name in ("a", "b"):
        make.partner(name=name)
    for number in range(901, 907):
        make.project(slug=f"p{number}", status="idea")
    table = in_the_hands_of("publisher", model)

    def taken(*numbers: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            page = table.look(*({key: value.format(number) for key, value in row.items()} for number in numbers))
        assert not problems(page), problems(page)
        assert len(page.context["rows"]) == len(numbers)
        return len(captured)

    taken(901)
    assert (taken(901, 902, 903, 904) - taken(901, 902)) / 2 == queries
