"""What the roadmap does for one field of action or one statement."""

import datetime
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse

from roadmap.models import STATUSES_AS_ASKED, Milestone, Project, ProjectQuerySet, ProjectUpdate, Status
from roadmap.past.history import Step, histories
from roadmap.past.state import VOCABULARIES, StateWord
from strategy.models import ActionField, VisionStatement

MOST_CARDS = 12
MOST_LINES = 4  # of updates and of milestones each


@dataclass(frozen=True)
class Contribution:
    """``address`` is the roadmap with these projects only; ``cards`` and the lists hold the first few of all."""

    address: str
    total: int
    by_status: list[tuple[Status, int, str]]  # number, and the address of these projects
    milestones_total: int
    milestones_reached: int
    coming: list[Milestone]
    latest: list[tuple[ProjectUpdate, list[StateWord]]]
    cards: list[Project]


def contribution_of(row: ActionField | VisionStatement, *, today: datetime.date) -> Contribution | None:
    """Return what the roadmap does for ``row``; None if no public project serves it."""
    projects = projects_serving(row)
    counts = dict(projects.count_by_status())
    total = sum(counts.values())
    if not total:
        return None
    address = roadmap_address(row)
    keys = projects.order_by().values("pk")
    milestones = Milestone.objects.public().filter(project__in=keys)
    progress = milestones.aggregate(total=Count("pk"), reached=Count("pk", filter=Q(reached_on__isnull=False)))
    return Contribution(
        address=address,
        total=total,
        by_status=[
            (status, counts[status], f"{address}&{urlencode({'status': status.value})}")
            for status in STATUSES_AS_ASKED
            if counts[status]
        ],
        milestones_total=progress["total"],
        milestones_reached=progress["reached"],
        coming=list(milestones.coming(today)[:MOST_LINES]),
        latest=_latest(keys),
        cards=list(projects.for_list().order_by(_as_asked(), "number")[:MOST_CARDS]),
    )


def roadmap_address(row: ActionField | VisionStatement) -> str:
    """Return the address of the roadmap with only the projects that serve ``row``."""
    parameter = "feld" if isinstance(row, ActionField) else "these"
    return f"{reverse('roadmap')}?{urlencode({parameter: row.slug})}"


def projects_serving(row: ActionField | VisionStatement) -> ProjectQuerySet:
    """Return the public projects that serve ``row``."""
    public = Project.objects.public()
    return public.of_field(row) if isinstance(row, ActionField) else public.filter(statements=row)


def counts_of_fields() -> dict[int, Counter]:
    """Return for each field (by primary key) its public projects by status, in two queries."""
    return _counts("lead_field", "further_fields")


def counts_of_statements() -> dict[int, Counter]:
    """Return for each statement (by primary key) its public projects by status, in one query."""
    return _counts("statements")


def _counts(*columns: str) -> dict[int, Counter]:
    served: dict[int, dict[int, str]] = {}
    public = Project.objects.public().order_by()
    for column in columns:
        for row, project, status in public.filter(**{f"{column}__isnull": False}).values_list(column, "pk", "status"):
            served.setdefault(row, {})[project] = status
    return {row: Counter(projects.values()) for row, projects in served.items()}


def _as_asked() -> Case:
    ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(STATUSES_AS_ASKED)]
    return Case(*ranks, default=Value(len(ranks)))


def _latest(keys) -> list[tuple[ProjectUpdate, list[StateWord]]]:
    updates = list(ProjectUpdate.objects.public().news().filter(project__in=keys).with_project()[:MOST_LINES])
    found = histories(Project.objects.public().filter(pk__in={update.project_id for update in updates}))
    steps = {step.update: step for history in found.values() for step in history.steps}
    # What was withdrawn between the two queries is left out.
    return [(update, _novelties(steps[update])) for update in updates if update in steps]


def _novelties(step: Step) -> list[StateWord]:
    """Return what the update itself made different, without what followed from it."""
    return [
        StateWord(name, change.now)
        for name, change in step.changes.items()
        if name in VOCABULARIES and getattr(step.update, name)
    ]
