"""What of the roadmap needs the team's attention."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roadmap.models import Milestone, Project, ProjectUpdate, Status
from strategy.models import ActionField, VisionStatement
from strategy_portal.publishing.attention import Question


def fields_without_running_project(today: datetime.date) -> QuerySet:
    running = Project.objects.public().filter(status=Status.RUNNING)
    return ActionField.objects.public().exclude(led_projects__in=running).exclude(further_projects__in=running)


def statements_without_running_project(today: datetime.date) -> QuerySet:
    running = Project.objects.public().filter(status=Status.RUNNING)
    return VisionStatement.objects.public().exclude(projects__in=running)


QUESTIONS = [
    Question(
        "submitted",
        _("Updates submitted for publication"),
        lambda today: ProjectUpdate.objects.filter(state=ProjectUpdate.State.SUBMITTED),
    ),
    Question(
        "drafted",
        _("Updates drafted and not yet published"),
        lambda today: ProjectUpdate.objects.filter(state=ProjectUpdate.State.DRAFT),
    ),
    Question("overdue", _("Projects whose check is overdue"), lambda today: Project.objects.public().overdue(today)),
    Question(
        "past_due",
        _("Milestones past their due date"),
        lambda today: Milestone.objects.filter(project__in=Project.objects.public()).past_due(today),
    ),
    Question(
        "without_field", _("Projects without a field of action"), lambda today: Project.objects.public().without_field()
    ),
    Question(
        "without_contact", _("Projects without a contact"), lambda today: Project.objects.public().without_contact()
    ),
    Question(
        "without_milestone",
        _("Planned or running projects without a milestone"),
        lambda today: Project.objects.public().without_milestone(),
    ),
    Question(
        "without_running_project", _("Fields of action without a running project"), fields_without_running_project
    ),
    Question(
        "without_running_project", _("Vision statements without a running project"), statements_without_running_project
    ),
]
