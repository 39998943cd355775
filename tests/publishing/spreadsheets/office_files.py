"""Files from offices: written by Excel, LibreOffice, Google and Numbers, by other programs, and by hand.

Each is a whole file with the expected result: the rows that it contains, or the message that refuses it and says where
the problem is. How single cells are read is tested in ``test_spreadsheets_reading.py``.
"""

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.publishing.spreadsheets.workbooks import MAIN, RELATIONS, cell, relations, sheet, text, workbook

UNITS = ["Nummer", "Name", "Webadresse", "E-Mail des Fachbereichs oder Amts"]
SCHOOL = ["40", "Schule & Sport", "schule", "schule@example.org"]
VALUES = ["Ziel", "Kennzahl", "Stand", "Wert", "Quelle"]
MEASURED = ["Digitale Verwaltung", "Online-Dienste"]
MEETINGS = ["Nummer", "Titel", "Datum", "Beginn (Uhrzeit)", "Offen für alle Interessierten"]
DAY = datetime.date(2026, 2, 1)
SERIAL = 46_054  # the same day in Excel's numbering


@dataclass(frozen=True)
class OfficeFile:
    """Either ``rows``, the rows that the file contains, or ``refusal``, the messages that refuse it, is given."""

    label: str
    name: str
    build: Callable[[], bytes]
    rows: list[tuple] | None = None
    refusal: list[str] | None = None
    list: str = "units"


def book(*lines, edit: Callable = lambda page: None, title: str = "Tabelle1") -> Callable[[], bytes]:
    """Return a function that creates a workbook with openpyxl; ``edit`` may change its sheet."""

    def build() -> bytes:
        made = openpyxl.Workbook()
        page = made.active
        page.title = title
        for line in lines:
            page.append(line)
        edit(page)
        file = io.BytesIO()
        made.save(file)
        return file.getvalue()

    return build


def lines(*rows, delimiter: str = ";", ending: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + ending for row in rows)


