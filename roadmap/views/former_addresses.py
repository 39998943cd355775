"""Redirects from addresses that a project once had."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from roadmap.models import Project

# Merging can be undone, and then browsers must not go on redirecting to the other project.
SECONDS_TO_REMEMBER = 300


def leads_on(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view redirect to the same page of the successor if there is no public project ``slug``.

    The successor has to be public: nobody learns the address of a draft.
    """

    @wraps(view)
    def answer(request: HttpRequest, slug: str) -> HttpResponseBase:
        try:
            response = view(request, slug=slug)
        except Http404:
            if moved := _moved(request, slug):
                return moved
            raise
        return (response.status_code == 404 and _moved(request, slug)) or response

    return answer


def _moved(request: HttpRequest, slug: str) -> HttpResponse | None:
    successor = Project.objects.public().filter(former_addresses__slug=slug).values_list("slug", flat=True).first()
    if successor is None:
        return None
    path = reverse(request.resolver_match.view_name, args=[successor])
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response["Cache-Control"] = f"public, max-age={SECONDS_TO_REMEMBER}"
    return response
