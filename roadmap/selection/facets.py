"""What public projects are filtered and sorted by: one light table, read in a constant number of queries.

Selecting, counting and sorting happen in Python on this table, so that both databases give the same answers.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.models import ENDED, Horizon, Priority, Project, Schedule, Status
from roadmap.past.history import last_changes
from strategy.models import ActionField, VisionStatement
from strategy_portal.publishing.dates import last_day
from strategy_portal.publishing.look.forms import Choice, Facet
from strategy_portal.publishing.text.german import fold
from strategy_portal.publishing.text.label import Label

# GET parameter -> label, in the order in which they are offered.
LABELS = {
    "feld": _("Field of action"),
    "these": _("Vision statement"),
    "status": _("Status"),
    "zeitplan": _("Schedule"),
    "prioritaet": _("Priority"),
    "horizont": _("Horizon"),
    "amt": _("Lead unit"),
    "mitmachen": _("Taking part"),
}
# Their choices are the city's own words, in its language.
WORDED_BY_CITY = {"feld", "these", "amt"}
# Filters that are on or off.
SWITCHES = {"mitmachen"}
YES = "1"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A public project. ``values`` has for each parameter of ``LABELS`` the choices that apply to it, perhaps none."""

    pk: int
    number: int
    title: str
    values: dict[str, tuple[str, ...]]
    changed: datetime.date | None  # day of the latest published update
    end: datetime.date | None  # last day of the actual end, else of the planned one

    @property
    def status(self) -> Status:
        return Status(self.values["status"][0])

    @property
    def priority(self) -> Priority:
        return Priority(self.values["prioritaet"][0])

    @property
    def urgency(self) -> tuple[bool, int]:
        """What has ended comes last, whatever its priority was: a priority says how soon work begins."""
        return self.status in ENDED, RANKS[self.priority]


@dataclass(frozen=True)
class ProjectTable:
    """``choices``: for each parameter what may be asked for (value in the address -> label), in order."""

    rows: list[ProjectRow]
    choices: dict[str, dict[str, Label]]


RANKS = {priority: rank for rank, priority in enumerate(Priority)}
# Name in the address -> label and sort key. Rows with equal keys stay in the order of their numbers.
SORTINGS = {
    "prioritaet": (_("Priority"), lambda row: row.urgency),
    "titel": (pgettext_lazy("sorting", "Title"), lambda row: fold(row.title)),
    "aenderung": (_("Last change"), lambda row: -(row.changed or datetime.date.min).toordinal()),
    "ende": (pgettext_lazy("sorting", "End"), lambda row: (row.end is None, row.end)),
}

Test = Callable[[ProjectRow], bool]


def sift(rows: list[ProjectRow], tests: dict[str, Test]) -> tuple[list[ProjectRow], dict[str, list[ProjectRow]]]:
    """Return the rows that pass all ``tests``, and by name of a test those that fail this one only."""
    passed, near = [], defaultdict(list)
    for row in rows:
        failed = [name for name, test in tests.items() if not test(row)]
        if not failed:
            passed.append(row)
        elif len(failed) == 1:
            near[failed[0]].append(row)
    return passed, near


def facet(name: str, table: ProjectTable, under_others: list[ProjectRow], chosen: list[str]) -> Facet | None:
    """Return the filter ``name`` with the choices that a project of ``table`` has, and those that are ``chosen``.

    The rows ``under_others`` are counted. None if there is nothing to choose.
    """
    everywhere = Counter(value for row in table.rows for value in row.values[name])
    counts = Counter(value for row in under_others for value in row.values[name])
    choices = [
        Choice(value, label, counts[value], value in chosen)
        for value, label in table.choices[name].items()
        if value in everywhere or value in chosen
    ]
    tells_apart = len(choices) > 1 or any(count < len(table.rows) for count in everywhere.values())
    if not choices or not (tells_apart or chosen):
        return None
    return Facet(name, LABELS[name], choices, name in WORDED_BY_CITY, name in SWITCHES)


def read_table() -> ProjectTable:
    """Read all public projects in seven queries."""
    public = Project.objects.public()
    fields = {field.pk: field for field in ActionField.objects.public()}
    statements = {statement.pk: statement for statement in VisionStatement.objects.public()}
    fields_of = _linked(public, "further_fields", fields)
    statements_of = _linked(public, "statements", statements)
    open_ones = set(public.order_by().open_to_participation().values_list("pk", flat=True))
    changed = last_changes(public)
    departments, rows = {}, []
    columns = ("pk", "number", "title", "status", "schedule", "priority", "horizon", "lead_field")
    columns += ("lead_department__slug", "lead_department__number", "lead_department__name")
    columns += ("planned_end", "planned_end_precision", "actual_end", "actual_end_precision")
    # A department that leads only drafts is not named.
    for row in public.order_by("number").values(*columns):
        if department := row["lead_department__slug"]:
            departments[department] = (row["lead_department__number"], row["lead_department__name"])
        served = fields_of[row["pk"]] | ({row["lead_field"]} & fields.keys())
        rows.append(
            ProjectRow(
                pk=row["pk"],
                number=row["number"],
                title=row["title"],
                values={
                    "feld": tuple(field.slug for pk, field in fields.items() if pk in served),
                    "these": tuple(
                        statement.slug for pk, statement in statements.items() if pk in statements_of[row["pk"]]
                    ),
                    "status": (row["status"],),
                    "zeitplan": _known(row["schedule"]),
                    "prioritaet": (row["priority"],),
                    "horizont": _known(row["horizon"]),
                    "amt": _known(department),
                    "mitmachen": (YES,) if row["pk"] in open_ones else (),
                },
                changed=changed.get(row["pk"]),
                end=_end(row),
            )
        )
    return ProjectTable(
        rows=rows,
        choices={
            "feld": {field.slug: str(field) for field in fields.values()},
            "these": {statement.slug: str(statement) for statement in statements.values()},
            "status": dict(Status.choices),
            "zeitplan": dict(Schedule.choices),
            "prioritaet": dict(Priority.choices),
            "horizont": dict(Horizon.choices),
            "amt": {slug: name for slug, (_number, name) in sorted(departments.items(), key=_by_number_and_name)},
            "mitmachen": {YES: _("You can take part")},
        },
    )


def _linked(projects, column: str, public: dict) -> dict[int, set[int]]:
    """Return for each project which rows of ``public`` it is linked with."""
    linked = defaultdict(set)
    links = projects.order_by().filter(**{f"{column}__isnull": False}).values_list("pk", column)
    for project, other in links:
        if other in public:
            linked[project].add(other)
    return linked


def _by_number_and_name(item: tuple[str, tuple[str, str]]) -> tuple[str, str]:
    _slug, (number, name) = item
    return number, fold(name)


def _known(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _end(row: dict) -> datetime.date | None:
    for name in ("actual_end", "planned_end"):
        if row[name]:
            return last_day(row[name], row[f"{name}_precision"])
    return None
