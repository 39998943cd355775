"""The canonical address of a page, for search engines and shared links."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from strategy_portal.publishing.pages.addresses import absolute


def lasting_path(request: HttpRequest) -> str:
    """Return the canonical path of this page, without parameters that only select or sort its content.

    Filters, sorting and views of the roadmap show the same projects in endless combinations: the canonical address of
    all of them is the plain list. Later pages of a list have different content, so they have their own.
    """
    parameters = {name: str(value) for name, value in request.GET.items() if value}
    page = parameters.get("seite", "")
    is_further_page = len(parameters) == 1 and page.isdecimal() and page.isascii() and int(page[:9]) > 1
    return f"{request.path}?{urlencode({'seite': page})}" if is_further_page else request.path


def in_each_language(path: str) -> dict[str, str]:
    """Return language code -> absolute address of ``path``."""
    return {code: absolute(translate_url(path, code)) for code, _name in settings.LANGUAGES}