def plain(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: content.encode(encoding)


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def texts(number: int, values) -> str:
    return row(number, *(text(f"{letter}{number}", value) for letter, value in zip("ABCDEFGH", values, strict=False)))


SCHOOL_XML = [SCHOOL[0], "Schule &amp; Sport", *SCHOOL[2:]]
BROUGHT = [tuple(SCHOOL)]
MEASURED_ON_DAY = [("2026-02-01", "12.50", "Haushalt")]


# --- workbooks --------------------------------------------------------------------------------------------------------


def formatted(page) -> None:
    """Format a table as people do to make it look nice."""
    page.freeze_panes, page.auto_filter.ref = "A2", "A1:D2"
    page.add_table(Table(displayName="Ämter", ref="A1:D2"))
    page["A1"].font, page["B2"].fill = Font(bold=True), PatternFill("solid", fgColor="FFFF00")
    page["B2"].comment = Comment("Name noch offen?", "Sekretariat")
    page["D2"].hyperlink = "mailto:schule@example.org"
    page.conditional_formatting.add("A2:A9", ColorScaleRule(start_type="min", end_type="max"))
    choice = DataValidation(type="list", formula1='"IT,Schule"')
    page.add_data_validation(choice)
    choice.add("B2:B99")
    page.print_title_rows, page.oddHeader.center.text = "1:1", "Ämterverzeichnis"


def with_empty_rows(page) -> None:
    for line in range(3, 200):
        for column in range(1, 27):
            page.cell(line, column).fill = PatternFill("solid", fgColor="EEEEEE")
    page["H90"] = "   "


def with_hidden_parts(page) -> None:
    page.row_dimensions[2].hidden = page.column_dimensions["D"].hidden = True


def with_other_sheets(page) -> None:
    page.parent.create_sheet("Hinweise", 0).sheet_state = "hidden"
    page.parent["Hinweise"].append(["Bitte nur die gelben Felder ausfüllen."])
    page.parent.create_sheet("Änderungen 😀").append(["Wer", "Wann"])


def with_chart_first(page) -> None:
    page.parent.create_chartsheet("Diagramm", 0)


def set_cell(reference: str, value, *, pattern: str = "General") -> Callable:
    def edit(page):
        page[reference].value, page[reference].number_format = value, pattern

    return edit


def merged(span: str) -> Callable:
    return lambda page: page.merge_cells(span)


STYLES = '<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy;@"/></numFmts>'
STYLES += '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'


def measured(day: str, *, value: str = "12.5", **options) -> bytes:
    cells = [text("A2", MEASURED[0]), text("B2", MEASURED[1]), day, cell("D2", value), text("E2", "Haushalt")]
    return workbook(sheet(texts(1, VALUES) + row(2, *cells)), styles=STYLES, **options)


def by_libreoffice() -> bytes:
    """A file whose last row, the last possible one of a sheet, is empty, and whose shared texts have white space."""
    shared = "".join(f'<si><t xml:space="preserve">{value}</t></si>' for value in [*UNITS, *SCHOOL_XML])
    cells = [
        [cell(f"{letter}{line}", (line - 1) * 4 + n, kind="s") for n, letter in enumerate("ABCD")] for line in (1, 2)
    ]
    end = '<row r="1048576" customFormat="false" ht="12.8" hidden="false"/>'
    return workbook(sheet(row(1, *cells[0]) + row(2, *cells[1]) + end), shared=shared)


def by_google() -> bytes:
    """A file with a thousand rows that have a format but no value."""
    empty = "".join(
        f'<row r="{line}">'
        + "".join(f'<c r="{letter}{line}" s="1"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        + "</row>"
        for line in range(3, 1001)
    )
    return workbook(sheet(texts(1, UNITS) + texts(2, SCHOOL_XML) + empty), styles=STYLES)


def by_numbers() -> bytes:
    """A file in which a sheet about the export comes before the table."""
    summary = sheet(texts(1, ["Dieses Dokument wurde aus Numbers exportiert."]))
    return workbook(summary, sheet(texts(1, UNITS) + texts(2, SCHOOL_XML)))


def without_references() -> bytes:
    """A file in which rows and cells have no references, as some web applications write it."""
    filled = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values) + "</row>"
        for values in (UNITS, SCHOOL_XML)
    )
    return workbook(sheet(filled))


