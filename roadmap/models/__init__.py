"""Projects that serve fields and statements, their milestones, and the updates that are their history.

Status, schedule and priority of a project are written by :mod:`roadmap.verbs.updates` alone: they are what the latest
published update says.
"""

from roadmap.models.department import Department
from roadmap.models.document import ProjectConsultation, ProjectLink
from roadmap.models.former_address import FormerAddress
from roadmap.models.milestone import Milestone
from roadmap.models.project import Project
from roadmap.models.project_queryset import ProjectQuerySet
from roadmap.models.round import Reminder, ReportingRound
from roadmap.models.update import MilestoneChange, ProjectUpdate
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
    "FormerAddress",
    "Horizon",
    "Milestone",
    "MilestoneChange",
    "NEEDS_REASON",
    "PRIORITY_DEFINITIONS",
    "Priority",
    "Project",
    "ProjectConsultation",
    "ProjectLink",
    "ProjectQuerySet",
    "ProjectUpdate",
    "Reminder",
    "ReportingRound",
    "SCHEDULED",
    "SCHEDULE_DEFINITIONS",
    "STATUSES_AS_ASKED",
    "STATUS_DEFINITIONS",
    "Schedule",
    "Status",
]
