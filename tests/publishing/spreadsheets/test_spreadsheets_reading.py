"""Reading files from offices exactly, and refusing malicious files before anything in them is trusted."""

import datetime
import io
from unittest import mock
from zipfile import ZIP_STORED

import openpyxl
import pytest
from django.conf import settings

from strategy_portal.publishing.spreadsheets.files import cells, writing
from strategy_portal.publishing.spreadsheets.files.reading import read
from strategy_portal.publishing.spreadsheets.problem import Refusal
from tests.publishing.spreadsheets import workbooks
from tests.publishing.spreadsheets.workbooks import HEADINGS, PLAIN, cell, sheet, text, workbook

COLUMNS = "Die Datei hat mehr als 100 Spalten. Vielleicht steht ganz rechts versehentlich etwas."
ROWS = "Die Datei hat mehr als 5000 Zeilen. Bitte teilen Sie sie auf."
DAY = datetime.date(2026, 2, 1)


def rows(content: bytes, name: str = "x.csv") -> list[tuple]:
    table = read(io.BytesIO(content), name=name)
    return [table.headings, *(cells for _number, cells in table.rows)]


def refusal(content: bytes, name: str = "x.xlsx") -> list[str]:
    with pytest.raises(Refusal) as refused:
        read(io.BytesIO(content), name=name)
    return [str(problem) for problem in refused.value.problems]


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    @pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
    def test_as_programs_write_it(self, encoding, delimiter, ending):
        lines = [["Name", "Straße", "€"], ["Ämter – „Süd“", "", "1,5; 2\t3"]]
        content = ending.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines) + ending

        assert rows(content.encode(encoding)) == [("Name", "Straße", "€"), ("Ämter – „Süd“", None, "1,5; 2\t3")]

    def test_lines_within_a_cell_quotes_and_rows_that_are_empty(self):
        content = b'\r\nName;Text\r\n;\r\na;"Zeile 1\r\nZeile ""2"""\r\n\r\nb\r\n;;;\r\n'

        table = read(io.BytesIO(content), name="X.CSV")

        assert table.headings == ("Name", "Text")
        assert table.rows == ((4, ("a", 'Zeile 1\r\nZeile "2"')), (6, ("b", None)))

    def test_excel_names_the_delimiter(self):
        assert rows(b"sep=,\r\na;b,c\r\n1,2\r\n") == [("a;b", "c"), ("1", "2")]

    def test_the_delimiter_is_that_of_the_headings(self):
        assert rows(b'Name;"A, B, C, D";E\n1,5;2,5;3,5') == [("Name", "A, B, C, D", "E"), ("1,5", "2,5", "3,5")]

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "Die Datei ist leer."),
            (b"\r\n;;\r\n", "Die Datei ist leer."),
            (b'a;b\r\n1;2\r\n"3;4\r\n', "Zeile 3: Ab hier fehlt ein Anführungszeichen, oder es ist eines zu viel."),
            (b"a;;c\r\n1;2;3", "Zeile 1, Spalte „B“: Die Überschrift fehlt."),
            (b"a;b\r\n1;2;3", "Zeile 2, Spalte „C“: Über dieser Zelle fehlt die Überschrift."),
            (b"a;b\r\n\0;2", "Die Datei enthält keinen lesbaren Text. Bitte speichern Sie sie als CSV in UTF-8."),
            (b"a\x81b;\xff", "Die Datei enthält keinen lesbaren Text. Bitte speichern Sie sie als CSV in UTF-8."),
            (b"\xff\xfea", "Die Datei enthält keinen lesbaren Text. Bitte speichern Sie sie als CSV in UTF-8."),
            (b";" * 5_000_000, COLUMNS),
            (b'"\n";' * 900_000, COLUMNS),
            (b"a\n" * 5_002, ROWS),
            (b"a\n" + b"\n" * 7_000_000, ROWS),
            (b"a\n" + b"x" * 200_000, "Zeile 2: Ein Text ist zu lang."),
            (b"x" * (8 * 1024 * 1024 + 1), "Die Datei ist größer als 8 MB."),
        ],
    )
    def test_what_cannot_be_read(self, content, expected):
        assert refusal(content, "x.csv") == [expected]

    def test_as_many_rows_as_allowed(self):
        assert len(rows(b"a\n" * 5_001)) == 5_001


