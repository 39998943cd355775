"""Import and export in the admin: a preview shows what a file changes, and it is imported as a whole or not at all."""

import csv
import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from roadmap.models import Department, Milestone
from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.models import Upload
from tests import make
from tests.admin.forms import messages
from tests.admin.spreadsheets.sheets import Sheet, differences, problems, token_of, told

DEPARTMENTS = Sheet(Department)
LIST = DEPARTMENTS.address
TAKEN = "Zeile 3, Spalte „Name“: Fachbereich oder Amt mit diesem Wert für das Feld Name existiert bereits."
GONE = (
    "Diese Datei wurde schon importiert, oder sie wurde vor zu langer Zeit hochgeladen. "
    "Laden Sie sie gegebenenfalls noch einmal hoch."
)
HEADINGS = "Nummer;Name;Webadresse;E-Mail des Fachbereichs oder Amts"


def upload(client: Client, *lines: str, name: str = "aemter.csv", headings: str = HEADINGS):
    """Send a CSV file with ``lines`` to the import page; return the page that follows."""
    content = "\r\n".join([headings, *lines]).encode()
    return DEPARTMENTS.send(client, content, name)


def departments() -> set[tuple[str, str, str]]:
    return set(Department.objects.values_list("slug", "name", "contact_email"))


def traces() -> tuple:
    return (
        departments(),
        Department.history.count(),
        Upload.objects.count(),
        content_stamp(),
    )


def test_a_file_is_seen_and_then_imported(alice):
    make.department(slug="bau", name="Bauen", contact_email="bau@example.org")
    make.department(slug="it", name="IT")
    before = content_stamp()

    preview = upload(alice, "10;Bauen und Wohnen;bau;bau@example.org", ";IT;it;", "20;Schule;schule;")

    assert preview.context["counts"] == ["1 neuer Eintrag", "1 geänderter Eintrag", "1 Eintrag bleibt, wie er ist"]
    assert differences(preview) == {
        "Bauen und Wohnen": [("Nummer", "", "10"), ("Name", "Bauen", "Bauen und Wohnen")],
        "Schule": [("Nummer", "", "20"), ("Name", "", "Schule"), ("Webadresse", "", "schule")],
    }
    assert departments() == {("bau", "Bauen", "bau@example.org"), ("it", "IT", "")}
    assert (Department.history.count(), content_stamp()) == (2, before)

    done = DEPARTMENTS.confirm(alice, preview)

    assert (done.status_code, done.url) == (302, LIST)
    assert messages(alice.get(LIST)) == [
        "Die Datei wurde importiert: 1 neuer Eintrag, 1 geänderter Eintrag, 1 Eintrag bleibt, wie er ist."
    ]
    expected = {("bau", "Bauen und Wohnen", "bau@example.org"), ("it", "IT", ""), ("schule", "Schule", "")}
    assert departments() == expected
    assert not Upload.objects.exists()
    assert content_stamp() != before
    records = Department.history.filter(history_change_reason="Import von aemter.csv")
    alice_herself = get_user_model().objects.get(username="alice")
    assert sorted(records.values_list("slug", "history_type", "history_user")) == [
        ("bau", "~", alice_herself.pk),
        ("schule", "+", alice_herself.pk),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([";Neu;neu;", ";;neu-2;"], ["Zeile 3, Spalte „Name“: Diese Zelle darf nicht leer sein."]),
        (
            [";Neu;neu;niemand"],
            ["Zeile 2, Spalte „E-Mail des Fachbereichs oder Amts“: Bitte gültige E-Mail-Adresse eingeben."],
        ),
        (
            [";Neu;neu;", ";Neu;neu-2;"],
            [TAKEN],
        ),
        ([";Neu;neu;", ";Alt;neu;"], ["Zeile 3, Spalte „Webadresse“: Zeile 2 betrifft denselben Eintrag."]),
        ([";Neu;a b;"], None),
    ],
)
def test_one_problem_refuses_the_file_and_leaves_no_trace(alice, lines, expected):
    make.department(slug="it", name="IT")
    before = traces()

    page = upload(alice, *lines, ";Informatik;it;")

    assert expected is None or problems(page) == expected
    assert problems(page)
    assert traces() == before


def test_what_a_wrong_cell_says_is_told_once(alice):
    project = make.project(slug="glasfaser")

    silent = upload(alice, ";Neu;neu;niemand").content.decode()
    quoting = Sheet(Milestone).upload(alice, "Projekt;Ergebnis;Fällig", f"{project.slug};Netz;31.02.2026")

    assert "In der Zelle steht: „niemand“" in silent
    assert quoting.content.decode().count("„31.02.2026“") == 1


