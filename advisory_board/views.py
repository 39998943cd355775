"""The advisory board, its meetings and its recommendations."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisory_board.composition import composition
from advisory_board.models import (
    AgendaItem,
    BoardDocument,
    Body,
    CallForMembers,
    Impulse,
    Meeting,
    Minutes,
    Recommendation,
)
from strategy_portal.publishing.pages.rendering import render_page


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    body = Body.objects.public().first()
    if body is None:
        raise Http404
    today = timezone.localdate()
    meetings = Meeting.objects.public().filter(body=body)
    return render_page(
        request,
        "advisory_board/board.html",
        {
            "body": body,
            "composition": composition(body, today=today),
            "upcoming": meetings.ahead(today),
            "past": meetings.past(today),
            "calls": CallForMembers.objects.public()
            .filter(body=body)
            .select_related("group")
            .prefetch_related("criteria"),
            "documents": BoardDocument.objects.public().filter(body=body, meeting=None),
            "recommendations": Recommendation.objects.public().filter(body=body)[:5],
        },
    )


@require_safe
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(
        Meeting.objects.public().select_related("body").with_numbers(),
        number=number,
    )
    items = (
        AgendaItem.objects.public()
        .filter(meeting=shown)
        .select_related("vote")
        .prefetch_related(
            Prefetch("impulse", Impulse.objects.public()), Prefetch("recommendations", Recommendation.objects.public())
        )
    )
    minutes = Minutes.objects.public().filter(meeting=shown).first()
    return render_page(
        request,
        "advisory_board/meeting.html",
        {
            "meeting": shown,
            "items": items,
            "minutes": minutes,
            "composition": composition(shown.body, today=shown.date),
            "documents": BoardDocument.objects.public().filter(meeting=shown),
        },
    )


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    body = Body.objects.public().first()
    if body is None:
        raise Http404
    return render_page(
        request,
        "advisory_board/recommendations.html",
        {"body": body, "recommendations": Recommendation.objects.public().filter(body=body).for_list()},
    )
