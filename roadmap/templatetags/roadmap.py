"""Blocks of the roadmap for the pages of lower apps: ``{% load roadmap %}{% contribution_of field %}``."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, npgettext
from django.utils.translation import gettext_lazy as _

from roadmap.figures import contribution
from roadmap.models import PRIORITY_DEFINITIONS, SCHEDULE_DEFINITIONS, STATUS_DEFINITIONS, Status
from strategy.models import ActionField

register = template.Library()

# The parts of the roadmap: name of the URL, label, icon.
SECTIONS = [
    ("roadmap", _("Projects"), "list"),
    ("changes", _("Changes"), "clock"),
    ("figures", _("Figures"), "chart"),
    ("alignment", _("Alignment"), "vision"),
]


@register.inclusion_tag("roadmap/_sections.html", takes_context=True)
def roadmap_sections(context: Context | dict[str, Any], current: str) -> dict[str, Any]:
    """Return links to the parts of the roadmap; ``current`` is the name of the current page's URL."""
    city = context["municipality"]
    has_aims = city.has_statements or city.has_fields
    return {
        "sections": [
            {"label": label, "url": reverse(name), "is_current": name == current, "icon": icon}
            for name, label, icon in SECTIONS
            if name != "alignment" or has_aims
        ]
    }


@register.inclusion_tag("roadmap/figures/_contribution.html")
def contribution_of(row):
    """What the roadmap does for a field or a statement: counts, progress, what comes next, news and projects."""
    field = row if isinstance(row, ActionField) else None  # only fields have a feed
    return {"contribution": contribution.contribution_of(row, today=timezone.localdate()), "field": field}


@register.simple_tag
def counts_of_fields():
    return contribution.counts_of_fields()


@register.simple_tag
def counts_of_statements():
    return contribution.counts_of_statements()


@register.filter
def share_in_words(counts, row) -> str:
    """Return what ``counts_of_fields`` or ``counts_of_statements`` found: "6 projects, 3 of them in progress"."""
    by_status = counts.get(row.pk, {})
    total, running = sum(by_status.values()), by_status.get(Status.RUNNING, 0)
    if not total:
        return gettext("No project yet")
    projects = ngettext("%(number)s project", "%(number)s projects", total) % {"number": total}
    if not running:
        return projects
    return gettext("%(projects)s, %(number)s of them in progress") % {"projects": projects, "number": running}


@register.filter
def counted(status: Status, number: int) -> str:
    """Return ``status`` as it reads after a number of projects."""
    return npgettext("projects", "Idea", "Ideas", number) if status == Status.IDEA else str(status.label)


@register.simple_tag
def definition(key: str) -> str:
    """Return the one-sentence definition of a status, schedule or priority."""
    return {**STATUS_DEFINITIONS, **SCHEDULE_DEFINITIONS, **PRIORITY_DEFINITIONS}.get(key, "")
