"""What of the roadmap needs the team's attention."""

from django.utils.translation import gettext_lazy as _

from roadmap.figures.alignment import DEVIATIONS, fields_by_service, statements_by_service
from roadmap.models import Milestone, Project, ProjectUpdate
from strategy_portal.publishing.editing.attention import Question

QUESTIONS = [
    Question(
        "submitted",
        _("Updates submitted for publication"),
        lambda today: ProjectUpdate.objects.filter(state=ProjectUpdate.State.SUBMITTED),
        publishing_page="publish",
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
    *(Question(deviation.key, deviation.question, deviation.projects) for deviation in DEVIATIONS),
    Question(
        "without_contact", _("Projects without a contact"), lambda today: Project.objects.public().without_contact()
    ),
    Question(
        "without_milestone",
        _("Planned or running projects without a milestone"),
        lambda today: Project.objects.public().without_milestone(),
    ),
    Question(
        "without_running_project",
        _("Fields of action without a running project"),
        lambda today: fields_by_service().filter(is_served=False),
    ),
    Question(
        "without_running_project",
        _("Vision statements without a running project"),
        lambda today: statements_by_service().filter(is_served=False),
    ),
]
