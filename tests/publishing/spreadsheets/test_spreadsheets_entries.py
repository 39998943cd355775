"""Which entry a row refers to: by its number if the file has one, otherwise by its name."""

import io

import pytest
from django.db import transaction

from advisory_board.models import Person
from roadmap.models import Milestone
from strategy_portal.publishing.spreadsheets import EntryNumber, SpreadsheetResource, csv_text
from strategy_portal.publishing.spreadsheets.files import writing
from strategy_portal.publishing.spreadsheets.files.reading import read
from strategy_portal.publishing.spreadsheets.importing.outcome import ImportOutcome, finished
from tests import make

pytestmark = pytest.mark.django_db

UNKNOWN = "Einen Eintrag mit dieser Nummer gibt es nicht. Lassen Sie die Zelle für einen neuen Eintrag leer."
SEVERAL = "Mehrere Einträge heißen so. Bitte geben Sie die Nummer des Eintrags an, der gemeint ist."
MISSING = "Diese Spalte fehlt. Sie sagt, welcher Eintrag gemeint ist."


class Persons(SpreadsheetResource):
    id = EntryNumber("Nr.")

    class Meta:
        model = Person
        fields = ("id", "name", "email")
        import_id_fields = ("name",)


class Milestones(SpreadsheetResource):
    id = EntryNumber("Nr.", within=("project",))

    class Meta:
        model = Milestone
        fields = ("id", "project", "title")
        import_id_fields = ()


def imported(resource, headings: str, *lines: str) -> ImportOutcome:
    """Import a file unless it has problems; return the outcome."""
    table = read(io.BytesIO("\r\n".join([headings, *lines]).encode()), name="x.csv")
    with transaction.atomic():
        outcome = finished(resource().run(table))
        transaction.set_rollback(bool(outcome.problems))
    return outcome


def problems(outcome: ImportOutcome) -> list[str]:
    return [str(problem) for problem in outcome.problems]


def persons() -> dict[int, tuple[str, str]]:
    return {pk: tuple(values) for pk, *values in Person.objects.values_list("pk", "name", "email")}


def test_a_number_finds_an_entry_whatever_it_is_called():
    anna, other = make.person(name="Anna"), make.person(name="Anna")

    outcome = imported(Persons, "Nr.;Name", f"{other.pk};Bert", f"{anna.pk};Anna", ";Carl")

    assert problems(outcome) == []
    new = Person.objects.get(name="Carl").pk
    assert persons() == {anna.pk: ("Anna", ""), other.pk: ("Bert", ""), new: ("Carl", "")}
    assert [(row.number, row.is_new, row.is_unchanged) for row in outcome.rows] == [
        (2, False, False),
        (3, False, True),
        (4, True, False),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_entries_of_the_same_name_come_back_unchanged(kind):
    for _number in range(2):
        make.person(name="Anna")
    resource = Persons()
    lines = list(resource.lines(Person.objects.all()))
    content = (
        csv_text(resource.headings, lines).encode()
        if kind == "csv"
        else writing.workbook("x", resource.headings, lines)
    )

    outcome = finished(resource.preview(read(io.BytesIO(content), name=f"x.{kind}")))

    assert problems(outcome) == []
    assert [row.is_unchanged for row in outcome.rows] == [True, True]


def test_without_a_number_the_name_finds_an_entry():
    anna = make.person(name="Anna")

    assert problems(imported(Persons, "Nr.;Name;E-Mail", ";Anna;a@example.org")) == []
    assert problems(imported(Persons, "Name;E-Mail", "Bert;b@example.org")) == []

    bert = Person.objects.get(name="Bert")
    assert persons() == {anna.pk: ("Anna", "a@example.org"), bert.pk: ("Bert", "b@example.org")}


def test_a_name_that_several_have_needs_the_number():
    for _number in range(2):
        make.person(name="Anna")

    assert problems(imported(Persons, "Name;E-Mail", "Anna;a@example.org")) == [f"Zeile 2, Spalte „Nr.“: {SEVERAL}"]


def test_the_number_alone_is_enough():
    anna = make.person(name="Anna")

    assert problems(imported(Persons, "Nr.;E-Mail", f"{anna.pk};a@example.org")) == []
    assert persons() == {anna.pk: ("Anna", "a@example.org")}
    assert problems(imported(Persons, "Nr.;E-Mail", ";b@example.org")) == [f"Zeile 2, Spalte „Name“: {MISSING}"]
    assert problems(imported(Persons, "E-Mail", "b@example.org")) == [f"Spalte „Name“: {MISSING}"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("4711", UNKNOWN),
        ("9" * 30, UNKNOWN),
        ("1,5", "„1,5“ ist keine ganze Zahl."),
        ("neu", "„neu“ ist keine Zahl. Schreiben Sie zum Beispiel 1234."),
    ],
)
def test_a_number_makes_no_entry(number, sentence):
    make.person(name="Anna")

    assert problems(imported(Persons, "Nr.;Name", f"{number};Anna")) == [f"Zeile 2, Spalte „Nr.“: {sentence}"]
    assert [name for name, _email in persons().values()] == ["Anna"]


def test_rows_about_the_same_entry():
    anna, bert = make.person(name="Anna"), make.person(name="Bert")
    again = f"Nr.“: Zeile {2} betrifft denselben Eintrag."

    assert problems(imported(Persons, "Nr.;Name", f"{anna.pk};Anna", f"{anna.pk};Carl")) == [
        f"Zeile 3, Spalte „{again}"
    ]
    # By its present name, by its name after the row above, and by the name that both would have.
    for name in ("Anna", "Carl"):
        assert problems(imported(Persons, "Nr.;Name", f"{anna.pk};Carl", f";{name}")) == [
            "Zeile 3, Spalte „Name“: Zeile 2 betrifft denselben Eintrag."
        ]
    assert problems(imported(Persons, "Nr.;Name", ";Dora", f"{bert.pk};Dora")) == [
        "Zeile 2, Spalte „Name“: Zeile 3 betrifft denselben Eintrag."
    ]
    assert persons() == {anna.pk: ("Anna", ""), bert.pk: ("Bert", "")}


def test_an_entry_stays_where_it_belongs():
    first, second = make.project(slug="first"), make.project(slug="second")
    milestone = make.milestone(project=first, title="Done")

    for project in ("second", ""):
        assert problems(imported(Milestones, "Nr.;Projekt;Ergebnis", f"{milestone.pk};{project};Done")) == [
            "Zeile 2, Spalte „Projekt“: Der Eintrag mit dieser Nummer gehört zu „first“."
        ]
    assert problems(imported(Milestones, "Nr.;Ergebnis", f"{milestone.pk};Really done")) == []
    assert problems(imported(Milestones, "Nr.;Projekt;Ergebnis", ";second;Done", f"{milestone.pk};FIRST;New")) == []

    assert set(Milestone.objects.values_list("project", "title")) == {(first.pk, "New"), (second.pk, "Done")}
