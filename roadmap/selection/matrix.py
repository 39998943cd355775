"""The vision against the fields of action: how many selected projects serve both.

The statements and fields are those of the current edition, or those that the selection asks for: so each number
is exactly what the list behind its link shows.
"""

from dataclasses import dataclass

from roadmap.models import Status
from roadmap.selection.facets import ProjectRow
from roadmap.selection.selection import Selection
from strategy.models import ActionField, VisionStatement
from strategy_portal.publishing.text.label import Label

DARKEST = 3


@dataclass(frozen=True)
class MatrixCell:
    """``address`` is the list of these projects, empty if there is none; ``tint`` goes from 0 to ``DARKEST``."""

    count: int
    address: str
    tint: int


@dataclass(frozen=True)
class MatrixLine:
    """A row or column; ``slug`` is empty for the projects that serve none. ``total`` counts each project once."""

    slug: str
    label: Label
    total: MatrixCell
    running: int
    cells: list[MatrixCell]  # empty for a column


@dataclass(frozen=True)
class Matrix:
    """Rows are statements and columns fields. If a city has only one of the two, that one makes the rows."""

    has_statements: bool
    has_fields: bool
    rows: list[MatrixLine]
    columns: list[MatrixLine]
    total: int
    asks_for_status: bool

    @property
    def is_crossed(self) -> bool:
        return self.has_statements and self.has_fields

    @property
    def is_plain(self) -> bool:
        """Each row has one number."""
        return not self.columns

    @property
    def unserved(self) -> list[MatrixLine]:
        """The statements and fields that no selected project serves."""
        return [line for line in self._named if line.total.count == 0]

    @property
    def resting(self) -> list[MatrixLine]:
        """The statements and fields that selected projects serve, none of which is running.

        Nothing if the address asks for certain statuses: it says itself that others are left out.
        """
        return [line for line in self._named if line.total.count and not line.running and not self.asks_for_status]

    @property
    def pairs(self) -> int:
        return len(self._counts)

    @property
    def empty_pairs(self) -> int:
        """How many pairs of a statement and a field no selected project serves."""
        return self._counts.count(0)

    @property
    def _named(self) -> list[MatrixLine]:
        return [line for line in (*self.rows, *self.columns) if line.slug]

    @property
    def _counts(self) -> list[int]:
        return [
            cell.count
            for row in self.rows
            if row.slug
            for column, cell in zip(self.columns, row.cells, strict=True)
            if column.slug
        ]


def matrix(selection: Selection) -> Matrix:
    """Count the selected projects, in two queries besides those of ``selection``."""
    statements = _slugs(selection, "these", VisionStatement)
    fields = _slugs(selection, "feld", ActionField)
    rows, columns = ("these", statements), ("feld", fields)
    if not statements:
        rows, columns = columns, ("these", [])
    row_heads = _heads(selection, *rows) if rows[1] else {}
    column_heads = _heads(selection, *columns) if columns[1] else {}
    counts = [
        len(of_row & of_column)
        for row, of_row in row_heads.items()
        for column, of_column in column_heads.items()
        if row and column
    ]
    most = max(counts, default=0)

    def cells(row: str, projects: set[int]) -> list[MatrixCell]:
        found = []
        for column, others in column_heads.items():
            both = {rows[0]: row, columns[0]: column} if row and column else {}
            found.append(_cell(selection, len(projects & others), both, most))
        return found

    running = {row.pk for row in selection.rows if row.status == Status.RUNNING}
    return Matrix(
        has_statements=bool(statements),
        has_fields=bool(fields),
        rows=[_line(selection, rows[0], slug, of, running, cells(slug, of)) for slug, of in row_heads.items()],
        columns=[_line(selection, columns[0], slug, of, running, []) for slug, of in column_heads.items()],
        total=len(selection.rows),
        asks_for_status=bool(selection.values("status")),
    )


def _slugs(selection: Selection, name: str, model: type[ActionField] | type[VisionStatement]) -> list[str]:
    return selection.values(name) or list(model.objects.current().values_list("slug", flat=True))


def _heads(selection: Selection, name: str, slugs: list[str]) -> dict[str, set[int]]:
    """Return the projects by slug; an empty slug has those that serve none, if there are any."""
    heads = {slug: {row.pk for row in selection.rows if slug in row.values[name]} for slug in slugs}
    none = {row.pk for row in selection.rows if not _serves(row, name, slugs)}
    return heads | ({"": none} if none else {})


def _serves(row: ProjectRow, name: str, slugs: list[str]) -> bool:
    return not set(slugs).isdisjoint(row.values[name])


def _line(
    selection: Selection, name: str, slug: str, projects: set[int], running: set[int], cells: list[MatrixCell]
) -> MatrixLine:
    label = selection.table.choices[name].get(slug, "")
    total = _cell(selection, len(projects), {name: slug} if slug else {}, 0)
    return MatrixLine(slug, label, total, len(projects & running), cells)


def _cell(selection: Selection, count: int, changes: dict[str, str], most: int) -> MatrixCell:
    address = selection.address(**changes, ansicht=None) if count and changes else ""
    return MatrixCell(count, address, -(-DARKEST * count // most) if most and address else 0)