def test_columns_that_are_not_known_missing_or_doubled(alice):
    make.department(slug="it", name="IT")

    assert problems(upload(alice, "a;it", headings="Farbe;Webadresse")) == [
        "Spalte „Farbe“: Diese Spalte ist nicht bekannt. Möglich sind: "
        "Nummer, Name, Webadresse, E-Mail des Fachbereichs oder Amts."
    ]
    assert problems(upload(alice, "IT", headings="Name")) == [
        "Spalte „Webadresse“: Diese Spalte fehlt. Sie sagt, welcher Eintrag gemeint ist."
    ]
    assert problems(upload(alice, "IT;it;IT", headings="Name;Webadresse;name")) == [
        "Spalte „name“: Diese Spalte kommt zweimal vor."
    ]


def test_a_missing_column_is_left_alone_and_an_empty_cell_empties(alice):
    make.department(slug="it", name="IT", number="7", contact_email="it@example.org")

    DEPARTMENTS.confirm(alice, upload(alice, "it;", headings="WEBADRESSE;Nummer"))

    assert Department.objects.values_list("number", "contact_email").get() == ("", "it@example.org")


def test_nothing_to_import(alice):
    make.department(slug="it", name="IT")
    before = traces()

    page = upload(alice, "it;IT", headings="Webadresse;Name")

    assert page.context["rows"] == []
    assert 'name="token"' not in page.content.decode()
    assert traces() == before


def test_what_changed_meanwhile_is_shown_and_not_overwritten(alice):
    row = make.department(slug="it", name="IT")
    preview = upload(alice, "it;Informatik", headings="Webadresse;Name")
    row.name = "Digitales"
    row.save()

    again = DEPARTMENTS.confirm(alice, preview)

    assert again.context["is_outdated"]
    assert differences(again) == {"Informatik": [("Name", "Digitales", "Informatik")]}
    assert departments() == {("it", "Digitales", "")}

    assert DEPARTMENTS.confirm(alice, again).status_code == 302
    assert departments() == {("it", "Informatik", "")}


def test_a_row_that_fails_between_preview_and_confirmation_undoes_all(alice):
    make.department(slug="it", name="IT")
    preview = upload(alice, ";Informatik;it;", ";Schule;schule;")
    make.department(slug="bildung", name="Schule")
    expected = (departments(), Department.history.count())

    page = DEPARTMENTS.confirm(alice, preview)

    assert problems(page) == [TAKEN]
    assert (departments(), Department.history.count()) == expected
    assert not Upload.objects.exists()


def test_a_file_is_imported_once(alice):
    preview = upload(alice, ";Schule;schule;")
    DEPARTMENTS.confirm(alice, preview)
    Department.objects.all().delete()

    page = DEPARTMENTS.confirm(alice, preview)

    assert problems(page) == [GONE]
    assert departments() == set()


def test_a_file_belongs_to_the_one_who_uploaded_it(alice):
    preview = upload(alice, ";Schule;schule;")
    other = make.client(make.superuser(username="bob"))

    page = DEPARTMENTS.confirm(other, preview)

    assert problems(page) == [GONE]
    assert departments() == set()


def test_a_file_that_has_become_too_long_meanwhile_is_refused(alice, settings):
    preview = upload(alice, ";Schule;schule;", ";Hort;hort;")
    settings.SPREADSHEET_ROWS = 1

    page = DEPARTMENTS.confirm(alice, preview)

    assert problems(page) == ["Die Datei hat mehr als 1 Zeilen. Bitte teilen Sie sie auf."]
    assert departments() == set()


def progress(page: str) -> list[str]:
    return re.findall("<li>(.* Zeilen geprüft)</li>", page)


def test_many_rows_report_their_progress_before_the_preview(alice):
    page = told(upload(alice, *[f"{number};Amt {number};amt-{number};" for number in range(250)]))

    assert progress(page) == ["200 von 250 Zeilen geprüft"]
    assert "250 neue Einträge" in page
    assert page.rstrip().endswith("</html>")
    assert Department.objects.count() == 0
    assert Upload.objects.get().token == token_of(page)


def test_a_long_file_with_a_mistake_says_where(alice):
    before = traces()
    page = told(upload(alice, *[f"{number};Amt {number};amt-{number};" for number in range(250)], ";;leer;"))

    assert "Zeile 252, Spalte „Name“: Diese Zelle darf nicht leer sein." in page
    assert "Die Datei wurde nicht importiert" in page
    assert f'href="{LIST}import/"' in page
    assert traces() == before


def test_many_rows_report_their_progress(alice):
    lines = [f"{number};Amt {number};amt-{number};" for number in range(450)]

    answer = DEPARTMENTS.confirm(alice, upload(alice, *lines))

    page = told(answer)
    assert progress(page) == ["200 von 450 Zeilen geprüft", "400 von 450 Zeilen geprüft"]
    assert "Die Datei wurde importiert: 450 neue Einträge" in page
    assert page.rstrip().endswith("</html>")
    assert Department.objects.count() == 450
    assert set(Department.history.values_list("history_user__username", flat=True)) == {"alice"}


@pytest.mark.django_db(transaction=True)  # the end of a request ends its connection
def test_leaving_the_page_stops_the_import(alice):
    lines = [f"{number};Amt {number};amt-{number};" for number in range(450)]
    answer = DEPARTMENTS.confirm(alice, upload(alice, *lines))
    pieces = iter(answer.streaming_content)

    assert b"<html" in next(pieces)
    assert "200 von 450 Zeilen" in next(pieces).decode()
    answer.close()

    assert Department.objects.count() == 0


