"""The roadmap and its projects."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap import board
from roadmap.freshness import freshness
from roadmap.models import Project
from roadmap.selection import Selection
from strategy.models import Edition
from strategy_portal.publishing.rendering import render_page

PROJECTS_PER_PAGE = 60


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    shown = VIEWS[selection.view](selection, request.GET.get("seite", "1"))
    return render_page(request, "roadmap/project_list.html", {"selection": selection, **shown})


def _list(selection: Selection, number: str) -> dict:
    return {"page": _page(selection, number)}


def _board(selection: Selection, _number: str) -> dict:
    return {"columns": board.columns(selection)}


def _page(selection: Selection, number: str) -> Page:
    """Return a page of the selected projects, in order. Raises :class:`Http404` when there is no such page."""
    try:
        page = Paginator(selection.found, PROJECTS_PER_PAGE).page(number)
    except InvalidPage as error:
        raise Http404 from error
    page.object_list = selection.in_order(Project.objects.public().filter(pk__in=page.object_list).for_list())
    return page


# What each view of the selection adds to the context of the page.
VIEWS = {"liste": _list, "tafel": _board}


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Project.objects.public().for_profile(), slug=slug)
    today = timezone.localdate()
    return render_page(
        request,
        "roadmap/project.html",
        {
            "project": shown,
            "freshness": freshness(shown, today=today),
            "past_due": set(shown.milestones.past_due(today)),
            "edition": Edition.objects.current(),
        },
    )
