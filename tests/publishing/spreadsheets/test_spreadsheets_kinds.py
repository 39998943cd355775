"""Reading cells: every usual way to write a value is understood exactly, or refused with a hint on what is right."""

import datetime
import io
import random
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from roadmap.models import Department, Project, Status
from strategy_portal.publishing.spreadsheets.columns.kinds import (
    ChoiceCell,
    DayCell,
    FlagCell,
    MomentCell,
    NumberCell,
    TextCell,
    said,
)
from strategy_portal.publishing.spreadsheets.columns.relations import Many, One
from strategy_portal.publishing.spreadsheets.files import writing
from strategy_portal.publishing.spreadsheets.files.reading import read
from tests import make

DAY = datetime.date(2026, 2, 1)
NAIVE = datetime.datetime(2026, 7, 1, 14, 30)  # noqa: DTZ001 - as a sheet has it
LOCAL = ZoneInfo("Europe/Berlin")


def refused(kind, value) -> str:
    with pytest.raises(ValueError, match=".") as error:
        kind.clean(value)
    return str(error.value)


@pytest.mark.parametrize("value", ["01.02.2026", "1.2.2026", "1. 2. 2026", "2026-02-01", "2026-02-01 00:00:00", DAY])
def test_days(value):
    assert DayCell().clean(value) == DAY


@pytest.mark.parametrize(
    "value", ["31.02.2026", "1.2.26", "02/01/2026", "morgen", 46_054, 2026.0, True, "١.٢.٢٠٢٦", ""]
)
def test_no_days(value):
    assert refused(DayCell(), value) == (
        f"„{said(value)}“ ist kein Datum. Schreiben Sie zum Beispiel 31.01.2026 oder 2026-01-31."
    )


@pytest.mark.parametrize("value", ["01.07.2026 14:30", "2026-07-01T14:30:00", NAIVE])
def test_moments(value):
    assert MomentCell().clean(value) == datetime.datetime(2026, 7, 1, 14, 30, tzinfo=LOCAL)


@pytest.mark.parametrize("value", ["01.07.2026 25:00", "14:30", datetime.time(14, 30), 7])
def test_no_moments(value):
    assert refused(MomentCell(), value).endswith("Schreiben Sie zum Beispiel 31.01.2026 14:30.")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("-12,5", "-12.5"),
        ("\u221212,5", "-12.5"),
        ("1 234,5", "1234.5"),
        ("1,234", "1.234"),
        (7, "7"),
        (0.1, "0.1"),
        ("0007", "7"),
    ],
)
def test_numbers(value, expected):
    assert NumberCell().clean(value) == Decimal(expected)


def test_a_number_that_can_be_read_in_two_ways():
    assert refused(NumberCell(), "1.234") == "„1.234“ ist nicht eindeutig. Schreiben Sie 1234 oder 1,234."


@pytest.mark.parametrize("value", ["", "zwölf", "1.2.3", "1,2,3", "12 %", "1e5", "١٢", True, DAY, float("nan")])
def test_no_numbers(value):
    assert refused(NumberCell(), value).endswith(" ist keine Zahl. Schreiben Sie zum Beispiel 1.234,56.")


def test_whole_numbers():
    assert [NumberCell(whole=True).clean(value) for value in ("1.234", "7", 7.0, "7,0", "-3")] == [1234, 7, 7, 7, -3]
    assert refused(NumberCell(whole=True), "1,5") == "„1,5“ ist keine ganze Zahl."


@pytest.mark.parametrize(
    "kind", [NumberCell(), NumberCell(whole=True), NumberCell(places=2), NumberCell(is_float=True)]
)
@pytest.mark.parametrize("value", ["9" * 5000, "-" + "9" * 400, 1e300])
def test_numbers_beyond_all_bounds(kind, value):
    assert refused(kind, value).endswith(" ist zu groß.")


def test_yes_and_no():
    assert [FlagCell().clean(value) for value in ("ja", "JA", "x", "wahr", 1, True, "yes")] == [True] * 7
    assert [FlagCell().clean(value) for value in ("nein", "Nein", 0, False, "no")] == [False] * 5
    assert refused(FlagCell(), "vielleicht") == "„vielleicht“ gibt es nicht. Möglich sind: ja, nein."


@pytest.mark.parametrize("value", ["running", "RUNNING", "In Umsetzung", " in  umsetzung", "IN UMSETZUNG"])
def test_choices(value):
    assert ChoiceCell(Status.choices).clean(value) == "running"


def test_choices_in_the_language_of_the_page_and_in_german():
    with override("en"):
        assert [ChoiceCell(Status.choices).clean(value) for value in ("Idee", "Idea")] == ["idea", "idea"]
        assert ChoiceCell(Status.choices).render("running") == "In Umsetzung"


