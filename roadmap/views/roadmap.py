"""The roadmap in its views."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.models import Project, ProjectQuerySet
from roadmap.selection.matrix import matrix
from roadmap.selection.selection import Selection
from roadmap.selection.status_columns import columns
from roadmap.selection.timeline import timeline
from strategy_portal.publishing.pages.rendering import render_page

PROJECTS_PER_PAGE = 60


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    shown = VIEWS[selection.view](selection, request.GET.get("seite", "1"))
    return render_page(request, "roadmap/selection/project_list.html", {"selection": selection, **shown})


def _list(selection: Selection, number: str) -> dict:
    return {"page": _page(selection, number, Project.objects.public().for_list())}


def _timeline(selection: Selection, number: str) -> dict:
    page = _page(selection, number, Project.objects.public().for_timeline())
    return {"page": page, "timeline": timeline(page.object_list, today=timezone.localdate())}


def _board(selection: Selection, _number: str) -> dict:
    return {"columns": columns(selection)}


def _matrix(selection: Selection, _number: str) -> dict:
    return {"matrix": matrix(selection)}


def _page(selection: Selection, number: str, projects: ProjectQuerySet) -> Page:
    """Return a page of those of ``projects`` that are selected, in order.

    Raises :class:`Http404` when there is no such page.
    """
    try:
        page = Paginator(selection.found, PROJECTS_PER_PAGE).page(number)
    except InvalidPage as error:
        raise Http404 from error
    page.object_list = selection.in_order(projects.filter(pk__in=page.object_list))
    return page


# What each view of the selection adds to the context of the page.
VIEWS = {"liste": _list, "zeitstrahl": _timeline, "tafel": _board, "matrix": _matrix}
