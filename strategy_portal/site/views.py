"""The start page, which shows content of several apps; error pages and health checks."""

from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisory_board.models import CallForMembers, Meeting
from roadmap.models import STATUSES_AS_ASKED, Milestone, Project, ProjectUpdate, Status
from strategy.models import Edition
from strategy_portal.publishing.dates import last_day
from strategy_portal.publishing.pages.rendering import render_page

SHOWN = 3  # entries of each list


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    projects = Project.objects.public()
    counts = dict(projects.count_by_status())
    meetings = list(Meeting.objects.public().upcoming(today))
    coming = list(Milestone.objects.public().coming(today)[:SHOWN])
    open_projects = projects.open_to_participation()
    return render_page(
        request,
        "site/home.html",
        {
            "edition": Edition.objects.current(),
            "status_counts": [(status, counts[status]) for status in STATUSES_AS_ASKED],
            "completed": projects.filter(status=Status.COMPLETED).order_by(
                F("actual_end").desc(nulls_last=True), "number"
            )[:SHOWN],
            "coming": coming,
            "next_meeting": meetings[0] if meetings else None,
            "meeting_is_next": _is_sooner(meetings, coming),
            "open_count": open_projects.count(),
            "open_projects": open_projects.order_by(F("confirmed_on").desc(nulls_last=True), "number")[:SHOWN],
            "open_meeting": next((meeting for meeting in meetings if meeting.is_open), None),
            "call": CallForMembers.objects.public().open(today).first(),
            "latest_updates": ProjectUpdate.objects.public().news().with_project()[:SHOWN],
        },
    )


def _is_sooner(meetings: list[Meeting], milestones: list[Milestone]) -> bool:
    """Return whether the first meeting is no later than the first milestone, by the last day of imprecise dates."""
    if not meetings or not milestones:
        return bool(meetings)
    meeting, milestone = meetings[0], milestones[0]
    return last_day(meeting.date, meeting.date_precision) <= last_day(milestone.due, milestone.due_precision)


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
    """A page without queries and context, because what failed may be the database."""
    return render(None, "500.html", status=500)
