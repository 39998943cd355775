"""The differences between two versions of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# A text with more words is compared line by line; a text with more lines is not compared.
MOST_PARTS = 3000
# How many characters of unchanged text are shown before and after a change.
CONTEXT = 80


@dataclass(frozen=True)
class Piece:
    kind: str  # "same", "removed" or "added"
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Return the pieces of both versions in order; long unchanged ones are shortened with an ellipsis."""
    old, new = old.replace("\r\n", "\n"), new.replace("\r\n", "\n")
    for pattern in (r"\s*\S+|\s+$", r".*\n|.+$"):
        before, after = re.findall(pattern, old), re.findall(pattern, new)
        if max(len(before), len(after)) <= MOST_PARTS:
            return _shortened(list(_compared(before, after)))
    return [Piece("removed", old), Piece("added", new)]


def _compared(before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, start, end, other_start, other_end in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if start < end:
            yield Piece("removed", "".join(before[start:end]))
        if other_start < other_end:
            yield Piece("added", "".join(after[other_start:other_end]))


def _shortened(found: list[Piece]) -> list[Piece]:
    last = len(found) - 1
    return [
        Piece(piece.kind, _cut(piece.text, keep_start=number > 0, keep_end=number < last))
        if piece.kind == "same"
        else piece
        for number, piece in enumerate(found)
    ]


def _cut(text: str, *, keep_start: bool, keep_end: bool) -> str:
    start = text[:CONTEXT] if keep_start else ""
    end = text[-CONTEXT:] if keep_end else ""
    return text if len(text) <= len(start) + len(end) + CONTEXT else f"{start} … {end}"
