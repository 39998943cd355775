"""The roadmap and its projects."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.freshness import freshness
from roadmap.models import Project
from roadmap.selection import Selection
from strategy.models import Edition
from strategy_portal.publishing.rendering import render_page

PROJECTS_PER_PAGE = 60


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    paginator = Paginator(selection.projects().for_list(), PROJECTS_PER_PAGE)
    try:
        page = paginator.page(request.GET.get("seite", "1"))
    except InvalidPage as error:
        raise Http404 from error
    return render_page(
        request,
        "roadmap/project_list.html",
        {"selection": selection, "page": page, "total": Project.objects.public().count()},
    )


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