class TestNames:
    @pytest.mark.parametrize("name", ["x.xls", "x.xlsm", "x.XLSB", "x.ods"])
    def test_kinds_that_are_not_read(self, name):
        kind = name[1:].lower()
        assert refusal(PLAIN.encode(), name) == [
            f"Dateien der Art {kind} lassen sich nicht importieren. Bitte speichern Sie die Datei als .xlsx oder .csv."
        ]

    @pytest.mark.parametrize("name", ["", "x", "x.txt", "x.csv.exe", "x.zip", "csv"])
    def test_other_files(self, name):
        assert refusal(b"a;b", name) == ["Importieren lassen sich nur Dateien mit der Endung .xlsx oder .csv."]

    def test_a_wrong_extension(self):
        assert refusal(workbook(PLAIN), "x.csv") == ["Die Datei hat die Endung .csv, ist aber von anderer Art."]
        assert refusal(b"a;b") == ["Die Datei hat die Endung .xlsx, ist aber von anderer Art."]

    def test_a_password_or_old_excel(self):
        assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512) == [
            "Die Datei ist durch ein Kennwort geschützt oder stammt aus einer alten Excel-Version. "
            "Bitte speichern Sie sie als .xlsx oder .csv."
        ]


class TestWorkbook:
    def test_as_another_program_writes_it(self):
        book = openpyxl.Workbook()
        page = book.active
        page.append(["Name", "Tag", "Zeitpunkt", "Zahl", "Ganz", "Wahr", "Leer", "Uhrzeit"])
        moment = datetime.datetime(2026, 2, 1, 14, 30)  # noqa: DTZ001 - a sheet has no time zone
        page.append(["Ämter\n& mehr", DAY, moment, 1.5, 7.0, True, None, datetime.time(9, 5)])
        page.append([None] * 8)
        page.append([" =1+1 ", None, None, -0.1, 10**14, False])
        page["A4"].data_type = "s"
        file = io.BytesIO()
        book.save(file)

        found = rows(file.getvalue(), "x.xlsx")

        assert found[1:] == [
            ("Ämter\n& mehr", DAY, moment, 1.5, 7, True, None, datetime.time(9, 5)),
            ("=1+1", None, None, -0.1, 10**14, False, None, None),
        ]
        assert [type(cell) for cell in found[1]][:6] == [str, datetime.date, datetime.datetime, float, int, bool]

    def test_shared_texts_rich_texts_and_how_they_are_pronounced(self):
        shared = "<si><t>Name</t></si><si><r><t>Bau</t></r><r><t xml:space='preserve'>en </t></r></si>"
        shared += "<si><t>課</t><rPh sb='0' eb='1'><t>か</t></rPh></si><si><t>a_x000D_b_x005F_x0041_</t></si>"
        lines = "".join(f"<row>{cell(f'A{row}', row - 1, kind='s')}</row>" for row in range(1, 5))

        assert rows(workbook(sheet(lines), shared=shared), "x.xlsx") == [
            ("Name",),
            ("Bauen",),
            ("課",),
            ("a\rb_x0041_",),
        ]

    @pytest.mark.parametrize(
        ("pattern", "is_date"),
        [
            ("dd.mm.yyyy", True),
            ("[$-407]d. mmmm yyyy", True),
            ("yyyy\\-mm\\-dd", True),
            ("[h]:mm", True),
            ('0.00 "Stunden"', False),
            ("#,##0.00\\ [$€-407]", False),
            ("[Red]0.00", False),
            ("General", False),
            ("@", False),
            ('0_-;"d"', False),
        ],
    )
    def test_which_formats_show_dates(self, pattern, is_date):
        assert cells.is_date_pattern(pattern) == is_date

    @pytest.mark.parametrize(
        ("serial", "expected"),
        [
            (46_054, DAY),
            (1, datetime.date(1900, 1, 1)),
            (59, datetime.date(1900, 2, 28)),
            (61, datetime.date(1900, 3, 1)),
            (2_958_465, datetime.date(9999, 12, 31)),
            (0.25, datetime.time(6)),
        ],
    )
    def test_days_are_counted_as_excel_does(self, serial, expected):
        assert cells.moment(serial) == expected

    def test_days_are_counted_from_1904(self):
        styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        page = sheet("<row>" + text("A1", "Tag") + "</row><row>" + cell("A2", 46_054 - 1462, style=1) + "</row>")

        assert rows(workbook(page, styles=styles, settings='<workbookPr date1904="1"/>'), "x.xlsx")[1] == (DAY,)

    @pytest.mark.parametrize("serial", ["60", "-1", "2958466", "1e300", "nan", "inf", "x"])
    def test_impossible_days(self, serial):
        styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
        page = sheet("<row>" + text("A1", "Tag") + "</row><row>" + cell("A2", serial, style=0) + "</row>")

        assert refusal(workbook(page, styles=styles)) == ["Zeile 2, Spalte „A“: Diese Zelle ist nicht lesbar."]

    def test_the_first_sheet_that_can_be_seen(self):
        other = sheet("<row>" + text("A1", "Anderes") + "</row>")

        table = read(io.BytesIO(workbook(other, PLAIN, other, states=("hidden", "visible", "visible"))), name="x.xlsx")

        assert table.headings == ("Name", "Webadresse")
        assert table.note == "Gelesen wurde das Blatt „Blatt2“, das erste von 2."
        assert read(io.BytesIO(workbook(PLAIN)), name="x.xlsx").note == ""
        assert refusal(workbook(PLAIN, states=("veryHidden",))) == ["Die Datei hat kein sichtbares Tabellenblatt."]

    def test_no_data(self):
        page = sheet(
            HEADINGS
            + "<row r='7'><c r='A7'><f>1+1</f><v>2</v></c>"
            + cell("B7", "#REF!", kind="e")
            + "</row><row r='8'>"
            + cell("A8", 99, kind="s")
            + "</row>",
            after='<mergeCells><mergeCell ref="A2:A5"/></mergeCells>',
        )

        assert refusal(workbook(page)) == [
            "Zeile 7, Spalte „A“: Hier steht eine Formel. Bitte ersetzen Sie sie durch ihren Wert.",
            "Zeile 7, Spalte „B“: Hier steht der Fehlerwert #REF!.",
            "Zeile 8, Spalte „A“: Diese Zelle ist nicht lesbar.",
            "Zeile 2, Spalte „A“: Die Zellen A2:A5 sind verbunden. Bitte heben Sie die Verbindung auf.",
        ]