def with_prefixes() -> bytes:
    """A file in which every XML element has a prefix, as some libraries write it, and parts have absolute paths."""

    def prefixed(content: str) -> str:
        return content.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=")

    parts = {
        "xl/workbook.xml": prefixed(
            f'<workbook xmlns="{MAIN}"><sheets><sheet name="1" sheetId="1" q:id="rId1" xmlns:q="{RELATIONS}"/>'
            "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relations(rId1="worksheet /xl/worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": prefixed(sheet(texts(1, UNITS) + texts(2, SCHOOL_XML))),
    }
    return workbook(sheet(""), extra=parts)


def with_rich_texts() -> bytes:
    shared = "<si><r><rPr><b/></rPr><t>Schule</t></r><r><t xml:space='preserve'> &amp; Sport</t></r></si>"
    cells = [text("A2", "40"), cell("B2", 0, kind="s"), text("C2", "schule"), text("D2", "schule@example.org")]
    return workbook(sheet(texts(1, UNITS) + row(2, *cells)), shared=shared)


WORKBOOKS = [
    OfficeFile("Excel", "Ämter.xlsx", book(UNITS, SCHOOL), BROUGHT),
    OfficeFile("LibreOffice", "Ämter 1.xlsx", by_libreoffice, BROUGHT),
    OfficeFile("Google", "amter.XLSX", by_google, BROUGHT),
    OfficeFile(
        "Inhalte in den Zellen", "export.xlsx", lambda: workbook(sheet(texts(1, UNITS) + texts(2, SCHOOL_XML))), BROUGHT
    ),
    OfficeFile("ohne Zellbezüge", "export.xlsx", without_references, BROUGHT),
    OfficeFile("mit Präfixen", "export.xlsx", with_prefixes, BROUGHT),
    OfficeFile("teils fett", "a.xlsx", with_rich_texts, BROUGHT),
    OfficeFile("schön gemacht", "a.xlsx", book(UNITS, SCHOOL, edit=formatted), BROUGHT),
    OfficeFile("leere Zeilen mit Format", "a.xlsx", book(UNITS, SCHOOL, edit=with_empty_rows), BROUGHT),
    OfficeFile("ausgeblendete Zeile und Spalte", "a.xlsx", book(UNITS, SCHOOL, edit=with_hidden_parts), BROUGHT),
    OfficeFile("mehrere Blätter", "a.xlsx", book(UNITS, SCHOOL, edit=with_other_sheets, title="Ämter (neu)"), BROUGHT),
    OfficeFile("Diagramm als erstes Blatt", "a.xlsx", book(UNITS, SCHOOL, edit=with_chart_first), BROUGHT),
    OfficeFile("leere Zeilen dazwischen", "a.xlsx", book([], UNITS, [], SCHOOL, [None, " "]), BROUGHT),
    OfficeFile(
        "Überschriften von Hand",
        "a.xlsx",
        book(
            [" NUMMER", "name ", "Web\u00a0Adresse".replace("\u00a0A", "a"), "E-Mail des\nFachbereichs oder  Amts"],
            SCHOOL,
        ),
        BROUGHT,
    ),
    OfficeFile(
        "andere Reihenfolge", "a.xlsx", book(UNITS[2:0:-1], ["schule", "Schule"]), [("", "Schule", "schule", "")]
    ),
    OfficeFile(
        "Namen der Felder", "a.xlsx", book(["slug", "name"], ["schule", "Schule"]), [("", "Schule", "schule", "")]
    ),
    OfficeFile("Zahl statt Text", "a.xlsx", book(UNITS, [40, *SCHOOL[1:]]), BROUGHT),
    OfficeFile(
        "Zahl mit Nullen als Text", "a.xlsx", book(UNITS, ["0040", "1.50", "schule"]), [("0040", "1.50", "schule", "")]
    ),
    OfficeFile("nur Überschriften", "a.xlsx", book(UNITS), []),
    OfficeFile("nichts Neues", "a.xlsx", book(UNITS, ["7", "IT", "it", "it@example.org"]), []),
    OfficeFile(
        "Zeilenwechsel in der Zelle",
        "a.xlsx",
        book(UNITS, ["", "Schule\nSport", "schule"]),
        [("", "Schule\nSport", "schule", "")],
    ),
    OfficeFile("leer", "a.xlsx", book(), refusal=["Die Datei ist leer."]),
    OfficeFile(
        "Numbers",
        "a.xlsx",
        by_numbers,
        refusal=[
            "Spalte „Dieses Dokument wurde aus Numbers exportiert.“: Diese Spalte ist nicht bekannt. Möglich sind: "
            "Nummer, Name, Webadresse, E-Mail des Fachbereichs oder Amts.",
            "Gelesen wurde das Blatt „Blatt1“, das erste von 2.",
        ],
    ),
    OfficeFile(
        "Titel über der Tabelle",
        "a.xlsx",
        book(["Ämterverzeichnis"], [], UNITS, SCHOOL),
        refusal=["Zeile 3, Spalte „D“: Über dieser Zelle fehlt die Überschrift."],
    ),
    OfficeFile(
        "verbundener Titel",
        "a.xlsx",
        book(["Ämterverzeichnis"], UNITS, SCHOOL, edit=merged("A1:D1")),
        refusal=["Zeile 1, Spalte „A“: Die Zellen A1:D1 sind verbunden. Bitte heben Sie die Verbindung auf."],
    ),
    OfficeFile(
        "verbundene Zellen",
        "a.xlsx",
        book(UNITS, SCHOOL, ["41", None, "sport"], edit=merged("B2:B3")),
        refusal=["Zeile 2, Spalte „B“: Die Zellen B2:B3 sind verbunden. Bitte heben Sie die Verbindung auf."],
    ),
    OfficeFile(
        "doppelte Überschrift",
        "a.xlsx",
        book([*UNITS, "name"], [*SCHOOL, "Sport"]),
        refusal=["Spalte „name“: Diese Spalte kommt zweimal vor."],
    ),
    OfficeFile(
        "unbekannte Spalte",
        "a.xlsx",
        book([*UNITS, "Telefon"], SCHOOL),
        refusal=[
            "Spalte „Telefon“: Diese Spalte ist nicht bekannt. "
            "Möglich sind: Nummer, Name, Webadresse, E-Mail des Fachbereichs oder Amts."
        ],
    ),
    OfficeFile(
        "Bemerkung neben der Tabelle",
        "a.xlsx",
        book(UNITS, [*SCHOOL, None, "prüfen!"]),
        refusal=["Zeile 2, Spalte „F“: Über dieser Zelle fehlt die Überschrift."],
    ),
    OfficeFile(
        "Überschrift fehlt",
        "a.xlsx",
        book([UNITS[0], None, *UNITS[2:]], SCHOOL),
        refusal=["Zeile 1, Spalte „B“: Die Überschrift fehlt."],
    ),
    OfficeFile(
        "Formel",
        "a.xlsx",
        book(UNITS, SCHOOL, edit=set_cell("B2", "=PROPER(A2)")),
        refusal=["Zeile 2, Spalte „B“: Hier steht eine Formel. Bitte ersetzen Sie sie durch ihren Wert."],
    ),
    OfficeFile(
        "Fehlerwert",
        "a.xlsx",
        book(UNITS, SCHOOL, edit=set_cell("B2", "#N/A")),
        refusal=["Zeile 2, Spalte „B“: Hier steht der Fehlerwert #N/A."],
    ),
    OfficeFile(
        "zweimal dasselbe",
        "a.xlsx",
        book(UNITS, SCHOOL, ["41", "Sport", "schule"]),
        refusal=["Zeile 3, Spalte „Webadresse“: Zeile 2 betrifft denselben Eintrag."],
    ),
    OfficeFile(
        "als XML gespeichert",
        "a.xlsx",
        plain('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
        refusal=["Die Datei hat die Endung .xlsx, ist aber von anderer Art."],
    ),
    OfficeFile(
        "mit Kennwort",
        "a.xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        refusal=[
            "Die Datei ist durch ein Kennwort geschützt oder stammt aus einer alten Excel-Version. "
            "Bitte speichern Sie sie als .xlsx oder .csv."
        ],
    ),
]
DATES = [
    OfficeFile(
        "Tag mit Format", "w.xlsx", lambda: measured(cell("C2", SERIAL, style=1)), MEASURED_ON_DAY, list="values"
    ),
    OfficeFile(
        "Tage ab 1904",
        "w.xlsx",
        lambda: measured(cell("C2", SERIAL - 1462, style=1), settings='<workbookPr date1904="1"/>'),
        MEASURED_ON_DAY,
        list="values",
    ),
    OfficeFile(
        "Tag nach ISO",
        "w.xlsx",
        lambda: measured(cell("C2", "2026-02-01T00:00:00", kind="d")),
        MEASURED_ON_DAY,
        list="values",
    ),
    OfficeFile("Tag als Text", "w.xlsx", lambda: measured(text("C2", "1.2.2026")), MEASURED_ON_DAY, list="values"),
    OfficeFile(
        "Tag ohne Format",
        "w.xlsx",
        lambda: measured(cell("C2", SERIAL)),
        refusal=[
            "Zeile 2, Spalte „Stand“: „46054“ ist kein Datum. Schreiben Sie zum Beispiel 31.01.2026 oder 2026-01-31."
        ],
        list="values",
    ),
    OfficeFile(
        "Jahr in zwei Ziffern",
        "w.csv",
        plain(lines(VALUES, [*MEASURED, "01.02.26", "12,5", ""])),
        refusal=[
            "Zeile 2, Spalte „Stand“: „01.02.26“ ist kein Datum. Schreiben Sie zum Beispiel 31.01.2026 oder 2026-01-31."
        ],
        list="values",
    ),
    OfficeFile(
        "Euro und Text als Zahl",
        "w.xlsx",
        book(
            VALUES,
            [*MEASURED, DAY, 1234.5, None],
            [*MEASURED, datetime.datetime(2026, 2, 2), "1.234,56", None],  # noqa: DTZ001 - as a sheet has it
            edit=set_cell("D2", 1234.5, pattern="#,##0.00\\ [$€-407]"),
        ),
        [("2026-02-01", "1234.50", ""), ("2026-02-02", "1234.56", "")],
        list="values",
    ),
    OfficeFile(
        "Prozent",
        "w.xlsx",
        book(VALUES, [*MEASURED, DAY, 0.12, None], edit=set_cell("D2", 0.12, pattern="0%")),
        refusal=["Zeile 2, Spalte „Wert“: „12 %“ ist keine Zahl. Schreiben Sie zum Beispiel 1.234,56."],
        list="values",
    ),
    OfficeFile(
        "gerechnet und als Wert eingefügt",
        "w.xlsx",
        lambda: measured(cell("C2", SERIAL, style=1), value="12.500000000000002"),
        MEASURED_ON_DAY,
        list="values",
    ),
    OfficeFile(
        "Sitzungen mit Uhrzeit und Wahrheitswert",
        "s.xlsx",
        book(MEETINGS, [7, "Siebte", DAY, datetime.time(17, 30), True], [8, "Achte", "3.3.2026", "18.00 Uhr", "nein"]),
        [(7, "Siebte", "2026-02-01", "17:30", True), (8, "Achte", "2026-03-03", "18:00", False)],
        list="meetings",
    ),
]


# --- CSV --------------------------------------------------------------------------------------------------------------

BRIDGES = ["66", "Straßen – Brücken, „Süd“", "strassen", "a@example.org"]
CROSSED = [tuple(BRIDGES)]
ENGLISH = lines(VALUES, [*MEASURED, "2026-02-01", "12.5", "Haushalt"], delimiter=",")
UNREADABLE = ["Die Datei enthält keinen lesbaren Text. Bitte speichern Sie sie als CSV in UTF-8."]

CSV = [
    OfficeFile("Excel unter Windows", "a.csv", plain(lines(UNITS, BRIDGES), "cp1252"), CROSSED),
    OfficeFile("UTF-8", "a.csv", plain(lines(UNITS, BRIDGES, ending="\n")), CROSSED),
    OfficeFile("UTF-8 mit Kennung", "a.CSV", plain(lines(UNITS, BRIDGES), "utf-8-sig"), CROSSED),
    OfficeFile("Unicode-Text", "a.csv", plain("\ufeff" + lines(UNITS, BRIDGES, delimiter="\t"), "utf-16-le"), CROSSED),
    OfficeFile("UTF-16, andersherum", "a.csv", plain("\ufeff" + lines(UNITS, BRIDGES), "utf-16-be"), CROSSED),
    OfficeFile("Komma", "a.csv", plain(lines(UNITS, SCHOOL, delimiter=",")), BROUGHT),
    OfficeFile("Tabulator", "a.csv", plain(lines(UNITS, SCHOOL, delimiter="\t")), BROUGHT),
    OfficeFile("Trennzeichen genannt", "a.csv", plain("sep=;\r\n" + lines(UNITS, SCHOOL)), BROUGHT),
    OfficeFile(
        "anderes Trennzeichen genannt", "a.csv", plain("SEP=,\n" + lines(UNITS, SCHOOL, delimiter=",")), BROUGHT
    ),
    OfficeFile("alter Mac", "a.csv", plain(lines(UNITS, SCHOOL, ending="\r")), BROUGHT),
    OfficeFile("letzte Zeile ohne Ende", "a.csv", plain(lines(UNITS, SCHOOL).rstrip()), BROUGHT),
    OfficeFile(
        "leere Spalten und Zeilen am Rand",
        "a.csv",
        plain(lines([*UNITS, "", ""], [*SCHOOL, "", ""]) + ";;;;;\r\n\r\n"),
        BROUGHT,
    ),
    OfficeFile("Zeilen zu kurz", "a.csv", plain(lines(UNITS, ["", "Sport", "sport"])), [("", "Sport", "sport", "")]),
    OfficeFile(
        "alles in Anführungszeichen",
        "a.csv",
        plain(lines(*([f'"{value}"' for value in values] for values in (UNITS, SCHOOL)))),
        BROUGHT,
    ),
    OfficeFile(
        "Zeilenwechsel und Anführungszeichen",
        "a.csv",
        plain(lines(UNITS, ["", '"Schule;\n""Sport"""', "schule", ""])),
        [("", 'Schule;\n"Sport"', "schule", "")],
    ),
    OfficeFile(
        "Hochkomma vor der Zahl", "a.csv", plain(lines(UNITS, ["'-7", "'=Amt", "amt", ""])), [("-7", "=Amt", "amt", "")]
    ),
    OfficeFile("englische Zahlen und Tage", "w.csv", plain(ENGLISH), MEASURED_ON_DAY, list="values"),
    OfficeFile(
        "nur die Hälfte der Anführungszeichen",
        "a.csv",
        plain(lines(UNITS, SCHOOL, ["41", '"Sport', "sport", ""])),
        refusal=["Zeile 3: Ab hier fehlt ein Anführungszeichen, oder es ist eines zu viel."],
    ),
    OfficeFile(
        "ganze Zeilen in Anführungszeichen",
        "a.csv",
        plain('"Webadresse;Name"\r\n"schule;Schule"\r\n'),
        refusal=[
            "Spalte „Webadresse;Name“: Diese Spalte ist nicht bekannt. "
            "Möglich sind: Nummer, Name, Webadresse, E-Mail des Fachbereichs oder Amts."
        ],
    ),
    OfficeFile("CSV (MS-DOS)", "a.csv", plain(lines(UNITS, ["", "Gärten", "garten", ""]), "cp850"), refusal=UNREADABLE),
    OfficeFile(
        "CSV (Macintosh)", "a.csv", plain(lines(UNITS, ["", "Gärten", "garten", ""]), "mac-roman"), refusal=UNREADABLE
    ),
    OfficeFile(
        "ISO-8859-15", "a.csv", plain(lines(UNITS, ["", "Amt für €", "euro", ""]), "iso-8859-15"), refusal=UNREADABLE
    ),
    OfficeFile("UTF-16 ohne Kennung", "a.csv", plain(lines(UNITS, SCHOOL), "utf-16-le"), refusal=UNREADABLE),
    OfficeFile(
        "zwei Deutungen",
        "w.csv",
        plain(lines(VALUES, [*MEASURED, "01.02.2026", "1.234", ""])),
        refusal=["Zeile 2, Spalte „Wert“: „1.234“ ist nicht eindeutig. Schreiben Sie 1234 oder 1,234."],
        list="values",
    ),
    OfficeFile(
        "Komma in der Zahl und als Trennzeichen",
        "w.csv",
        plain(lines(VALUES, [*MEASURED, "01.02.2026", "12,5", ""], delimiter=",")),
        refusal=["Zeile 2, Spalte „F“: Über dieser Zelle fehlt die Überschrift."],
        list="values",
    ),
    OfficeFile(
        "Arbeitsmappe mit falscher Endung",
        "a.csv",
        book(UNITS, SCHOOL),
        refusal=["Die Datei hat die Endung .csv, ist aber von anderer Art."],
    ),
    OfficeFile(
        "Text",
        "a.txt",
        plain(lines(UNITS, SCHOOL)),
        refusal=["Importieren lassen sich nur Dateien mit der Endung .xlsx oder .csv."],
    ),
    OfficeFile(
        "OpenDocument",
        "a.ods",
        book(UNITS, SCHOOL),
        refusal=[
            "Dateien der Art .ods lassen sich nicht importieren. Bitte speichern Sie die Datei als .xlsx oder .csv."
        ],
    ),
]

FILES = [*WORKBOOKS, *DATES, *CSV]
