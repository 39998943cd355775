"""Pages that show several apps: the start page, errors and health."""

from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisory_board.models import Meeting
from roadmap.models import Milestone, Project, ProjectUpdate, Status
from strategy.models import Edition
from strategy_portal.publishing.rendering import render_page

SHOWN = 3  # of each list
# What readers ask first: what is being done, what is there already, what comes next.
STATUSES = (Status.RUNNING, Status.COMPLETED, Status.PLANNED, Status.IDEA, Status.PAUSED, Status.DISCONTINUED)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    projects = Project.objects.public()
    counts = dict(projects.count_by_status())
    return render_page(
        request,
        "home.html",
        {
            "edition": Edition.objects.current(),
            "status_counts": [(status, counts[status]) for status in STATUSES],
            "latest_updates": ProjectUpdate.objects.public().with_project()[:SHOWN],
            "completed": projects.filter(status=Status.COMPLETED).order_by(
                F("actual_end").desc(nulls_last=True), "number"
            )[:SHOWN],
            "next_meeting": Meeting.objects.public().upcoming(today).first(),
            "coming": Milestone.objects.public().coming(today)[:SHOWN],
        },
    )


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page without any query or context: whatever failed may be the database."""
    return render(None, "500.html", status=500)
