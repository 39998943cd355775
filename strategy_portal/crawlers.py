"""What search engines are asked to leave alone, and the list of all pages that they may begin with."""

import datetime
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from advisory_board.models import Meeting
from roadmap.models import Project
from roadmap.templatetags.roadmap import roadmap_sections
from strategy.models import ActionField, Edition, VisionStatement
from strategy_portal.addresses import in_each_language
from strategy_portal.navigation import site
from strategy_portal.publishing.addresses import absolute

# The administration; answers to what somebody typed, endless in number; what only developers need; PDFs that say what
# their page says, each of which would have to be made.
LEFT_ALONE = ["/verwaltung/", "/suche/?q=", "/suche/vorschlaege/", "/entwicklung/", "/roadmap/*/steckbrief.pdf"]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309. Filtered lists are not named here: crawlers have to read them to learn their canonical address."""
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    rules = [f"Disallow: {prefix}{path}" for prefix in prefixes for path in LEFT_ALONE]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page by its address in each language (sitemaps.org, with Google's ``xhtml:link``).

    A project's page names the day of its last change, which a published update is, too; of other pages none is known.
    """
    with override(settings.LANGUAGE_CODE):
        pages = [(in_each_language(path), changed) for path, changed in _pages(request)]
    return render(request, "sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8")


def _pages(request: HttpRequest) -> Iterator[tuple[str, datetime.datetime | None]]:
    """Yield the path of each page and when it was changed, as far as that is known."""
    projects = Project.objects.public().values_list("slug", "modified_at")
    changed = {reverse("project", args=[slug]): modified_at for slug, modified_at in projects}
    yield from ((path, changed.get(path)) for path in _paths(request, changed))


def _paths(request: HttpRequest, projects: Iterable[str]) -> Iterator[str]:
    """Yield the path of each page: what the menu has, then its parts. ``projects`` are the paths of their pages."""
    known = site(request)
    yield reverse("home")
    yield from (entry.url for entry in known["navigation"])
    if known["municipality"].has_projects:
        sections = roadmap_sections(known, current="roadmap")["sections"]
        yield from (section["url"] for section in sections if not section["is_current"])
    if known["municipality"].has_board:
        yield reverse("recommendations")
    for rows in (VisionStatement, ActionField, Edition):
        yield from (row.get_absolute_url() for row in rows.objects.public())
    yield from projects
    yield from (
        reverse("meeting", args=[number]) for number in Meeting.objects.public().values_list("number", flat=True)
    )
    yield from (entry.url for entry in known["legal_pages"])
