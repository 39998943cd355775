"""What the search finds in the roadmap: projects with all that their pages say, milestones and updates included."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from roadmap.models import (
    Department,
    Milestone,
    Project,
    ProjectConsultation,
    ProjectLink,
    ProjectUpdate,
    Status,
)
from strategy.models import Partner
from strategy.searchable import council_texts
from strategy_portal.publishing.search.index import Document, Kind, register


def projects() -> Iterator[Document]:
    rows = (
        Project.objects.public()
        .select_related("lead_department")
        .prefetch_related(
            "milestones",
            "participating_departments",
            "consultations",
            "links",
            Prefetch("partners", Partner.objects.public()),
            Prefetch("updates", ProjectUpdate.objects.public().order_by("-date", "-pk"), to_attr="public_updates"),
        )
    )
    for project in rows:
        badge = ("status", project.status, Status(project.status).label)
        yield Document.of(project, project.title, _texts(project), badge=badge)


def _texts(project: Project) -> Iterator[str]:
    yield project.benefit
    yield project.description
    yield project.state_reason
    yield project.priority_reason
    yield from (milestone.title for milestone in project.milestones.all())
    yield project.next_steps
    if project.lead_department:
        yield project.lead_department.name
    yield from (department.name for department in project.participating_departments.all())
    yield from (partner.name for partner in project.partners.all())
    yield project.funding
    yield from council_texts(project.consultations.all())
    yield project.participation_form or project.no_participation_reason
    yield project.analogue_access
    for update in project.public_updates:
        if update.is_confirmation:  # all of them say the same
            continue
        yield from (update.text, update.state_reason, update.priority_reason)
    yield project.contact_function
    yield from (link.title for link in project.links.all())


OF_PROJECTS = (Project, Department, Milestone, ProjectConsultation, ProjectLink, ProjectUpdate, Partner)

register(Kind("project", "projekte", _("Projects"), 1, projects, OF_PROJECTS))
