"""What changed between two days: the state at the end of the first against the state at the end of the second.

A project that changed and changed back has not changed; its updates are listed all the same.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from roadmap.models import Priority, Project, Schedule, Status
from roadmap.past.history import History, Step
from roadmap.past.state import ProjectState, StateChange, StateWord, changes_of

MOST_CARDS = 30
MOST_LINES = 300


class ChangeKind(models.TextChoices):
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


# The column of the state that each kind is about; that a project is new is about none.
SUBJECT = {
    **dict.fromkeys((ChangeKind.COMPLETED, ChangeKind.PAUSED, ChangeKind.DISCONTINUED, ChangeKind.STATUS), "status"),
    **dict.fromkeys((ChangeKind.DELAYED, ChangeKind.CAUGHT_UP, ChangeKind.SCHEDULE), "schedule"),
    ChangeKind.PRIORITY: "priority",
}
# An end or a rest is news of its own, also of a project that is new.
STATUS_KINDS = {
    Status.COMPLETED: ChangeKind.COMPLETED,
    Status.PAUSED: ChangeKind.PAUSED,
    Status.DISCONTINUED: ChangeKind.DISCONTINUED,
}


def words_of(state: ProjectState | None, subjects: Iterable[str]) -> list[StateWord]:
    """Return the words of ``state`` about ``subjects`` that say something."""
    return [StateWord(subject, key) for subject in subjects if state and (key := getattr(state, subject))]


@dataclass(frozen=True)
class ProjectChange:
    """One thing that has become different; ``step`` is the update that brought it.

    ``before`` and ``after`` are the states on the two days, ``before`` is None for a new project.
    """

    kind: ChangeKind
    project: Project
    step: Step
    before: ProjectState | None
    after: ProjectState

    @property
    def was(self) -> list[StateWord]:
        """What this change is about, as it was; nothing for a new project."""
        return words_of(self.before, [SUBJECT[self.kind]]) if self.before else []

    @property
    def now(self) -> list[StateWord]:
        """The same as it is now, with what goes with it."""
        if self.kind == ChangeKind.NEW:
            return words_of(self.after, ["status", "schedule"] + ["priority"] * (self.after.priority != Priority.NONE))
        return words_of(self.after, ["status", "schedule"] if self.kind == ChangeKind.STATUS else [SUBJECT[self.kind]])

    @property
    def reason(self) -> str:
        """The public reason that holds at the end of the period."""
        return self.after.priority_reason if self.kind == ChangeKind.PRIORITY else self.after.state_reason


@dataclass(frozen=True)
class ChangeGroup:
    """All changes of one kind, the newest first; never empty."""

    kind: ChangeKind
    changes: list[ProjectChange]

    @property
    def cards(self) -> list[ProjectChange]:
        """The newest ones, which a page shows in full; those after them stand in :attr:`lines`."""
        return self.changes[:MOST_CARDS]

    @property
    def lines(self) -> list[ProjectChange]:
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
            ChangeKind.NEW: ngettext("%d new", "%d new", number),
            ChangeKind.COMPLETED: ngettext("%d completed", "%d completed", number),
            ChangeKind.STATUS: ngettext("%d with another status", "%d with another status", number),
            ChangeKind.DELAYED: ngettext("%d newly delayed", "%d newly delayed", number),
            ChangeKind.CAUGHT_UP: ngettext("%d no longer delayed", "%d no longer delayed", number),
            ChangeKind.SCHEDULE: ngettext("%d with another schedule", "%d with another schedule", number),
            ChangeKind.PAUSED: ngettext("%d paused", "%d paused", number),
            ChangeKind.DISCONTINUED: ngettext("%d discontinued", "%d discontinued", number),
            ChangeKind.PRIORITY: ngettext("%d with another priority", "%d with another priority", number),
        }[self.kind] % number


@dataclass(frozen=True)
class OtherMessage:
    """A published update that no change comes from; a mere confirmation is none."""

    project: Project
    step: Step

    @property
    def now(self) -> list[StateWord]:
        """What this update made of the project, although it did not last."""
        return words_of(self.step.after, subjects_of(self.step))


@dataclass(frozen=True)
class Changes:
    """``groups`` in the order of :class:`ChangeKind`, without empty ones; ``messages`` with the newest first."""

    groups: list[ChangeGroup]
    messages: list[OtherMessage]

    def __bool__(self) -> bool:
        return bool(self.groups or self.messages)


def changes_between(
    projects: Iterable[Project], found: dict[int, History], start: datetime.date, end: datetime.date
) -> Changes:
    """Return what changed after the day ``start``, up to the day ``end`` inclusive.

    ``found`` holds the histories; those of projects that are not in ``projects`` are left out.
    """
    changes: list[ProjectChange] = []
    messages: list[OtherMessage] = []
    for project in projects:
        history = found.get(project.pk)
        steps = history.between(start, end) if history else []
        if not steps:
            continue
        before, after = steps[0].before, steps[-1].after
        of_project = [
            ProjectChange(kind, project, _bringing(steps, SUBJECT.get(kind)), before, after)
            for kind in kinds(before, after)
        ]
        told = {change.step.update.pk for change in of_project}
        changes += of_project
        messages += [OtherMessage(project, step) for step in steps if step.tells_news and step.update.pk not in told]
    return Changes(
        [
            ChangeGroup(kind, _newest_first(own))
            for kind in ChangeKind
            if (own := [row for row in changes if row.kind == kind])
        ],
        _newest_first(messages),
    )


def kinds(before: ProjectState | None, after: ProjectState) -> list[ChangeKind]:
    """Return what ``after`` is in comparison with ``before``; ``before`` is None for a project without a history."""
    changed = changes_of(before, after)
    found = [
        None if before else ChangeKind.NEW,
        _of_status(changed["status"]) if "status" in changed else None,
        _of_schedule(changed["schedule"]) if "schedule" in changed else None,
        ChangeKind.PRIORITY if before and "priority" in changed else None,
    ]
    return [kind for kind in found if kind]


def subjects_of(step: Step) -> list[str]:
    """Return the columns of the state that the news of ``step`` are about."""
    return [SUBJECT[kind] for kind in kinds(step.before, step.after) if kind in SUBJECT]


def _of_status(change: StateChange) -> ChangeKind | None:
    return STATUS_KINDS.get(change.now, ChangeKind.STATUS if change.was else None)


def _of_schedule(change: StateChange) -> ChangeKind | None:
    if change.now == Schedule.DELAYED:
        return ChangeKind.DELAYED
    if change.was == Schedule.DELAYED and change.now:
        return ChangeKind.CAUGHT_UP
    # A project that begins gets its first schedule with its status; that is no news of its own.
    return ChangeKind.SCHEDULE if change.was and change.now else None


def _bringing(steps: list[Step], subject: str | None) -> Step:
    """Return the last step that changed ``subject``; the first one that there is for a new project."""
    return next((step for step in reversed(steps) if subject in step.changes), steps[0])


def _newest_first(rows: list) -> list:
    return sorted(rows, key=lambda row: (-row.step.date.toordinal(), row.project.number, -row.step.update.pk))
