"""How the roadmap is aligned with the vision and the fields of action: the public page, in figures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.figures import alignment as alignment_of_roadmap
from strategy_portal.publishing.pages.rendering import render_page


@require_safe
def alignment(request: HttpRequest) -> HttpResponse:
    found = alignment_of_roadmap.alignment(timezone.localdate())
    if found is None:
        raise Http404
    return render_page(request, "roadmap/figures/alignment.html", {"alignment": found})
