"""The context of every page: the city, and a menu with only what this city has."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext

from advisory_board.models import Body
from roadmap.models import Project
from strategy.models import ActionField, Edition, StrategyEvent, VisionStatement
from strategy_portal.publishing.models import Municipality, Page
from strategy_portal.publishing.text.label import Label

LANGUAGE_NAMES = {"de": "Deutsch", "en": "English"}


@dataclass(frozen=True)
class MenuEntry:
    label: Label
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class LanguageLink(MenuEntry):
    code: str = ""


def _city() -> Municipality:
    """Return the city, annotated with what it has, in one query; a nameless one before any data is loaded."""
    city: Municipality | None = Municipality.objects.annotate(
        has_strategy=Exists(Edition.objects.public()),
        has_events=Exists(StrategyEvent.objects.public()),
        has_statements=Exists(VisionStatement.objects.public()),
        has_fields=Exists(ActionField.objects.public()),
        has_projects=Exists(Project.objects.public()),
        has_board=Exists(Body.objects.public()),
    ).first()
    if city is None:
        city = Municipality(name="", official_name=gettext("City without a name"))
        for mark in ("strategy", "events", "statements", "fields", "projects", "board"):
            setattr(city, f"has_{mark}", False)
    return city


def _menu(city: Municipality, path: str) -> list[MenuEntry]:
    entries = [
        (city.has_strategy or city.has_events, gettext("Strategy"), "strategy"),
        (city.has_statements, gettext("Vision"), "vision"),
        (city.has_fields, gettext("Fields of action"), "fields"),
        (city.has_projects, gettext("Roadmap"), "roadmap"),
        (city.has_board, gettext("Advisory board"), "board"),
        (city.has_strategy, gettext("Editions"), "editions"),
    ]
    return [
        MenuEntry(label, url, path.startswith(url))
        for exists, label, name in entries
        if exists and (url := reverse(name))
    ]


def _legal_pages(path: str) -> list[MenuEntry]:
    pages = {page.kind: page for page in Page.objects.public().only("kind", "title")}
    kinds = [Page.Kind.PLAIN_LANGUAGE, Page.Kind.ACCESSIBILITY, Page.Kind.PRIVACY, Page.Kind.IMPRINT]
    return [MenuEntry(kind.label, url, path == url) for kind in kinds if kind in pages and (url := reverse(kind.value))]


def _languages(request: HttpRequest) -> list[LanguageLink]:
    """Return a link to this page in each language; to the start page if the page does not exist.

    On a preview, the link is to the preview in the other language, because the page itself is not public yet.
    """
    current = get_language()
    address = request.get_full_path() if request.resolver_match else reverse("home")
    if preview := getattr(request, "preview", None):
        address = preview.address
    return [
        LanguageLink(
            LANGUAGE_NAMES[code],
            translate_url(address, code),
            code == current,
            code,
        )
        for code, _name in settings.LANGUAGES
    ]


def site(request: HttpRequest) -> dict:
    """The context processor: ``municipality``, ``navigation``, ``legal_pages`` and ``language_links``."""
    city: Any = SimpleLazyObject(_city)
    return {
        "municipality": city,
        "navigation": SimpleLazyObject(lambda: _menu(city, request.path)),
        "legal_pages": SimpleLazyObject(lambda: _legal_pages(request.path)),
        "language_links": SimpleLazyObject(lambda: _languages(request)),
    }
