"""Projects that serve fields and statements, their milestones, and the updates that are their history.

Status, schedule and priority of a project are written by :mod:`roadmap.updates` alone: they are what the latest
published update says.
"""

from roadmap.models.department import Department
from roadmap.models.document import ProjectConsultation, ProjectLink
from roadmap.models.milestone import Milestone
from roadmap.models.project import Project, ProjectQuerySet
from roadmap.models.update import ProjectUpdate
from roadmap.models.vocabulary import (
    ENDED,
    NEEDS_REASON,
    PRIORITY_DEFINITIONS,
    SCHEDULE_DEFINITIONS,
    SCHEDULED,
    STATUS_DEFINITIONS,
    STATUSES_AS_ASKED,
    Horizon,
    Priority,
    Schedule,
    Status,
)

__all__ = [
    "Department",
    "ENDED",
    "Horizon",
    "Milestone",
    "NEEDS_REASON",
    "PRIORITY_DEFINITIONS",
    "Priority",
    "Project",
    "ProjectConsultation",
    "ProjectLink",
    "ProjectQuerySet",
    "ProjectUpdate",
    "SCHEDULED",
    "SCHEDULE_DEFINITIONS",
    "STATUSES_AS_ASKED",
    "STATUS_DEFINITIONS",
    "Schedule",
    "Status",
]