LARGE = "Die Datei ist entpackt viel größer, als eine Tabelle sein muss."
DAMAGED = "Die Datei ist beschädigt oder keine Excel-Arbeitsmappe."
ENTITIES = "Die Datei enthält Anweisungen, die in einer Tabelle nichts zu suchen haben (DTD)."
MACROS = "Die Datei enthält Makros. Bitte speichern Sie sie als .xlsx ohne Makros."


class TestHostile:
    @pytest.mark.parametrize(
        ("build", "expected"),
        [
            (workbooks.far_away, COLUMNS),
            (workbooks.far_below, ROWS),
            (workbooks.bomb, LARGE),
            (workbooks.small_bomb, LARGE),
            (workbooks.lying_bomb, DAMAGED),
            (workbooks.wide, LARGE),
            (workbooks.many_empty_cells, LARGE),
            (workbooks.many_texts, LARGE),
            (workbooks.many_attributes, DAMAGED),
            (workbooks.deep, DAMAGED),
            (workbooks.entities, ENTITIES),
            (lambda: workbooks.entities("docProps/app.xml"), ENTITIES),
            (lambda: workbooks.entities("xl/_rels/other.rels"), ENTITIES),
            (lambda: workbook(PLAIN, extra={"xl/vbaProject.bin": b"x"}), MACROS),
            (lambda: workbook(PLAIN, extra={"xl/macrosheets/sheet1.xml": PLAIN}), MACROS),
            (lambda: workbooks.package({"readme.txt": "x"}), DAMAGED),
            (lambda: workbook(PLAIN)[:-40], DAMAGED),
            (lambda: workbook(PLAIN, method=ZIP_STORED).replace(b"sheetData", b"sheetDatb"), DAMAGED),
            (lambda: workbook(PLAIN[:-20]), DAMAGED),
            (lambda: workbook(PLAIN, extra={f"a{number}.xml": "<a/>" for number in range(500)}), DAMAGED),
            (lambda: workbooks.many_rows(5_001), ROWS),
        ],
    )
    def test_refused(self, build, expected):
        assert refusal(build()) == [expected]

    def test_16384_columns_that_do_not_shrink(self):
        headings = "".join(f"<c t='inlineStr'><is><t>{number * 7919 % 99991}</t></is></c>" for number in range(16_384))

        assert refusal(workbook(sheet(f"<row>{headings}</row>"))) == [COLUMNS]

    def test_entities_in_utf16(self):
        content = workbooks.in_utf16('<!DOCTYPE a [<!ENTITY b "c">]><a/>')

        assert refusal(workbook(PLAIN, extra={"xl/theme/theme1.xml": content})) == [ENTITIES]

    @pytest.mark.parametrize("build", [workbooks.bomb, workbooks.small_bomb])
    def test_a_bomb_is_never_unpacked(self, build):
        content = build()
        with mock.patch("zipfile.ZipFile.open") as unpack:
            assert refusal(content) == [LARGE]
        assert not unpack.called

    def test_a_locked_zip(self):
        content = bytearray(workbook(PLAIN))
        content[content.rindex(b"PK\x01\x02") + 8] |= 1  # the encryption bit of the last part

        assert refusal(bytes(content)) == ["Die Datei ist durch ein Kennwort geschützt."]

    def test_nothing_is_written_to_disk(self, tmp_path, monkeypatch):
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        for build in (workbooks.far_away, workbooks.entities, workbooks.deep):
            refusal(build())

        assert list(tmp_path.iterdir()) == []

    def test_as_many_rows_as_allowed(self):
        assert len(rows(workbooks.many_rows(settings.SPREADSHEET_ROWS), "x.xlsx")) == settings.SPREADSHEET_ROWS + 1


