"""The page of what changed between two days: in the whole roadmap, a field of action or a project."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.changes import changes_between
from roadmap.comparison import ComparisonForm, next_wider, offers
from roadmap.history import histories
from roadmap.models import Project
from strategy.models import ActionField
from strategy_portal.publishing.rendering import render_page

MESSAGES_SHOWN = 30  # the newest; hundreds of projects report every quarter


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    projects = list(Project.objects.public().only("number", "slug", "title", "is_example"))
    form = ComparisonForm(request.GET, fields=list(ActionField.objects.public()), projects=projects, today=today)
    found = histories(form.selected())
    first_day = min((history.first_day for history in found.values()), default=None)
    offered = offers(today, first_day=first_day, filters=form.filters)
    shown = changes_between(projects, found, form.comparison.start, form.comparison.end)
    return render_page(
        request,
        "roadmap/changes.html",
        {
            "form": form,
            "changes": shown,
            "messages_shown": shown.messages[:MESSAGES_SHOWN],
            "offers": offered,
            "wider": None if shown else next_wider(offered, form.comparison, found.values()),
        },
    )
