"""Spreadsheets of projects: every column can be re-imported, and a changed state becomes an update."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from roadmap.models import Project, ProjectUpdate
from strategy_portal.publishing.lifecycle import content_stamp
from tests import make
from tests.admin.spreadsheets.sheets import Table, differences, problems

NASTY = '=1+1; "Ämter"\n\'=2\u00a0& Straße\n' + "Wort " * 500

REASON = "Begründung zu Status oder Zeitplan"
NEW = {"Webadresse": "wlan", "Titel": "WLAN", "Nutzen in einem Satz": "Netz für alle."}


@pytest.fixture
def table(db) -> Table:
    """The spreadsheet of projects, used by Alice, who may publish."""
    client = make.client(make.member("publisher", username="alice"))
    return Table(client, "project")


def states() -> dict[str, tuple]:
    names = ("slug", "status", "schedule", "state_reason", "priority", "priority_reason")
    return {row[0]: row[1:] for row in Project.objects.values_list(*names)}


def updates() -> list[tuple]:
    rows = ProjectUpdate.objects.filter(author__username="alice").order_by("pk")
    return list(rows.values_list("project__slug", "state", "date", "text"))


def today() -> datetime.date:
    return timezone.localdate()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(table, kind):
    make.municipality()
    fields = [make.field(slug=slug, name=f"Feld, {slug}") for slug in ("a", "b")]
    unit = make.department(slug="bau")
    first = make.project(number=1, slug="first", title="'=1+1", benefit="-1", status="idea")
    last = make.project(published=False, number=900, slug="last", title='"+"', check_interval=1)
    make.project(
        slug="middle",
        title="\t@SUM(A1)",
        benefit="Ämter; „Straße“",
        description=NASTY,
        next_steps="* eins\r\n* zwei\r\n",
        status="paused",
        state_reason=NASTY,
        priority="low",
        priority_reason="'x",
        lead_field=fields[0],
        further_fields=fields,
        statements=[make.statement(), make.statement()],
        horizon="long",
        planned_start=datetime.date(2026, 4, 1),
        planned_start_precision="quarter",
        planned_end=datetime.date(2027, 1, 1),
        planned_end_precision="year",
        participation="external",
        participation_form="Kommen Sie!",
        analogue_access=" - am Schalter ",
        lead_department=unit,
        participating_departments=[unit, make.department()],
        partners=[make.partner(name="Müller, Meier & Söhne")],
        contact_function="=Team",
        contact_email="team@example.org",
        funding="10.000,00 €",
        related=[first, last],
        depends_on=[first],
        superseded_by=last,
        source="+49 2431",
        is_example=True,
    )
    expected = states(), ProjectUpdate.objects.count(), Project.history.count()

    table.assert_comes_back(kind, 3)

    assert (states(), ProjectUpdate.objects.count(), Project.history.count()) == expected


def test_a_new_project_is_a_draft_with_one_record(table):
    make.project(number=7, slug="old")
    lead, *further = (make.field(slug=slug) for slug in ("netz", "a", "b"))
    row = {
        **NEW,
        "Nummer": "",
        "Führendes Handlungsfeld": "netz",
        "Weitere Handlungsfelder": "a; b",
        "Verwandte Projekte": "old",
    }

    preview = table.bring_in(row)

    assert differences(preview)["WLAN"][0] == ("Nummer", "", "8")
    project = Project.objects.get(slug="wlan")
    assert (project.number, project.visibility, project.lead_field, project.status) == (8, "draft", lead, "idea")
    assert set(project.further_fields.all()) == set(further)
    assert [other.slug for other in project.related.all()] == ["old"]
    assert updates() == []
    record = project.history.get()
    assert (record.history_type, record.history_change_reason) == ("+", "Import von x.csv")
    assert {row.actionfield for row in record.further_fields.all()} == set(further)
    assert [row.to_project.slug for row in record.related.all()] == ["old"]

    table.bring_in({"Webadresse": "wlan", "Weitere Handlungsfelder": "b", "Verwandte Projekte": ""})

    assert project.history.count() == 2
    assert [row.actionfield.slug for row in project.history.first().further_fields.all()] == ["b"]
    assert not project.related.exists()


def test_a_new_project_with_a_state_begins_with_an_update(table):
    table.bring_in({**NEW, "Status": "In Umsetzung", "Priorität": "hoch"})

    assert states() == {"wlan": ("running", "open", "", "high", "")}
    assert updates() == [("wlan", "published", today(), "In die Roadmap aufgenommen.")]
    assert list(Project.history.values_list("history_type", "status")) == [("+", "running")]


def test_what_a_file_says_of_the_state_becomes_an_update(table):
    make.project(slug="wlan", title="WLAN", status="planned", schedule="on_track")
    row = {"Webadresse": "wlan", "Titel": "WLAN für alle", "Status": "In Umsetzung", "Zeitplan": "Verzögert"}
    row |= {REASON: "Lieferengpass.", "Neue Statusmeldung": ""}

    preview = table.bring_in(row)

    assert differences(preview) == {
        "WLAN für alle": [
            ("Titel", "WLAN", "WLAN für alle"),
            ("Status", "In Planung", "In Umsetzung"),
            ("Zeitplan", "Im Zeitplan", "Verzögert"),
            (REASON, "", "Lieferengpass."),
        ]
    }
    text = "Status: In Umsetzung. Zeitplan: Verzögert."
    assert preview.context["rows"][0].notes == (
        f"Daraus wird eine Statusmeldung vom {today():%d.%m.%Y}. Ihr Text: „{text}“",
    )
    assert states() == {"wlan": ("running", "delayed", "Lieferengpass.", "none", "")}
    assert updates() == [("wlan", "published", today(), text)]
    update = ProjectUpdate.objects.get(author__username="alice")
    assert (update.status, update.schedule, update.state_reason) == ("running", "delayed", "Lieferengpass.")
    records = [*Project.history.order_by("history_id"), *ProjectUpdate.history.filter(author__username="alice")]
    assert {record.history_change_reason for record in records if record.history_user} == {"Import von x.csv"}
    # Importing the same file again changes nothing.
    assert table.look(row).context["rows"] == []


def test_news_of_a_file(table):
    make.project(slug="wlan", title="WLAN", status="running")
    row = {"Webadresse": "wlan", "Neue Statusmeldung": "Die ersten Masten\nstehen."}

    preview = table.bring_in(row)

    assert differences(preview)["WLAN"] == [("Neue Statusmeldung", "", "Die ersten Masten\nstehen.")]
    assert preview.context["rows"][0].notes == (f"Daraus wird eine Statusmeldung vom {today():%d.%m.%Y}.",)
    assert updates() == [("wlan", "published", today(), "Die ersten Masten\nstehen.")]
    assert Project.objects.get().confirmed_on == today()
    assert table.look(row).context["rows"] == []
    assert table.rows()[0]["Neue Statusmeldung"] == ""


@pytest.mark.parametrize(
    ("before", "cells", "after"),
    [
        # A missing schedule becomes "open"; a status without a schedule removes it together with its reason.
        ({"status": "idea"}, {"Status": "In Planung", "Zeitplan": "", REASON: ""}, ("planned", "open", "")),
        (
            {"status": "running", "schedule": "delayed", "state_reason": "Spät."},
            {"Status": "Abgeschlossen"},
            ("completed", "", ""),
        ),
        (
            {"status": "running", "schedule": "delayed", "state_reason": "Spät."},
            {"Status": "Abgeschlossen", "Zeitplan": "", REASON: ""},
            ("completed", "", ""),
        ),
        ({"status": "running", "schedule": "on_track"}, {"Zeitplan": ""}, ("running", "open", "")),
        # The reason that the new state needs may be unchanged, and a reason alone may be changed at any time.
        (
            {"status": "running", "schedule": "delayed", "state_reason": "Spät."},
            {"Status": "paused", "Zeitplan": "", REASON: "Spät."},
            ("paused", "", "Spät."),
        ),
        ({"status": "paused", "state_reason": "Spät."}, {REASON: "Sehr spät."}, ("paused", "", "Sehr spät.")),
        ({"status": "completed"}, {"Status": "In Umsetzung"}, ("running", "open", "")),
    ],
)
def test_states(table, before, cells, after):
    make.project(slug="wlan", **before)
    row = {"Webadresse": "wlan", **cells}

    table.bring_in(row)

    assert states()["wlan"][:3] == after
    assert len(updates()) == 1
    assert table.look(row).context["rows"] == []


def test_priorities(table):
    make.project(slug="wlan", priority="high", priority_reason="Viele fragen danach.")
    reason = {"Begründung der Priorität": "Viele fragen danach."}

    table.bring_in({"Webadresse": "wlan", "Priorität": "Mittel", **reason})
    assert states()["wlan"][3:] == ("medium", "Viele fragen danach.")
    table.bring_in({"Webadresse": "wlan", "Priorität": "Noch nicht priorisiert"})
    assert states()["wlan"][3:] == ("none", "")


RUNNING = {"status": "running", "schedule": "delayed", "state_reason": "Spät."}


@pytest.mark.parametrize(
    ("before", "cells", "sentence"),
    [
        (
            {"status": "running"},
            {"Zeitplan": "Verzögert"},
            "Spalte „Zeitplan“: Verzögerte, pausierte und eingestellte Projekte brauchen eine öffentliche Begründung.",
        ),
        (
            {"status": "running"},
            {"Zeitplan": "Verzögert", REASON: ""},
            f"Spalte „{REASON}“: Verzögerte, pausierte und eingestellte Projekte brauchen eine öffentliche Begründung.",
        ),
        (
            RUNNING,
            {"Status": "Abgeschlossen", "Zeitplan": "Verzögert"},
            "Spalte „Zeitplan“: Nur geplante und laufende Projekte haben einen Zeitplan. "
            "Bitte leeren Sie diese Zelle, oder ändern Sie den Status.",
        ),
        (
            RUNNING,
            {"Status": "Abgeschlossen", REASON: "Spät."},
            f"Spalte „{REASON}“: Das ist die Begründung des bisherigen Stands. "
            "Bitte leeren Sie diese Zelle, oder geben Sie eine neue Begründung an.",
        ),
        (
            {"status": "completed", "state_reason": "Fertig."},
            {REASON: ""},
            f"Spalte „{REASON}“: Eine Begründung bleibt, solange das gilt, was sie begründet. Bitte schreiben Sie eine "
            "andere, oder lassen Sie die Zelle, wie sie war.",
        ),
        ({}, {"Status": ""}, "Spalte „Status“: Diese Zelle darf nicht leer sein."),
        (
            {},
            {"Nummer": "8"},
            "Spalte „Nummer“: Die Nummer eines Projekts lässt sich nicht über eine Datei ändern. Sie lautet: 7",
        ),
        (
            {},
            {"Sichtbarkeit": "Entwurf"},
            "Spalte „Sichtbarkeit“: Diese Spalte lässt sich hier nicht ändern. Im Portal steht: Veröffentlicht",
        ),
        (
            {"planned_start": datetime.date(2026, 2, 1)},
            {"Geplantes Ende": "31.01.2026"},
            "Spalte „Geplantes Ende“: Das geplante Ende liegt vor dem geplanten Beginn.",
        ),
    ],
)
def test_what_breaks_a_rule_is_named_with_its_place(table, before, cells, sentence):
    make.project(slug="other", number=6)
    make.project(slug="wlan", number=7, title="WLAN", **before)
    expected = states()

    other = {"Webadresse": "other", "Titel": "Neu"} | dict.fromkeys(cells)
    page = table.look(other, {"Webadresse": "wlan", "Titel": "WLAN", **cells})

    assert [problem for problem in problems(page) if problem.startswith("Zeile 3")] == [f"Zeile 3, {sentence}"]
    assert (states(), updates()) == (expected, [])
    assert not Project.objects.filter(title="Neu").exists()


def test_a_project_further_down(table):
    page = table.look({**NEW, "Hängt ab von": "netz"}, {**NEW, "Webadresse": "netz", "Titel": "Netz"})
    assert problems(page) == [
        "Zeile 2, Spalte „Hängt ab von“: „netz“ kommt erst in Zeile 3 neu hinzu. "
        "Bitte stellen Sie jene Zeile weiter nach oben, vor diese."
    ]

    table.bring_in({**NEW, "Webadresse": "netz", "Titel": "Netz", "Hängt ab von": ""}, {**NEW, "Hängt ab von": "netz"})
    assert Project.objects.get(slug="wlan").depends_on.get().slug == "netz"


def test_an_imported_state_is_news_for_caches_and_belongs_to_the_open_round(table):
    make.project(slug="wlan", status="planned")
    round_ = make.reporting_round()
    before = content_stamp()

    table.bring_in({"Webadresse": "wlan", "Status": "In Umsetzung"})

    assert content_stamp() != before
    assert ProjectUpdate.objects.get(status="running").round == round_


def test_new_projects_name_each_other(table):
    first, second = {**NEW, "Verwandte Projekte": "netz"}, {**NEW, "Webadresse": "netz", "Titel": "Netz"}

    preview = table.bring_in(first, {**second, "Verwandte Projekte": "wlan"})

    changes = [change for row in preview.context["rows"] for change in row.changes]
    assert [change.new for change in changes if change.heading == "Verwandte Projekte"] == ["wlan"]
    assert Project.objects.get(slug="wlan").related.get().slug == "netz"
    assert table.look(first, second | {"Verwandte Projekte": "wlan"}).context["rows"] == []


def test_one_new_project_names_another_that_is_silent(table):
    table.bring_in({**NEW, "Verwandte Projekte": "netz"}, {**NEW, "Webadresse": "netz", "Titel": "Netz"})

    assert Project.objects.get(slug="netz").related.get().slug == "wlan"


def test_updates_are_handed_in_by_those_who_may_not_publish_them(db):
    client = Client()
    rights = ["import_project", "change_project", "publish_project", "add_projectupdate"]
    alice = make.staff_user(username="alice", permissions=tuple(f"roadmap.{right}" for right in rights))
    client.force_login(alice)
    table = Table(client, "project")
    make.project(slug="wlan", status="idea")
    row = {"Webadresse": "wlan", "Status": "In Umsetzung"}

    preview = table.bring_in(row)

    assert preview.context["rows"][0].notes == (
        f"Wartet als Statusmeldung vom {today():%d.%m.%Y} auf die Veröffentlichung. "
        "Ihr Text: „Status: In Umsetzung. Zeitplan: Zeitplan offen.“",
    )
    assert states()["wlan"][0] == "idea"
    assert [state for _slug, state, _date, _text in updates()] == ["submitted"]
    assert problems(table.look(row)) == [
        "Zeile 2: Eine andere Statusmeldung zu diesem Projekt wartet auf die Veröffentlichung."
    ]

    alice.user_permissions.remove(*alice.user_permissions.filter(codename="add_projectupdate"))
    assert problems(table.look(row)) == [
        "Zeile 2: Den Stand eines Projekts ändert nur eine Statusmeldung, "
        "und Sie dürfen keine Statusmeldungen schreiben."
    ]
