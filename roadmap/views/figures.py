"""The roadmap in figures: the page, and the table behind each picture as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.figures.figures import FIGURES
from strategy_portal.publishing.pages.rendering import render_page
from strategy_portal.publishing.spreadsheets import csv_response


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = [figure for make in FIGURES.values() if (figure := make(today))]
    return render_page(request, "roadmap/figures/figures.html", {"figures": found, "today": today})


@require_safe
def figures_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Return one of the tables as a CSV file; 404 if this city does not have it."""
    make = FIGURES.get(name)
    figure = make(timezone.localdate()) if make else None
    if figure is None:
        raise Http404
    return csv_response(f"roadmap-{name}", figure.headings, figure.rows)
