"""Blocks of the roadmap for the pages of lower apps: ``{% load roadmap %}{% projects_of field %}``."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext

from roadmap.models import PRIORITY_DEFINITIONS, SCHEDULE_DEFINITIONS, STATUS_DEFINITIONS, Project, Status

register = template.Library()

# The parts of the roadmap: name of the address, what people read, icon.
SECTIONS = [
    ("roadmap", _("Projects"), "list"),
]


@register.inclusion_tag("roadmap/_sections.html")
def roadmap_sections(current):
    """Links to the parts of the roadmap; ``current`` is the name of the address where the reader is."""
    return {
        "sections": [
            {"label": label, "url": reverse(name), "is_current": name == current, "icon": icon}
            for name, label, icon in SECTIONS
        ]
    }


@register.inclusion_tag("roadmap/_projects_of_field.html")
def projects_of(field):
    """The public projects that serve ``field``, with counts by status."""
    projects = Project.objects.public().of_field(field)
    return {"field": field, "projects": projects.for_list(), "status_counts": projects.count_by_status()}


@register.simple_tag
def project_counts() -> dict[int, int]:
    """Return the number of public projects per field (by primary key), lead or further, in two queries."""
    counts: dict[int, set[int]] = {}
    public = Project.objects.public().order_by()
    for column in ("lead_field", "further_fields"):
        for project, field in public.filter(**{f"{column}__isnull": False}).values_list("pk", column):
            counts.setdefault(field, set()).add(project)
    return {field: len(projects) for field, projects in counts.items()}


@register.filter
def count_of(counts: dict[int, int], row) -> int:
    """Return the number that ``project_counts`` found for ``row``."""
    return counts.get(row.pk, 0)


@register.filter
def counted(status: Status, number: int) -> str:
    """Return ``status`` as it reads after a number of projects."""
    return npgettext("projects", "Idea", "Ideas", number) if status == Status.IDEA else status.label


@register.simple_tag
def definition(key: str) -> str:
    """Return the one-sentence definition of a status, schedule or priority (DOMAIN section 4)."""
    return {**STATUS_DEFINITIONS, **SCHEDULE_DEFINITIONS, **PRIORITY_DEFINITIONS}.get(key, "")
