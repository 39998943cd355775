"""Which tables the files of a city's folder hold, and which columns each table has.

Each file is a list of tables. The keys of a table are the columns of a model; a table inside another one is a child of
that row. Rows refer to each other by natural keys: ``field = "bildung"``, ``edition = 1``, ``seat = "Wirtschaft/2"``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db import models

from advisory_board import models as board
from roadmap import models as roadmap
from strategy import models as strategy
from strategy_portal.publishing import models as publishing


@dataclass(frozen=True)
class CityTable:
    """A kind of table in a file. ``name`` is the column whose value names a row in messages."""

    key: str
    model: type[models.Model]
    name: str
    children: tuple["CityTable", ...] = ()
    reference: tuple[str, ...] = ()  # lookups of the natural key, joined by "/" in the files; if empty, ``name``
    single: bool = False  # one table [body], not a list [[body]]; rows with a column for it get it
    extra: tuple[str, ...] = ()  # columns beyond the editable ones

    @property
    def lookups(self) -> tuple[str, ...]:
        return self.reference or (self.name,)


FILES = {
    "municipality.toml": (
        CityTable("municipality", publishing.Municipality, "name", single=True),
        CityTable("page", publishing.Page, "kind"),
    ),
    "strategy.toml": (
        CityTable(
            "edition",
            strategy.Edition,
            "number",
            children=(
                CityTable("consultation_step", strategy.ConsultationStep, "body"),
                CityTable("focus_area", strategy.FocusArea, "title"),
            ),
        ),
        CityTable(
            "statement",
            strategy.VisionStatement,
            "slug",
            children=(CityTable("wording", strategy.VisionStatementWording, "edition"),),
        ),
        CityTable(
            "field",
            strategy.ActionField,
            "slug",
            children=(CityTable("wording", strategy.ActionFieldWording, "edition"),),
        ),
        CityTable("partner", strategy.Partner, "name"),
        CityTable("event", strategy.StrategyEvent, "title"),
        CityTable(
            "goal",
            strategy.Goal,
            "title",
            children=(
                CityTable(
                    "indicator",
                    strategy.Indicator,
                    "title",
                    children=(CityTable("value", strategy.IndicatorValue, "as_of"),),
                ),
            ),
        ),
        CityTable("glossary_term", strategy.GlossaryTerm, "term"),
    ),
    "roadmap.toml": (
        CityTable("department", roadmap.Department, "slug"),
        CityTable(
            "project",
            roadmap.Project,
            "slug",
            children=(
                CityTable("milestone", roadmap.Milestone, "title"),
                CityTable("consultation", roadmap.ProjectConsultation, "body"),
                CityTable("link", roadmap.ProjectLink, "title"),
                CityTable("update", roadmap.ProjectUpdate, "date", extra=("state", "rejection_reason")),
            ),
        ),
    ),
    "advisory_board.toml": (
        CityTable("body", board.Body, "name", single=True),
        CityTable(
            "group",
            board.SeatGroup,
            "name",
            children=(CityTable("seat", board.Seat, "number", reference=("group__name", "number")),),
        ),
        CityTable(
            "term",
            board.Term,
            "number",
            children=(
                CityTable(
                    "membership",
                    board.Membership,
                    "seat",
                    reference=("seat__group__name", "seat__number", "term__number"),
                ),
            ),
        ),
        CityTable(
            "call",
            board.CallForMembers,
            "group",
            children=(CityTable("criterion", board.SelectionCriterion, "title"),),
        ),
        CityTable("impulse", board.Impulse, "topic"),
        CityTable(
            "meeting",
            board.Meeting,
            "number",
            children=(
                CityTable(
                    "agenda_item",
                    board.AgendaItem,
                    "number",
                    reference=("meeting__number", "number"),
                    children=(CityTable("vote", board.Vote, "yes"),),
                ),
                CityTable("attendance", board.Attendance, "membership"),
                CityTable("minutes", board.Minutes, "state"),
                CityTable("document", board.BoardDocument, "title"),
            ),
        ),
        CityTable(
            "recommendation",
            board.Recommendation,
            "number",
            children=(CityTable("consultation", board.RecommendationConsultation, "body"),),
        ),
    ),
}


def tables(among: Iterable[CityTable] | None = None) -> Iterator[CityTable]:
    """Return every table of every file, parents before children."""
    for table in among or [table for group in FILES.values() for table in group]:
        yield table
        if table.children:
            yield from tables(table.children)


# If a model has several tables, the first one says how other rows refer to it.
REFERENCES = {table.model: table for table in reversed(list(tables()))}


@cache
def columns_of(table: CityTable) -> dict[str, models.Field]:
    """Return the columns that ``table`` may set: those that editors can change, without files and the parent."""
    parents = {parent.model for parent in tables() if table in parent.children}
    fields = [*table.model._meta.concrete_fields, *table.model._meta.many_to_many]
    return {
        field.name: field
        for field in fields
        if (field.editable or field.name in table.extra)
        and not isinstance(field, models.FileField | models.AutoField)
        and not field.name.endswith("_precision")
        and field.related_model not in parents
        and (not field.is_relation or field.related_model in REFERENCES)
    }


def is_required(column: models.Field) -> bool:
    if column.is_relation and REFERENCES[column.related_model].single:
        return False
    return not (column.blank or column.null or column.has_default() or column.many_to_many)
