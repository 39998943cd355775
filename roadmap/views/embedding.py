"""What other websites may show in a frame: one project, or a selection of projects.

Anybody may frame these addresses; no other address may be framed. They need no cookies and no scripts.
"""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from roadmap.freshness import freshness
from roadmap.models import Project
from roadmap.selection.selection import Selection
from roadmap.views.former_addresses import leads_on
from roadmap.views.roadmap import VIEWS

PROJECTS_SHOWN = 12
frameable: Any = csp_replace({"frame-ancestors": ["*"]})


@leads_on
@require_safe
@xframe_options_exempt
@frameable
def project_embed(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Project.objects.public().for_list().filter(slug=slug).first()
    if shown is None:
        # Not the portal's own 404 page: it may not be framed, and the reader would see an empty box.
        return render(request, "roadmap/embed/embed_gone.html", {}, status=404)
    return render(
        request,
        "roadmap/embed/embed_project.html",
        {"project": shown, "freshness": freshness(shown, today=timezone.localdate())},
    )


@require_safe
@xframe_options_exempt
@frameable
def roadmap_embed(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET, VIEWS)
    first = Project.objects.public().filter(pk__in=selection.found[:PROJECTS_SHOWN])
    return render(
        request,
        "roadmap/embed/embed_selection.html",
        {
            "selection": selection,
            "projects": selection.in_order(first.for_list()),
            "address": reverse("roadmap") + selection.address(ansicht=None).rstrip("?"),
        },
    )
