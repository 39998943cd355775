"""What the spreadsheets of the roadmap look like."""

from roadmap.resources.departments import DepartmentResource
from roadmap.resources.milestones import MilestoneResource
from roadmap.resources.projects import ProjectResource
from roadmap.resources.updates import ProjectUpdateResource

__all__ = ["DepartmentResource", "MilestoneResource", "ProjectResource", "ProjectUpdateResource"]
