"""What needs the team's attention in the roadmap."""

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.figures.alignment import DEVIATIONS, fields_by_service, statements_by_service
from roadmap.models import Milestone, Project, ProjectUpdate, ReportingRound
from roadmap.models.project_queryset import only_reports
from roadmap.verbs.rounds import current_round, missing_of, progress
from strategy_portal.publishing.editing.attention import Question, Task, register

QUESTIONS = [
    Question(
        "submitted",
        _("Updates submitted for publication"),
        lambda today: ProjectUpdate.objects.filter(state=ProjectUpdate.State.SUBMITTED),
        publishing_page="publish",
        # What an officer has submitted is for the team to publish.
        concerns=lambda user: not only_reports(user),
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


def round_tasks(request, site) -> list[Task]:
    """Return what the open reporting round asks of this person: to report, or to run the round."""
    current = current_round()
    if current is None:
        return []
    tasks = []
    deadline = {"deadline": formats.date_format(current.deadline)}
    own = reverse("admin:roadmap_projectupdate_own")
    if request.user.has_perm("roadmap.add_projectupdate") and (missing := missing_of(request.user, current)):
        label = gettext("Reporting round until %(deadline)s: your projects that are still missing")
        tasks.append(Task(label % deadline, missing, own))
    if site.get_model_admin(ReportingRound).has_view_or_change_permission(request):
        found = progress(current)
        label = gettext("Reporting round until %(deadline)s: %(answered)d of %(total)d projects have reported")
        text = label % {**deadline, "answered": found.answered, "total": found.total}
        tasks.append(Task(text, found.missing, reverse("admin:roadmap_reportinground_change", args=[current.pk])))
    return tasks


register(QUESTIONS, rank=1, tasks=round_tasks)
