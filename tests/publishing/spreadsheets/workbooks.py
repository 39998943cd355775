"""Workbooks from offices, and malicious ones. Written part by part, in memory."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(parts: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relations(**targets: str) -> str:
    """Return an XML part with relationships: ``rId1="worksheet sheet1.xml"``."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{target.split()[0]}" Target="{target.split()[1]}"/>'
        for key, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def sheet(rows: str, *, after: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(reference: str, value: object, *, kind: str = "", style: int | None = None) -> str:
    attributes = f' t="{kind}"' if kind else ""
    attributes += f' s="{style}"' if style is not None else ""
    if kind == "inlineStr":
        return f'<c r="{reference}"{attributes}><is><t>{value}</t></is></c>'
    return f'<c r="{reference}"{attributes}><v>{value}</v></c>'


def text(reference: str, value: str) -> str:
    return cell(reference, value, kind="inlineStr")


def workbook(
    *sheets: str,
    states: tuple[str, ...] = (),
    shared: str = "",
    styles: str = "",
    extra: dict[str, str | bytes] | None = None,
    settings: str = "",
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return an XLSX file with ``sheets``, called Blatt1 and so on, each in one of ``states`` (visible, hidden)."""
    states = states or ("visible",) * len(sheets)
    names = "".join(
        f'<sheet name="Blatt{number}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, state in enumerate(states, 1)
    )
    targets = {f"rId{number}": f"worksheet worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)}
    targets |= {"strings": "sharedStrings sharedStrings.xml", "styles": "styles styles.xml"}
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(rId1="officeDocument xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{settings}<sheets>{names}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(**targets),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    parts |= {f"xl/worksheets/sheet{number}.xml": content for number, content in enumerate(sheets, 1)}
    return package({**parts, **(extra or {})}, method=method)


HEADINGS = "<row r='1'>" + text("A1", "Name") + text("B1", "Webadresse") + "</row>"
PLAIN = sheet(HEADINGS + "<row r='2'>" + text("A2", "IT") + text("B2", "it") + "</row>")


def far_away() -> bytes:
    """1.6 KB, with a single cell in the last row and column that a sheet can have."""
    return workbook(sheet(HEADINGS + "<row r='1048576'>" + text("XFD1048576", "x") + "</row>"))


def far_below() -> bytes:
    return workbook(sheet(HEADINGS + "<row r='1048576'>" + text("A1048576", "x") + "</row>"))


def bomb() -> bytes:
    """A text of 40 MB that compresses to a thousandth."""
    return workbook(sheet(HEADINGS + "<row r='2'>" + text("A2", "0" * 40_000_000) + "</row>"))


def small_bomb() -> bytes:
    """The same, but within the limit for unpacked files."""
    return workbook(sheet(HEADINGS + "<row r='2'>" + text("A2", "0" * 20_000_000) + "</row>"))


def lying_bomb() -> bytes:
    """The directory of the zip says that the sheet unpacks to 1,000 bytes."""
    content = bomb()
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    return content[: at + 24] + (1000).to_bytes(4, "little") + content[at + 28 :]


def wide() -> bytes:
    """16,384 columns."""
    return workbook(sheet("<row>" + "<c t='inlineStr'><is><t>x</t></is></c>" * 16_384 + "</row>"))


def many_empty_cells() -> bytes:
    """Nearly two million cells without a value, not compressed."""
    return workbook(sheet(HEADINGS + ("<row>" + "<c/>" * 1000 + "</row>") * 1900), method=zipfile.ZIP_STORED)


def many_texts() -> bytes:
    """450,000 shared texts that no cell uses, not compressed."""
    return workbook(PLAIN, shared="<si><t>a</t></si>" * 450_000, method=zipfile.ZIP_STORED)


def many_attributes() -> bytes:
    """An element with 700,000 attributes, not compressed."""
    attributes = "".join(f' a{number}=""' for number in range(700_000))
    return workbook(sheet(f"<row{attributes}/>"), method=zipfile.ZIP_STORED)


def deep() -> bytes:
    """A million nested elements, not compressed."""
    return workbook(sheet("<a>" * 1_000_000 + "</a>" * 1_000_000), method=zipfile.ZIP_STORED)


def many_rows(number: int) -> bytes:
    lines = range(2, number + 2)
    rows = [f"<row>{text(f'A{line}', f'Amt {line}')}{text(f'B{line}', f'amt-{line}')}</row>" for line in lines]
    return workbook(sheet(HEADINGS + "".join(rows)))


def entities(part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """XML entities: "billion laughs", and one that reads a file of the server."""
    declared = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    content = declared + sheet(HEADINGS + "<row r='2'>" + text("A2", "&b;&c;") + "</row>")
    return workbook(PLAIN, extra={part: content})


def in_utf16(content: str) -> bytes:
    return ("<?xml version='1.0' encoding='UTF-16'?>" + content).encode("utf-16")
