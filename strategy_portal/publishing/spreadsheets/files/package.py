"""The zip of XML parts that an office file is, opened without trust.

Each part is streamed through expat, which is told to stop at the first thing that is not data: a document type, more of
anything than a table has. No entity is ever resolved and nothing is written to disk.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.problem import Refusal

PIECE = 64 * 1024  # bytes
PARTS = 500
DEPTH = 32  # elements in one another; a text in a cell is the tenth
TOKEN = 1024 * 1024  # bytes that a tag may have; expat holds it as a whole
HELD = 100_000  # elements in one that is asked for; a row of all 16,384 columns has half of them
# A part that shrinks to less than a hundredth is made to fill the memory; small ones can't.
RATIO, SMALL = 100, 100 * 1024
XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError, KeyError, zlib.error)


def damaged() -> Refusal:
    return Refusal(gettext("The file is damaged or no Excel workbook."))


def too_large() -> Refusal:
    return Refusal(gettext("The file unpacks to far more than a table needs."))


def _refuse_document_type(*args):
    raise Refusal(gettext("The file declares entities, which a table does not need."))


class _Begun(Exception):
    pass


def _stop(*args):
    raise _Begun


class OfficePackage:
    """The zip with its parts. Raises :class:`Refusal` when it is damaged, locked, a bomb, or has macros or entities."""

    def __init__(self, content: bytes):
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN:
            raise damaged() from None
        self._check(self.archive.infolist())
        self.names = set(self.archive.namelist())
        # Entities are declared in a document type, and that can only stand before the first element.
        for name in sorted(filter(XML.search, self.names)):
            parser = expat.ParserCreate()
            parser.StartElementHandler = _stop
            with suppress(_Begun):
                all(self._fed(parser, name))

    def _check(self, parts: list[zipfile.ZipInfo]) -> None:
        if any(part.flag_bits & 1 for part in parts):
            raise Refusal(gettext("The file is protected by a password."))
        unpacked = sum(part.file_size for part in parts)
        if unpacked > settings.SPREADSHEET_UNPACKED_MEGABYTES * 1024 * 1024 or any(
            part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1) for part in parts
        ):
            raise too_large()
        names = [part.filename.lower() for part in parts]
        if len(names) > PARTS or len(set(names)) < len(names):
            raise damaged()
        if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
            raise Refusal(gettext("The file contains macros. Please save it as .xlsx without macros."))

    def _fed(self, parser: expat.XMLParserType, name: str) -> Iterator[bool]:
        """Feed a part to ``parser``; yield after each piece."""
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            with self.archive.open(name) as part:
                while piece := part.read(PIECE):
                    parser.Parse(piece, False)
                    if part.tell() - parser.CurrentByteIndex > TOKEN:
                        raise damaged()
                    yield True
            parser.Parse(b"", True)
            yield True
        except (expat.ExpatError, *BROKEN):
            raise damaged() from None

    def elements(self, name: str, *tags: str) -> Iterator[Element]:
        """Yield the elements of a part that are called one of ``tags``, each with all that is in it.

        Tags have no prefix. An element keeps the text before its end tag, and no other.
        """
        opened: list[Element] = []
        found: list[Element] = []
        pieces: list[str] = []
        depth_of_wanted = held = 0

        def start(tag, attributes):
            nonlocal depth_of_wanted, held
            if len(opened) == DEPTH:
                raise damaged()
            element = Element(tag.rpartition(":")[2] if ":" in tag else tag, attributes)
            if depth_of_wanted:
                opened[-1].append(element)
                held += 1
                if held > HELD:
                    raise too_large()
            elif element.tag in tags:
                depth_of_wanted, held = len(opened) + 1, 0
            opened.append(element)
            pieces.clear()

        def end(tag):
            nonlocal depth_of_wanted
            element = opened.pop()
            if depth_of_wanted:
                element.text = "".join(pieces)
                pieces.clear()
                if len(opened) < depth_of_wanted:
                    depth_of_wanted = 0
                    found.append(element)

        def text(piece):
            if depth_of_wanted:
                pieces.append(piece)

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        for _piece in self._fed(parser, name):
            yield from found
            found.clear()

    def relations(self, of: str) -> dict[str, tuple[str, str]]:
        """Return the parts that the part ``of`` names: id -> (kind, name of the part)."""
        folder, name = posixpath.split(of)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found = {}
        for relation in self.elements(path, "Relationship") if path in self.names else ():
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            if relation.get("TargetMode") != "External" and target in self.names:
                found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found
