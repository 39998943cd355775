"""Writing CSV files, read back as any program would read them, with cells that look like formulas."""

import csv
import datetime
import io
from decimal import Decimal

import pytest

from strategy_portal.publishing.spreadsheets import csv_response, csv_text
from tests import make


def read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";", strict=True))


def written(value) -> str:
    return read(csv_text(["Heading"], [[value]]))[1][0]


def test_values_are_german():
    row = [24, -3, Decimal("-12.50"), 0.1, datetime.date(2026, 2, 1), None, "Straße; „Brücke“"]

    text = csv_text(["a", "b", "c", "d", "e", "f", "g"], [row])

    assert text.encode().startswith(b"\xef\xbb\xbfa;b;c;d;e;f;g\r\n24;-3;-12,50;0,1;01.02.2026;;")
    assert read(text)[1] == ["24", "-3", "-12,50", "0,1", "01.02.2026", "", "Straße; „Brücke“"]


def test_times_are_local():
    time = datetime.datetime(2026, 7, 1, 22, 30, tzinfo=datetime.UTC)

    assert written(time) == "02.07.2026 00:30"


def test_yes_and_no():
    assert [written(True), written(False)] == ["ja", "nein"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 2431 850",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tharmless",
        "   =1",
        "\u00a0=1",
        '"=1+1"',
        "'=1",
        ' " =1',
        "\ufeff=1",
        "＝1+1",
        "＋1",
        '=HYPERLINK("https://example.org";"Klick")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_cell_is_a_formula(text):
    assert written(text) == f"'{text}"


def test_no_heading_is_a_formula():
    assert read(csv_text(["=1"], [])) == [["'=1"]]


@pytest.mark.parametrize("text", ["Projekt", "a=b", "Wi-Fi", "1. Proaktive Verwaltung", "„Zitat“", "", " Rand", "0815"])
def test_plain_text_stays_as_it_is(text):
    assert written(text) == text


@pytest.mark.parametrize("text", ["a;b", 'a"b', "a\nb", "a\r\nb", ";=1", '";=1'])
def test_separators_quotes_and_lines_stay_in_their_cell(text):
    rows = read(csv_text(["x", "y"], [[text, "next"]]))

    assert [len(row) for row in rows] == [2, 2]
    assert rows[1][0].lstrip("'") == text


def test_control_characters_are_dropped():
    assert written("\x00=1\x07") == "'=1"


@pytest.mark.django_db
class TestResponse:
    def test_headers(self):
        make.municipality(name="Rothenburg/O.L. Süd")

        response = csv_response("projekte", ["a"], [[1]])

        assert {name.lower(): value for name, value in response.items()} == {
            "content-type": "text/csv; charset=utf-8",
            "content-disposition": 'attachment; filename="projekte-rothenburg-o-l-sued.csv"',
            "cache-control": "public, no-cache",
            "x-content-type-options": "nosniff",
        }
        assert response.content == b"\xef\xbb\xbfa\r\n1\r\n"

    def test_the_name_of_the_file_says_that_data_are_made_up(self):
        make.municipality(is_example=True)

        response = csv_response("projekte", ["a"], [])

        assert response["Content-Disposition"] == 'attachment; filename="projekte-musterstadt-beispieldaten.csv"'

    def test_without_a_city(self):
        assert csv_response("projekte", ["a"], [])["Content-Disposition"] == 'attachment; filename="projekte.csv"'
