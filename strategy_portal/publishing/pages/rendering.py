"""The one place that decides between a whole page and its fragment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(request: HttpRequest, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """Answer with ``template``, or with its fragment ``_template`` in the same folder when htmx asks for a part.

    A history restore gets the page, and caches are told that the answer depends on ``HX-Request``.
    """
    if request.htmx and not request.htmx.history_restore_request:
        folder, slash, name = template.rpartition("/")
        template = f"{folder}{slash}_{name}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
