"""Under which one address a page is known outside: to search engines, and to whoever shares a link."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from strategy_portal.publishing.pages.addresses import absolute


def lasting_path(request: HttpRequest) -> str:
    """Return the path that stands for this page, without what only arranges its content anew.

    Filters, sorting and views of the roadmap show the same projects in endless combinations: all of them stand for the
    plain list. A further page of a list has other content than the first and stands for itself.
    """
    parameters = {name: value for name, value in request.GET.items() if value}
    page = parameters.get("seite", "")
    is_further_page = len(parameters) == 1 and page.isdecimal() and page.isascii() and int(page[:9]) > 1
    return f"{request.path}?{urlencode({'seite': page})}" if is_further_page else request.path


def in_each_language(path: str) -> dict[str, str]:
    """Return the absolute address of ``path`` by language."""
    return {code: absolute(translate_url(path, code)) for code, _name in settings.LANGUAGES}
