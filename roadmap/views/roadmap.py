"""The page of the roadmap, in each of its views."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from roadmap.models import Project, ProjectQuerySet
from roadmap.selection.matrix import matrix
from roadmap.selection.selection import RoadmapView, Selection
from roadmap.selection.status_columns import columns
from roadmap.selection.timeline import timeline
from strategy_portal.publishing.pages.rendering import render_page

PROJECTS_PER_PAGE = 60


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


# By the name in the address, in the order in which they are offered; the first one is the default.
VIEWS = {
    "liste": RoadmapView(_("List"), "list", "roadmap/selection/_project_cards.html", _list),
    "zeitstrahl": RoadmapView(
        pgettext_lazy("view", "Timeline"), "timeline", "roadmap/selection/_timeline.html", _timeline
    ),
    "tafel": RoadmapView(pgettext_lazy("view", "Board"), "board", "roadmap/selection/_status_board.html", _board),
    "matrix": RoadmapView(
        pgettext_lazy("view", "Matrix"),
        "matrix",
        "roadmap/selection/_matrix.html",
        _matrix,
        has_order=False,
        needs=("feld", "these"),
    ),
}


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET, VIEWS)
    shown = selection.view.context(selection, request.GET.get("seite", "1"))
    return render_page(request, "roadmap/selection/project_list.html", {"selection": selection, **shown})