def test_a_streamed_import_that_finds_changes_shows_them(alice):
    make.department(slug="amt-7", name="Amt 7")
    token = token_of(told(upload(alice, *[f"{number};Amt {number};amt-{number};" for number in range(250)])))
    Department.objects.all().delete()

    page = told(DEPARTMENTS.agree(alice, token))

    assert "in der Zwischenzeit" in page
    assert token_of(page) == token
    assert Department.objects.count() == 0


def exported(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(f"{LIST}export/csv/{query}")
    assert response["Cache-Control"].startswith("private, no-store")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_an_export_has_the_rows_of_the_list(alice):
    make.department(slug="bau", name="Bauen", number="10")
    make.department(slug="it", name="IT", number="20")

    assert exported(alice) == [HEADINGS.split(";"), ["10", "Bauen", "bau", ""], ["20", "IT", "it", ""]]
    assert exported(alice, "?q=IT") == [HEADINGS.split(";"), ["20", "IT", "it", ""]]
    response = alice.get(f"{LIST}export/csv/?unknown=1")
    assert (response.status_code, response.url) == (302, LIST)


def test_an_export_of_what_is_selected(alice):
    make.department(slug="bau", name="Bauen", number="10")
    row = make.department(slug="it", name="IT", number="20")

    response = alice.post(LIST, {"action": "export_selected_as_csv", "_selected_action": [row.pk]})

    assert response.content.decode("utf-8-sig").splitlines() == [HEADINGS, "20;IT;it;"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_imported_again_changes_nothing_three_rounds_long(alice, kind):
    make.department(slug="a", name="=1+1", number="007", contact_email="a@example.org")
    make.department(slug="b", name="'=1+1", number="'7")
    make.department(slug="c", name='"Ämter"; Straße, _x0041_', number="-1")
    make.department(slug="d", name="\t+49 2431\r\nZeile", number="1.000")
    expected = set(Department.objects.values_list("slug", "name", "number"))

    for _round in range(3):
        file = alice.get(f"{LIST}export/{kind}/").content
        page = alice.post(f"{LIST}import/", {"file": SimpleUploadedFile(f"x.{kind}", file)})
        assert page.context["rows"] == []
        assert page.context["counts"][2] == "4 Einträge bleiben, wie sie sind"

    # Imported into an empty portal, the same rows come back, except for white space around texts.
    Department.objects.all().delete()
    page = alice.post(f"{LIST}import/", {"file": SimpleUploadedFile(f"x.{kind}", file)})
    assert DEPARTMENTS.confirm(alice, page).status_code == 302
    assert set(Department.objects.values_list("slug", "name", "number")) == {
        (slug, name.replace("\r\n", "\n").strip(), number) for slug, name, number in expected
    }


RIGHTS = {"import": "import_department", "export": "export_department"}


@pytest.mark.parametrize("right", [*RIGHTS, None])
def test_who_may(db, right):
    permissions = ["roadmap.view_department", *([f"roadmap.{RIGHTS[right]}"] if right else [])]
    client = make.client(make.staff_user(username="bob", permissions=tuple(permissions)))
    pages = {"import/": "import", "import/confirm/": "import", "export/xlsx/": "export", "export/csv/": "export"}

    answers = {page: client.get(LIST + page).status_code for page in pages}

    assert {page for page, status in answers.items() if status != 403} == {
        page for page, needed in pages.items() if needed == right
    }
    response = client.get(LIST)
    assert [address for address, _label in response.context["spreadsheet_tools"]] == {
        "import": [f"{LIST}import/"],
        "export": [f"{LIST}export/xlsx/", f"{LIST}export/csv/"],
        None: [],
    }[right]
    row = make.department()
    selected = {"action": "export_selected_as_csv", "_selected_action": [row.pk]}
    answer = client.post(LIST, selected)
    assert (answer.get("Content-Type") == "text/csv; charset=utf-8") == (right == "export")


def test_the_right_to_import_is_no_right_to_add_or_to_change(db):
    client = make.client(make.staff_user(username="bob", permissions=("roadmap.import_department",)))
    make.department(slug="it", name="IT")

    page = upload(client, ";Informatik;it;", ";Neu;neu;")

    assert problems(page) == [
        "Zeile 2: Sie dürfen diesen Eintrag nicht ändern.",
        "Zeile 3: Sie dürfen keine Einträge hinzufügen.",
    ]
    assert departments() == {("it", "IT", "")}


@pytest.mark.parametrize("token", ["", "x", "\0", "9" * 10_000])
def test_odd_tokens(alice, token):
    assert alice.post(f"{LIST}import/confirm/", {"token": token}).status_code == 200
    assert alice.get(f"{LIST}import/confirm/").status_code == 302


def test_no_file(alice):
    page = alice.post(f"{LIST}import/", {})

    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["file"]
