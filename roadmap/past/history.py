"""What the published updates say about the past: the state of every project on any day (docs/domain.md, rule 2)."""

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from roadmap.models import ProjectQuerySet, ProjectUpdate, Status
from roadmap.past.state import ProjectState


@dataclass(frozen=True)
class Step:
    """A published update with the state before it (None for the first one, which begins a project's history)."""

    update: ProjectUpdate
    before: ProjectState | None
    after: ProjectState

    @property
    def date(self) -> datetime.date:
        return self.update.date

    @property
    def tells_news(self) -> bool:
        """Whether it says more than that everything is as it was."""
        return not self.update.is_confirmation


@dataclass(frozen=True)
class History:
    """The steps of one project, oldest first; never empty."""

    project_id: int
    steps: list[Step]

    @property
    def first_day(self) -> datetime.date:
        return self.steps[0].date

    def until(self, day: datetime.date) -> list[Step]:
        """Return the steps of all days up to ``day`` inclusive."""
        return self.steps[: bisect_right(self.steps, day, key=lambda step: step.date)]

    def between(self, start: datetime.date, end: datetime.date) -> list[Step]:
        """Return the steps after the day ``start``, up to the day ``end`` inclusive."""
        return self.until(end)[len(self.until(start)) :]

    def state_at(self, day: datetime.date) -> ProjectState | None:
        """Return the state at the end of ``day``; None before the history begins."""
        steps = self.until(day)
        return steps[-1].after if steps else None


def histories(projects: ProjectQuerySet | None = None) -> dict[int, History]:
    """Return the history of each public project by primary key, in one query; of ``projects`` only, if given.

    The rows of ``History.steps[].update`` carry no project; the caller knows it by the key.
    """
    updates = ProjectUpdate.objects.public().order_by("project_id", "date", "pk")
    if projects is not None:
        updates = updates.filter(project__in=projects)
    by_project = groupby(updates, key=lambda update: update.project_id)
    return {project_id: History(project_id, steps_of(found)) for project_id, found in by_project}


def steps_of(updates: Iterable[ProjectUpdate]) -> list[Step]:
    """Return the published ``updates`` of one project, oldest first, with the states before and after each."""
    steps, before = [], None
    for update in updates:
        after = (before or ProjectState()).after(update)
        steps.append(Step(update, before, after))
        before = after
    return steps


def count_by_status(found: dict[int, History], day: datetime.date) -> dict[Status, int]:
    """Return how many projects had each status at the end of ``day``, zeros included."""
    states = (history.state_at(day) for history in found.values())
    counts = Counter(state.status for state in states if state)
    return {status: counts[status] for status in Status}


def last_changes(projects: ProjectQuerySet) -> dict[int, datetime.date]:
    """Return the day of the latest published update of each of ``projects`` by primary key, in one query.

    A mere confirmation is no change.
    """
    updates = ProjectUpdate.objects.public().news().filter(project__in=projects).order_by("date")
    return dict(updates.values_list("project_id", "date"))
