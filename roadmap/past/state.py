"""What the published updates of a project make of it: its status, schedule and priority, and what changes of these."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import reduce
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roadmap.models import SCHEDULED, Priority, Project, ProjectUpdate, Schedule, Status


@dataclass(frozen=True)
class ProjectState:
    """What a project's published updates say up to a day. ``confirmed_on`` is the day of the last one."""

    status: str = Status.IDEA
    schedule: str = ""
    state_reason: str = ""
    priority: str = Priority.NONE
    priority_reason: str = ""
    confirmed_on: datetime.date | None = None

    def after(self, update: ProjectUpdate) -> "ProjectState":
        """Return the state that holds once ``update`` is published; its empty fields change nothing.

        Raises :class:`ValidationError` when it sets a schedule that the status does not have.
        """
        status = update.status or self.status
        if update.schedule and status not in SCHEDULED:
            raise ValidationError(_("Only planned and running projects have a schedule."))
        schedule = update.schedule or self.schedule
        if status not in SCHEDULED:
            schedule = ""
        elif not schedule:
            schedule = Schedule.OPEN
        state_changed = (status, schedule) != (self.status, self.schedule)
        return ProjectState(
            status=status,
            schedule=schedule,
            # A reason belongs to the state it explains and ends with it.
            state_reason=update.state_reason or ("" if state_changed else self.state_reason),
            priority=update.priority or self.priority,
            priority_reason=update.priority_reason
            or ("" if update.priority and update.priority != self.priority else self.priority_reason),
            confirmed_on=update.date,
        )


# The columns of a project that only its published updates write.
STATE = tuple(column.name for column in fields(ProjectState))
VOCABULARIES = {"status": Status, "schedule": Schedule, "priority": Priority}


class StateWord(NamedTuple):
    """A word of the state: ``subject`` is "status", "schedule" or "priority"."""

    subject: str
    key: str

    def __str__(self):
        return str(self.label)

    @property
    def label(self) -> str:
        return VOCABULARIES[self.subject](self.key).label


class StateChange(NamedTuple):
    """What a column of the state was and is now."""

    was: Any
    now: Any


def heading_of(column: str) -> str:
    return capfirst(str(Project._meta.get_field(column).verbose_name))


def word_for(column: str, value: str) -> str:
    """Return in words a ``value`` of a ``column`` of the state; a text is one already."""
    return str(dict(Project._meta.get_field(column).flatchoices).get(value, value))


def changes_of(before: ProjectState | Project | None, after: ProjectState) -> dict[str, StateChange]:
    """Return by column what is different ``after``; where nothing was before, each column was empty."""
    pairs = {name: StateChange(getattr(before, name, ""), getattr(after, name)) for name in STATE}
    return {name: change for name, change in pairs.items() if change.was != change.now}


def state_of(updates: Iterable[ProjectUpdate]) -> ProjectState:
    """Return the state that ``updates`` (published, in any order) lead to."""
    return reduce(ProjectState.after, sorted(updates, key=in_order), ProjectState())


def in_order(update: ProjectUpdate) -> tuple[datetime.date, int]:
    """Return what updates are sorted by: a late report of the past does not undo what came after."""
    return update.date, update.pk