def test_umlauts_are_folded():
    assert [
        ChoiceCell([("a", "Verzögert")]).clean(value) for value in ("Verzoegert", "VERZÖGERT", "Verzo\u0308gert")
    ] == [
        "a",
        "a",
        "a",
    ]


def test_no_choices():
    assert refused(ChoiceCell(Status.choices), "laufend") == (
        "„laufend“ gibt es nicht. Möglich sind: Idee, In Planung, In Umsetzung, Abgeschlossen, Pausiert, Eingestellt."
    )


@pytest.mark.django_db
class TestRelated:
    def test_by_any_name(self, django_assert_num_queries):
        row = make.department(slug="bau", name="Bauen, Wohnen & Verkehr", number="60")
        make.department(slug="it", name="IT")
        kind = One(Department)

        with django_assert_num_queries(1):
            found = [kind.clean(value) for value in ("bau", "BAU", "bauen, wohnen & verkehr", "60", 60.0)]

        assert found == [row] * 5
        assert kind.render(row) == "bau"

    def test_a_slip(self):
        make.department(slug="bauen", name="Bauamt")
        make.department(slug="kaemmerei", name="Kämmerei")

        assert refused(One(Department), "Kaemerei") == "„Kaemerei“ gibt es nicht. Meinen Sie „kaemmerei“?"
        assert refused(One(Department), "xyz") == "„xyz“ gibt es nicht. Möglich sind: bauen, kaemmerei."

    def test_of_many_some_are_named(self):
        for number in range(13):
            make.department(slug=f"amt-{number:02}", number=f"{number:02}")

        assert refused(One(Department), "xyz").endswith("amt-10, amt-11, …")

    def test_several_of_one_name(self):
        for number in (1, 2):
            make.department(slug=f"schule-{number}", name=f"Schule {number}", number="40")

        assert refused(One(Department), "40") == "„40“ heißen mehrere Einträge. Möglich sind: schule-1, schule-2."

    def test_lists(self):
        bau = make.department(slug="bau", name="Bauen, Wohnen")
        it = make.department(slug="it", name="IT")
        kind = Many(Department)

        for value in ("bau;it", "bau, it", "Bauen, Wohnen; IT", "it\nbau", "bau; it; bau;"):
            assert set(kind.clean(value)) == {bau, it}
        assert kind.clean("Bauen, Wohnen") == (bau,)
        assert kind.text([it, bau]) == "bau; it"
        assert refused(kind, "bau, xyz").startswith("„xyz“ gibt es nicht.")

    def test_a_project_is_told_by_its_number_and_its_title_too(self):
        project = make.project(number=7, title="WLAN", slug="wlan")

        assert [One(Project).clean(value) for value in (7, "7", "WLAN", "wlan")] == [project] * 4

    def test_suggestions_end_after_ten_wrong_names(self):
        make.project(slug="wlan")
        kind = One(Project)

        said = [refused(kind, f"wlan{number}") for number in range(12)]

        assert said[9] == "„wlan9“ gibt es nicht. Meinen Sie „wlan“?"
        assert said[10:] == ["„wlan10“ gibt es nicht.", "„wlan11“ gibt es nicht."]
        assert refused(kind, "wlan9") == said[9]


def texts(number: int, seed: int) -> list[str]:
    """Return texts of characters that are difficult in files, programs and formulas."""
    signs = ["=", "+", "-", "@", "'", '"', "`", ";", ",", "\t", "\r", "\n", "\r\n", " ", "\u00a0", "\ufeff", "\u200b"]
    signs += [
        "\x00",
        "\x07",
        "\x1f",
        "a",
        "Ä",
        "o\u0308",
        "😀",
        "_x0041_",
        "_x",
        "x005F_",
        "＝",
        "&",
        "<",
        "]]>",
        "1",
        ".",
    ]
    chance = random.Random(seed)
    return ["".join(chance.choices(signs, k=chance.randint(1, 8))) for _ in range(number)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_text_survives_any_number_of_rounds(kind):
    """What is read equals what was written, and writing it again gives the same file."""
    values = [value for value in texts(3000, seed=2026) if TextCell().text(value)]

    def written(values) -> bytes:
        rows = [[TextCell().render(value), "."] for value in values]
        if kind == "csv":
            return writing.csv_text(["a", "b"], rows).encode()
        return writing.workbook("x", ["a", "b"], rows)

    for _round in range(3):
        table = read(io.BytesIO(written(values)), name=f"x.{kind}")
        found = [said(row[0]) for _number, row in table.rows]
        assert found == [TextCell().text(value) for value in values]
        values = found
