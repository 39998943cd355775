"""Files for search engines: robots.txt, with what to leave out, and the sitemap of all pages."""

import datetime
from collections.abc import Iterable, Iterator
from operator import itemgetter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from advisory_board.models import Meeting
from roadmap.models import Project
from roadmap.templatetags.roadmap import roadmap_sections
from strategy.models import ActionField, Edition, Goal, VisionStatement
from strategy_portal.publishing.pages.addresses import absolute
from strategy_portal.site.lasting_addresses import in_each_language
from strategy_portal.site.navigation import site

# The administration; search results, of which there is no end; the page for developers; and project PDFs, which have
# the same content as their pages and would all have to be rendered.
LEFT_ALONE = ["/verwaltung/", "/suche/?q=", "/suche/vorschlaege/", "/entwicklung/", "/roadmap/*/steckbrief.pdf"]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309. Filtered lists are not excluded: crawlers have to read them to learn their canonical address."""
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    rules = [f"Disallow: {prefix}{path}" for prefix in prefixes for path in LEFT_ALONE]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page by its address in each language (sitemaps.org, with Google's ``xhtml:link``).

    Pages of projects, and of fields and statements, which show projects, have the time of their last change.
    """
    with override(settings.LANGUAGE_CODE):
        pages = [(in_each_language(path), changed) for path, changed in _pages(request)]
    return render(request, "sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8")


def _pages(request: HttpRequest) -> Iterator[tuple[str, datetime.datetime | None]]:
    """Yield the path of each page, and the time of its last change if that is known."""
    changed = _changes()
    projects = [reverse("project", args=[slug]) for slug in Project.objects.public().values_list("slug", flat=True)]
    yield from ((path, changed.get(path)) for path in _paths(request, projects))


def _changes() -> dict[str, datetime.datetime]:
    """Return path -> time of the last change, for the pages of projects, fields and statements.

    Publishing an update changes its project, and changing a project changes every page that shows it.
    """
    projects = Project.objects.public().values_list(
        "modified_at", "slug", "lead_field__slug", "further_fields__slug", "statements__slug"
    )
    goals = Goal.objects.public().values_list("modified_at", "field__slug", "statement__slug")
    wordings = Edition.objects.filter(pk__in=Edition.objects.holding().values("pk")).values_list(
        "modified_at", "field_wordings__field__slug", "statement_wordings__statement__slug"
    )
    pages = {
        *((at, "project", slug) for at, slug, *_served in projects),
        *((at, "field", slug) for at, _slug, *fields, _statement in projects for slug in fields),
        *((at, "statement", slug) for at, *_fields, slug in projects),
        *((at, "field", slug) for rows in (goals, wordings) for at, slug, _statement in rows),
        *((at, "statement", slug) for rows in (goals, wordings) for at, _field, slug in rows),
    }
    return {reverse(name, args=[slug]): at for at, name, slug in sorted(pages, key=itemgetter(0)) if slug}


def _paths(request: HttpRequest, projects: Iterable[str]) -> Iterator[str]:
    """Yield the path of each page: first those in the menu, then those below. ``projects``: paths of their pages."""
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
