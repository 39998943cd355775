"""Reading XLSX (ECMA-376, part 1) without trust: a zip of XML parts, of which only cells, texts and formats are read.

Each part is streamed through expat, which is told to stop at the first thing that is not data: a document type, a cell
far away, more of anything than the settings allow. No entity is ever resolved and nothing is written to disk.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.files.cells import Formats, SharedTexts, SheetReader, is_true
from strategy_portal.publishing.spreadsheets.files.table import Table, table
from strategy_portal.publishing.spreadsheets.problem import Refusal, quoted

PIECE = 64 * 1024  # bytes
PARTS = 500
DEPTH = 32  # elements in one another; a text in a cell is the tenth
TOKEN = 1024 * 1024  # bytes that a tag may have; expat holds it as a whole
# A part that shrinks to less than a hundredth is made to fill the memory; small ones can't.
RATIO, SMALL = 100, 100 * 1024
XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)


class _Enough(Exception):
    pass


class Package:
    """The zip with its parts. Raises :class:`Refusal` when it is damaged, locked, a bomb, or has macros or entities."""

    def __init__(self, content: bytes):
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            raise _damaged() from None
        self._check(self.archive.infolist())
        self.names = set(self.archive.namelist())
        for name in sorted(self.names):
            if XML.search(name):
                self._check_prologue(name)

    def _check(self, parts: list[zipfile.ZipInfo]) -> None:
        if any(part.flag_bits & 1 for part in parts):
            raise Refusal(gettext("The file is protected by a password."))
        unpacked = sum(part.file_size for part in parts)
        if unpacked > settings.SPREADSHEET_UNPACKED_MEGABYTES * 1024 * 1024 or any(
            part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1) for part in parts
        ):
            raise Refusal(gettext("The file unpacks to far more than a table needs."))
        names = [part.filename.lower() for part in parts]
        if len(names) > PARTS or len(set(names)) < len(names):
            raise _damaged()
        if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
            raise Refusal(gettext("The file contains macros. Please save it as .xlsx without macros."))

    def _check_prologue(self, name: str) -> None:
        """Look for a document type, where entities are declared; it can only stand before the first element."""

        def stop(*args):
            raise _Enough

        with suppress(_Enough):
            self.parse(name, start=stop)

    def parse(
        self,
        name: str,
        *,
        start: Callable[[str, dict], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Stream a part through expat; names of elements are given without their prefix."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def start_element(tag, attributes):
            nonlocal depth
            depth += 1
            if depth > DEPTH:
                raise _damaged()
            start(tag.rpartition(":")[2], attributes)

        def end_element(tag):
            nonlocal depth
            depth -= 1
            if end:
                end(tag.rpartition(":")[2])

        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler, parser.EndElementHandler = start_element, end_element
        if text:
            parser.CharacterDataHandler = text
        try:
            with self.archive.open(name) as part:
                while piece := part.read(PIECE):
                    parser.Parse(piece, False)
                    if part.tell() - parser.CurrentByteIndex > TOKEN:
                        raise _damaged()
                parser.Parse(b"", True)
        except (expat.ExpatError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, KeyError):
            raise _damaged() from None
        except Exception as error:
            if type(error).__module__ == "zlib":
                raise _damaged() from None
            raise

    def relations(self, of: str) -> dict[str, tuple[str, str]]:
        """Return the parts that the part ``of`` names: id -> (kind, name of the part)."""
        folder, name = posixpath.split(of)
        found = {}

        def start(tag, attributes):
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
                found[attributes.get("Id", "")] = (kind, target)

        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path in self.names:
            self.parse(path, start=start)
        return found


def _damaged() -> Refusal:
    return Refusal(gettext("The file is damaged or no Excel workbook."))


def _refuse_document_type(*args):
    raise Refusal(gettext("The file declares entities, which a table does not need."))


def read_workbook(content: bytes) -> Table:
    """Return the first visible sheet of an XLSX file. Raises :class:`Refusal`."""
    package = Package(content)
    parts = package.relations("")
    workbook = next((name for kind, name in parts.values() if kind == "officeDocument"), "")
    if workbook not in package.names:
        raise _damaged()
    related = package.relations(workbook)
    sheets, from_1904 = _sheets(package, workbook, related)
    if not sheets:
        raise Refusal(gettext("The file has no visible sheet."))
    texts, formats = SharedTexts(), Formats()
    for kind, name in related.values():
        reader = {"sharedStrings": texts, "styles": formats}.get(kind)
        if reader and name in package.names:
            package.parse(name, start=reader.start, end=reader.end, text=reader.text)
    title, name = sheets[0]
    sheet = SheetReader(texts.texts, formats, from_1904=from_1904)
    package.parse(name, start=sheet.start, end=sheet.end, text=sheet.text)
    if sheet.problems:
        raise Refusal(*sheet.problems)
    note = gettext("Read was the sheet %(title)s, the first of %(number)d.") % {
        "title": quoted(title),
        "number": len(sheets),
    }
    return table(_full(sheet.rows), note=note if len(sheets) > 1 else "")


def _sheets(package: Package, workbook: str, related: dict) -> tuple[list[tuple[str, str]], bool]:
    """Return the visible sheets with cells, as (title, part), and whether days are counted from 1904."""
    sheets, from_1904 = [], []

    def start(tag, attributes):
        if tag == "workbookPr":
            from_1904.append(is_true(attributes.get("date1904", "")))
        if tag == "sheet":
            # The one attribute with a prefix, mostly r:id; "sheetId" is another.
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            kind, name = related.get(relation, ("", ""))
            if kind == "worksheet" and name in package.names and attributes.get("state", "visible") == "visible":
                sheets.append((attributes.get("name", ""), name))

    package.parse(workbook, start=start)
    return sheets, any(from_1904)


def _full(rows: dict[int, dict[int, object]]) -> Iterator[tuple[int, list]]:
    for number, cells in sorted(rows.items()):
        yield number, [cells.get(column) for column in range(1, max(cells, default=0) + 1)]
