"""The words for the state of a project, each with a definition (docs/domain.md, vocabularies)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    IDEA = "idea", _("Idea")
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("In progress")
    COMPLETED = "completed", _("Completed")
    PAUSED = "paused", _("Paused")
    DISCONTINUED = "discontinued", _("Discontinued")


STATUS_DEFINITIONS = {
    Status.IDEA: _("Proposed; it is being examined whether and how it can be done."),
    Status.PLANNED: _("Decided or prepared; work has not begun."),
    Status.RUNNING: _("Work is under way."),
    Status.COMPLETED: _("The result is in use."),
    Status.PAUSED: _("Work rests and is to go on later."),
    Status.DISCONTINUED: _("Work has ended without the planned result."),
}


# What readers ask first: what is being done, what is there already, what comes next.
STATUSES_AS_ASKED = (
    Status.RUNNING,
    Status.COMPLETED,
    Status.PLANNED,
    Status.IDEA,
    Status.PAUSED,
    Status.DISCONTINUED,
)


class Schedule(models.TextChoices):
    ON_TRACK = "on_track", _("On schedule")
    DELAYED = "delayed", _("Delayed")
    OPEN = "open", _("Schedule open")


SCHEDULE_DEFINITIONS = {
    Schedule.ON_TRACK: _("The planned end holds."),
    Schedule.DELAYED: _("The planned end will not be kept."),
    Schedule.OPEN: _("There is no reliable date yet."),
}


class Priority(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    NONE = "none", _("Not prioritised yet")


PRIORITY_DEFINITIONS = {
    Priority.HIGH: _("Begins as soon as possible."),
    Priority.MEDIUM: _("Begins within two years."),
    Priority.LOW: _("Begins within four years."),
    Priority.NONE: _("Its priority has not been discussed yet."),
}


class Horizon(models.TextChoices):
    SHORT = "short", _("Short term (up to 2 years)")
    MEDIUM = "medium", _("Medium term (up to 5 years)")
    LONG = "long", _("Long term")


SCHEDULED = (Status.PLANNED, Status.RUNNING)
NEEDS_REASON = (Status.PAUSED, Status.DISCONTINUED)

# Nothing more is expected to change here, so nobody has to confirm it again.
ENDED = (Status.COMPLETED, Status.DISCONTINUED)
