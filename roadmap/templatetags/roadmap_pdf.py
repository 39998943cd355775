"""The roadmap's chapters and blocks of the strategy PDF: ``{% load roadmap_pdf %}``. Public rows only."""

import datetime

from django import template
from django.db.models import Max

from roadmap.freshness import freshness
from roadmap.models import PRIORITY_DEFINITIONS, STATUS_DEFINITIONS, Priority, Project, Status
from roadmap.paper import timeline_on_paper
from roadmap.period import period, spell
from strategy_portal.publishing import dates

register = template.Library()


@register.simple_tag
def pdf_roadmap_as_of() -> datetime.date | None:
    """Return the day of the latest published update: how current the roadmap in this document is."""
    return Project.objects.public().aggregate(day=Max("confirmed_on"))["day"]


@register.inclusion_tag("pdf/roadmap/figures.html")
def pdf_roadmap_figures():
    projects = Project.objects.public()
    return {
        "total": projects.count(),
        "running": projects.filter(status=Status.RUNNING).count(),
        "completed": projects.filter(status=Status.COMPLETED).count(),
    }


@register.inclusion_tag("pdf/roadmap/element.html")
def pdf_roadmap_element():
    """The roadmap as one of the strategy's elements, with its projects by status."""
    projects = Project.objects.public()
    return {"total": projects.count(), "statuses": projects.count_by_status()}


@register.inclusion_tag("pdf/roadmap/roadmap.html")
def pdf_roadmap():
    projects = list(Project.objects.public().for_list())
    counts = dict(Project.objects.public().count_by_status())
    as_of = pdf_roadmap_as_of()
    return {
        "projects": projects,
        "as_of": as_of,
        "statuses": [(status, STATUS_DEFINITIONS[status], counts[status]) for status in Status],
        "priorities": [(priority, PRIORITY_DEFINITIONS[priority]) for priority in Priority],
        "has_priorities": any(project.priority != Priority.NONE for project in projects),
        "has_examples": any(project.is_example for project in projects),
        "timelines": timeline_on_paper.timelines(projects, as_of=as_of),
        "undated": [project for project in projects if not period(project).days],
    }


@register.inclusion_tag("pdf/roadmap/profiles.html")
def pdf_project_profiles():
    return {"projects": Project.objects.public().for_profile()}


@register.inclusion_tag("pdf/roadmap/profile_state.html")
def pdf_project_state(project):
    # Overdue checks are not marked: the day of the check is printed, and what is overdue depends on the day of reading.
    return {"project": project, "freshness": freshness(project, today=datetime.date.min)}


@register.simple_tag
def pdf_projects_by_field() -> dict[int, list[Project]]:
    """Return the projects per field (by primary key), for ``pdf_projects_of``."""
    index: dict[int, list[Project]] = {}
    for project in Project.objects.public().for_list():
        for field in project.fields_served:
            index.setdefault(field.pk, []).append(project)
    return index


@register.inclusion_tag("pdf/roadmap/projects_of_field.html")
def pdf_projects_of(field, index):
    return {"projects": index.get(field.pk, [])}


@register.simple_tag
def pdf_period(start, start_precision, end, end_precision) -> str:
    """Return a period in words; empty without dates."""
    return spell(dates.spell(start, start_precision), dates.spell(end, end_precision))


@register.filter
def pdf_period_of(project) -> str:
    """Return the period that the timeline draws for ``project``, in words."""
    return str(period(project)) or "–"


@register.inclusion_tag("pdf/roadmap/projects_without_field.html")
def pdf_projects_without_field():
    """The projects that serve no field, for a strategy that has fields."""
    return {"projects": Project.objects.public().filter(lead_field=None, further_fields=None).for_list()}
