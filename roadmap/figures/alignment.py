"""Alignment: which statements and fields of action no running project serves, and which projects are out of line.

The public sees the gaps by name and the number of projects out of line; the team gets both as a work list
(:mod:`roadmap.attention`). Both use the same querysets. What counts are the statements and fields of the current
edition (docs/domain.md, rule 6).
"""

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from roadmap.figures.contribution import counts_of_fields, counts_of_statements, roadmap_address
from roadmap.models import SCHEDULED, Priority, Project, ProjectQuerySet, Status
from strategy.models import ActionField, VisionStatement
from strategy_portal.publishing import dates
from strategy_portal.publishing.text.label import Label


def _running():
    return Project.objects.public().filter(status=Status.RUNNING)


def fields_by_service() -> QuerySet:
    """Return the current fields, with ``is_served``: a running project has it as lead or further field."""
    serving = Q(lead_field=OuterRef("pk")) | Q(further_fields=OuterRef("pk"))
    return ActionField.objects.current().annotate(is_served=Exists(_running().filter(serving)))


def statements_by_service() -> QuerySet:
    """Return the current statements, with ``is_served``: a running project serves it."""
    return VisionStatement.objects.current().annotate(is_served=Exists(_running().filter(statements=OuterRef("pk"))))


def _serves_no_field(today: datetime.date) -> Q:
    fields = ActionField.objects.current()
    further = Project.further_fields.through.objects.filter(project=OuterRef("pk"), actionfield__in=fields.values("pk"))
    return ~Q(Exists(fields.filter(pk=OuterRef("lead_field")))) & ~Q(Exists(further))


def _serves_no_statement(today: datetime.date) -> Q:
    current = VisionStatement.objects.current().values("pk")
    return ~Q(Exists(Project.statements.through.objects.filter(project=OuterRef("pk"), visionstatement__in=current)))


def _should_have_begun(today: datetime.date) -> Q:
    # What is to begin "in 2026" is not late before the end of 2026.
    late = Q(planned_start=None) | dates.is_over("planned_start", today=today)
    return Q(priority=Priority.HIGH, status__in=(Status.IDEA, Status.PLANNED)) & late


def _is_held_up(today: datetime.date) -> Q:
    halted = Project.objects.public().filter(status__in=(Status.PAUSED, Status.DISCONTINUED)).values("pk")
    needed = Project.depends_on.through.objects.filter(from_project=OuterRef("pk"), to_project__in=halted)
    return Q(status__in=SCHEDULED) & Q(Exists(needed))


def _city_prioritises() -> Exists:
    return Exists(Project.objects.public().exclude(priority=Priority.NONE))


@dataclass(frozen=True)
class Deviation:
    """A way to be out of line: a project meets ``condition(today)``, in a city where ``applies()``."""

    key: str
    label: Label
    definition: Label
    question: Label
    condition: Callable[[datetime.date], Q]
    applies: Callable[[], Exists]

    def projects(self, today: datetime.date) -> ProjectQuerySet:
        """Return the public projects that are out of line in this way."""
        return Project.objects.public().filter(self.applies(), self.condition(today))


DEVIATIONS = [
    Deviation(
        "without_field",
        _("Serves no field of action"),
        _("The strategy has fields of action, and the project serves none of them."),
        _("Projects without a field of action"),
        _serves_no_field,
        lambda: Exists(ActionField.objects.current()),
    ),
    Deviation(
        "without_statement",
        _("Serves no vision statement"),
        _("The strategy has vision statements, and the project serves none of them."),
        _("Projects without a vision statement"),
        _serves_no_statement,
        lambda: Exists(VisionStatement.objects.current()),
    ),
    Deviation(
        "high_not_begun",
        _("High priority, but not begun"),
        _("The project is an idea or planned; its planned start has passed, or there is none."),
        _("Projects of high priority that have not begun"),
        _should_have_begun,
        _city_prioritises,
    ),
    Deviation(
        "running_without_priority",
        _("In progress, but not prioritised"),
        _("Work is under way before its priority has been decided."),
        _("Projects in progress that are not prioritised"),
        lambda today: Q(status=Status.RUNNING, priority=Priority.NONE),
        _city_prioritises,
    ),
    Deviation(
        "held_up",
        _("Depends on a project that does not go on"),
        _("The project is planned or in progress and depends on one that is paused or discontinued."),
        _("Projects that depend on a paused or discontinued one"),
        _is_held_up,
        lambda: Exists(Project.objects.public()),
    ),
]


@dataclass(frozen=True)
class Coverage:
    """The public projects that serve ``row``; ``is_served`` if one of them is running."""

    row: ActionField | VisionStatement
    total: int
    running: int
    completed: int
    address: str  # of the roadmap with these projects only

    @property
    def is_served(self) -> bool:
        return self.row.is_served


@dataclass(frozen=True)
class Alignment:
    """``deviations`` are those that can occur in this city, each with its number of projects."""

    statements: list[Coverage]
    fields: list[Coverage]
    deviations: list[tuple[Deviation, int]]
    out_of_line: int  # projects, each counted once
    projects: int

    @property
    def statements_served(self) -> int:
        return sum(coverage.is_served for coverage in self.statements)

    @property
    def fields_served(self) -> int:
        return sum(coverage.is_served for coverage in self.fields)

    @property
    def idle_statements(self) -> list[Coverage]:
        return [coverage for coverage in self.statements if not coverage.is_served]

    @property
    def idle_fields(self) -> list[Coverage]:
        return [coverage for coverage in self.fields if not coverage.is_served]


def alignment(today: datetime.date) -> Alignment | None:
    """Return how the roadmap is aligned on ``today``, in six queries; None for a strategy with nothing to align to."""
    statements = _coverage(statements_by_service(), counts_of_statements())
    fields = _coverage(fields_by_service(), counts_of_fields())
    if not statements and not fields:
        return None
    # The first row tells what can occur in this city: all rows say the same.
    columns = {f"applies_{deviation.key}": deviation.applies() for deviation in DEVIATIONS}
    for deviation in DEVIATIONS:
        columns[deviation.key] = ExpressionWrapper(deviation.condition(today), BooleanField())
    projects = list(Project.objects.public().order_by().annotate(**columns).values(*columns))
    possible = [deviation for deviation in DEVIATIONS if projects and projects[0][f"applies_{deviation.key}"]]
    return Alignment(
        statements,
        fields,
        [(deviation, sum(map(bool, (row[deviation.key] for row in projects)))) for deviation in possible],
        sum(any(row[deviation.key] for deviation in possible) for row in projects),
        len(projects),
    )


def _coverage(rows: QuerySet, counts: dict[int, Counter]) -> list[Coverage]:
    found = []
    for row in rows:
        by_status = counts.get(row.pk, Counter())
        numbers = by_status.total(), by_status[Status.RUNNING], by_status[Status.COMPLETED]
        found.append(Coverage(row, *numbers, roadmap_address(row)))
    return found
