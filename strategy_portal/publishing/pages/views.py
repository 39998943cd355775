"""The editable pages, and the city's colour and logo."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strategy_portal.publishing.look.colours import city_stylesheet
from strategy_portal.publishing.models import Municipality, Page
from strategy_portal.publishing.pages.rendering import render_page


@require_safe
def page(request: HttpRequest, kind: str) -> HttpResponse:
    return render_page(request, "site/page.html", {"page": get_object_or_404(Page.objects.public(), kind=kind)})


@require_safe
@cache_control(public=True, max_age=300)
def city_css(request: HttpRequest) -> HttpResponse:
    """The city's colour, in a stylesheet because the content security policy allows no inline styles."""
    colour = Municipality.objects.values_list("colour", flat=True).first()
    return HttpResponse(city_stylesheet(colour or Municipality().colour), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=300)
def city_logo(request: HttpRequest) -> FileResponse:
    municipality = Municipality.objects.exclude(logo="").first()
    if municipality is None or not municipality.logo.storage.exists(municipality.logo.name or ""):
        raise Http404
    return FileResponse(municipality.logo.open("rb"))