class TestWriting:
    """Writing XLSX, read back by another program."""

    def written(self, *values) -> list:
        content = writing.workbook("Projekte", ["a"] * len(values), [values])
        return list(openpyxl.load_workbook(io.BytesIO(content)).active[2])

    @pytest.mark.parametrize(
        "value", ["=1+1", "+49 2431", "-1", "@SUM(A1)", "#REF!", '=HYPERLINK("https://example.org")', "0815", "1.5"]
    )
    def test_texts_are_texts(self, value):
        [found] = self.written(value)

        assert (found.value, found.data_type, found.number_format, found.quotePrefix) == (value, "s", "@", True)

    def test_no_cell_is_a_formula(self):
        content = writing.workbook("=1", ["=1", "+1"], [["=1", "@x"]])
        book = openpyxl.load_workbook(io.BytesIO(content))

        assert {found.data_type for line in book.active for found in line} == {"s"}

    def test_numbers_and_dates_are_what_they_are(self):
        moment = datetime.datetime(2026, 2, 1, 13, 30, tzinfo=datetime.UTC)
        found = self.written(DAY, moment, 7, 1.5, True, None)

        assert [cell.value for cell in found] == [
            datetime.datetime(2026, 2, 1),  # noqa: DTZ001 - openpyxl gives days so
            datetime.datetime(2026, 2, 1, 14, 30),  # noqa: DTZ001 - local time
            7,
            1.5,
            "ja",
            None,
        ]

    def test_a_text_that_is_too_long_is_not_cut_off(self):
        with pytest.raises(Refusal):
            writing.workbook("x", ["a"], [["x" * 32_768]])
