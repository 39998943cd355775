"""What changed between two days: the state at the end of the first against the state at the end of the second.

A project that changed and changed back has not changed; its updates are listed all the same.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from roadmap.models import Priority, Project, Schedule, Status
from roadmap.past.history import History, Step
from roadmap.past.state import ProjectState

MOST_CARDS = 30
MOST_LINES = 300


class Kind(models.TextChoices):
    """What can have become of a project, in the order in which people read it; the labels are headings."""

    NEW = "new", _("New in the roadmap")
    COMPLETED = "completed", _("Completed")
    STATUS = "status", _("Other status")
    DELAYED = "delayed", _("Newly delayed")
    CAUGHT_UP = "caught-up", _("No longer delayed")
    SCHEDULE = "schedule", _("Other schedule")
    PAUSED = "paused", _("Paused")
    DISCONTINUED = "discontinued", _("Discontinued")
    PRIORITY = "priority", _("Other priority")


# The part of the state that each kind is about; that a project is new is about none.
SUBJECT = {
    Kind.COMPLETED: "status",
    Kind.STATUS: "status",
    Kind.DELAYED: "schedule",
    Kind.CAUGHT_UP: "schedule",
    Kind.SCHEDULE: "schedule",
    Kind.PAUSED: "status",
    Kind.DISCONTINUED: "status",
    Kind.PRIORITY: "priority",
}
# An end or a rest is news of its own, also of a project that is new.
STATUS_KINDS = {
    Status.COMPLETED: Kind.COMPLETED,
    Status.PAUSED: Kind.PAUSED,
    Status.DISCONTINUED: Kind.DISCONTINUED,
}


class Part(NamedTuple):
    """A part of a state: ``subject`` is "status", "schedule" or "priority"."""

    subject: str
    key: str

    def __str__(self):
        return str(self.label)

    @property
    def label(self) -> str:
        return {"status": Status, "schedule": Schedule, "priority": Priority}[self.subject](self.key).label


def parts(state: ProjectState | None, subjects: Iterable[str]) -> list[Part]:
    """Return the parts of ``state`` that say something."""
    return [Part(subject, key) for subject in subjects if state and (key := getattr(state, subject))]


@dataclass(frozen=True)
class Change:
    """One thing that has become different; ``step`` is the update that brought it.

    ``before`` and ``after`` are the states on the two days, ``before`` is None for a new project.
    """

    kind: Kind
    project: Project
    step: Step
    before: ProjectState | None
    after: ProjectState

    @property
    def was(self) -> list[Part]:
        """What this change is about, as it was; nothing for a new project."""
        return parts(self.before, [SUBJECT[self.kind]]) if self.before else []

    @property
    def now(self) -> list[Part]:
        """The same as it is now, with what goes with it."""
        if self.kind == Kind.NEW:
            return parts(self.after, ["status", "schedule"] + ["priority"] * (self.after.priority != Priority.NONE))
        return parts(self.after, ["status", "schedule"] if self.kind == Kind.STATUS else [SUBJECT[self.kind]])

    @property
    def reason(self) -> str:
        """The public reason that holds at the end of the period."""
        return self.after.priority_reason if self.kind == Kind.PRIORITY else self.after.state_reason


@dataclass(frozen=True)
class Group:
    """All changes of one kind, the newest first; never empty."""

    kind: Kind
    changes: list[Change]

    @property
    def cards(self) -> list[Change]:
        """The newest ones, which a page shows in full; those after them stand in :attr:`lines`."""
        return self.changes[:MOST_CARDS]

    @property
    def lines(self) -> list[Change]:
        return self.changes[MOST_CARDS : MOST_CARDS + MOST_LINES]

    @property
    def others(self) -> int:
        """The number of those that the page leaves to the table."""
        return max(0, len(self.changes) - MOST_CARDS - MOST_LINES)

    @property
    def count(self) -> str:
        """How many, as part of a sentence: "3 new", "1 delayed"."""
        number = len(self.changes)
        return {
            Kind.NEW: ngettext("%d new", "%d new", number),
            Kind.COMPLETED: ngettext("%d completed", "%d completed", number),
            Kind.STATUS: ngettext("%d with another status", "%d with another status", number),
            Kind.DELAYED: ngettext("%d newly delayed", "%d newly delayed", number),
            Kind.CAUGHT_UP: ngettext("%d no longer delayed", "%d no longer delayed", number),
            Kind.SCHEDULE: ngettext("%d with another schedule", "%d with another schedule", number),
            Kind.PAUSED: ngettext("%d paused", "%d paused", number),
            Kind.DISCONTINUED: ngettext("%d discontinued", "%d discontinued", number),
            Kind.PRIORITY: ngettext("%d with another priority", "%d with another priority", number),
        }[self.kind] % number


@dataclass(frozen=True)
class Message:
    """A published update that no change comes from; a mere confirmation is none."""

    project: Project
    step: Step

    @property
    def now(self) -> list[Part]:
        """What this update made of the project, although it did not last."""
        found = kinds(self.step.before, self.step.after)
        return parts(self.step.after, [SUBJECT[kind] for kind in found if kind in SUBJECT])


@dataclass(frozen=True)
class Changes:
    """``groups`` in the order of :class:`Kind`, without empty ones; ``messages`` with the newest first."""

    groups: list[Group]
    messages: list[Message]

    def __bool__(self) -> bool:
        return bool(self.groups or self.messages)


def changes_between(
    projects: Iterable[Project], found: dict[int, History], start: datetime.date, end: datetime.date
) -> Changes:
    """Return what changed after the day ``start``, up to the day ``end`` inclusive.

    ``found`` holds the histories; those of projects that are not in ``projects`` are left out.
    """
    changes: list[Change] = []
    messages: list[Message] = []
    for project in projects:
        history = found.get(project.pk)
        steps = history.between(start, end) if history else []
        if not steps:
            continue
        before, after = steps[0].before, steps[-1].after
        of_project = [
            Change(kind, project, _bringing(steps, SUBJECT.get(kind)), before, after) for kind in kinds(before, after)
        ]
        told = {change.step.update.pk for change in of_project}
        changes += of_project
        messages += [Message(project, step) for step in steps if step.tells_news and step.update.pk not in told]
    return Changes(
        [Group(kind, _newest_first(own)) for kind in Kind if (own := [row for row in changes if row.kind == kind])],
        _newest_first(messages),
    )


def kinds(before: ProjectState | None, after: ProjectState) -> list[Kind]:
    """Return what ``after`` is in comparison with ``before``; ``before`` is None for a project without a history."""
    return [kind for kind in (_existence(before), _status(before, after), _schedule(before, after)) if kind] + (
        [Kind.PRIORITY] if before and before.priority != after.priority else []
    )


def _existence(before: ProjectState | None) -> Kind | None:
    return None if before else Kind.NEW


def _status(before: ProjectState | None, after: ProjectState) -> Kind | None:
    if before and before.status == after.status:
        return None
    return STATUS_KINDS.get(after.status, Kind.STATUS if before else None)


def _schedule(before: ProjectState | None, after: ProjectState) -> Kind | None:
    if after.schedule == (before.schedule if before else ""):
        return None
    if after.schedule == Schedule.DELAYED:
        return Kind.DELAYED
    if before is None or not after.schedule:
        return None
    if before.schedule == Schedule.DELAYED:
        return Kind.CAUGHT_UP
    # A project that begins gets its first schedule with its status; that is no news of its own.
    return Kind.SCHEDULE if before.schedule else None


def _bringing(steps: list[Step], subject: str | None) -> Step:
    """Return the last step that changed ``subject``; the first one that there is for a new project."""
    if subject is None:
        return steps[0]
    return next(step for step in reversed(steps) if getattr(step.before, subject, "") != getattr(step.after, subject))


def _newest_first(rows: list) -> list:
    return sorted(rows, key=lambda row: (-row.step.date.toordinal(), row.project.number, -row.step.update.pk))
