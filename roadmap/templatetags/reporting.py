"""What the welcome page of the administration says to an officer."""

from django import template
from django.utils import timezone

from roadmap.admin.own_projects import own_projects
from roadmap.models import ProjectUpdate
from roadmap.models.project_queryset import only_reports

register = template.Library()


@register.inclusion_tag("admin/roadmap/_own_projects.html", takes_context=True)
def own_projects_of_officer(context) -> dict[str, object]:
    """Count an officer's projects, in two queries; ``rows`` is None for anybody else."""
    user = context["request"].user
    if not (only_reports(user) and user.has_perm("roadmap.add_projectupdate")):
        return {"rows": None}
    rows = own_projects(user, today=timezone.localdate())
    return {
        "rows": rows,
        "overdue": sum(row.freshness.is_overdue for row in rows),
        "sent_back": sum(update.state == ProjectUpdate.State.REJECTED for row in rows for update in row.open_updates),
    }
