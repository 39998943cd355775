"""What becomes of a file: seen in the preview, agreed to, and told at the end."""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from strategy_portal.publishing.spreadsheets.columns.column import CellChange
from strategy_portal.publishing.spreadsheets.problem import FileProblem


@dataclass(frozen=True)
class RowOutcome:
    """What becomes of a row of the file. ``name`` is the entry in words, ``notes`` what else is to be known."""

    number: int
    is_new: bool
    name: str
    changes: tuple[CellChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        return not (self.is_new or self.changes)


@dataclass
class ImportOutcome:
    """What becomes of a file."""

    rows: list[RowOutcome] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def new(self) -> list[RowOutcome]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[RowOutcome]:
        return [row for row in self.rows if row.changes and not row.is_new]

    @property
    def unchanged(self) -> list[RowOutcome]:
        return [row for row in self.rows if row.is_unchanged]

    @property
    def digest(self) -> str:
        """Tells this outcome from any other: what somebody has seen and agreed to."""
        return hashlib.sha256(repr((self.rows, self.problems)).encode()).hexdigest()


def finished(steps: Generator) -> Any:
    """Go through all steps of an import and return what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
