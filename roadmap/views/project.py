"""The page of one project."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.freshness import freshness
from roadmap.models import Milestone, Project
from roadmap.past.update_log import update_log
from roadmap.views.former_addresses import leads_on
from roadmap.views.mail_link import mail_link
from strategy.models import Edition
from strategy_portal.publishing.pages.rendering import render_page

UPDATES_SHOWN = 5  # the older ones are collapsed


@leads_on
@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    public = Project.objects.public()
    shown = get_object_or_404(public.for_profile().prefetch_related(Prefetch("supersedes", public)), slug=slug)
    today = timezone.localdate()
    log = update_log(shown.public_updates)
    return render_page(
        request,
        "roadmap/project/project.html",
        {
            "project": shown,
            "freshness": freshness(shown, today=today),
            "next_milestone": next_milestone(shown),
            "past_due": set(shown.milestones.past_due(today)),
            "log": log[:UPDATES_SHOWN],
            "older_log": log[UPDATES_SHOWN:],
            "edition": Edition.objects.current(),
            "mail_link": mail_link(shown),
            "today": today,
        },
    )


def next_milestone(project: Project) -> Milestone | None:
    """Return the next milestone, even if it is past due; None for a project that has ended."""
    if project.has_ended:
        return None
    return next((milestone for milestone in project.milestones.all() if not milestone.reached_on), None)
