"""A project's page for machines, in the vocabulary of schema.org (JSON-LD 1.1). Public facts only."""

import datetime
import json

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from roadmap.models import Project
from strategy_portal.publishing.dates import Precision
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pages.addresses import absolute

# The escapes of Django's json_script: no "</script>" and no comment can end the block early.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(data: dict) -> SafeString:
    """Return ``data`` as a data block. Browsers do not run it, so the content security policy allows it."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


def page_of_project(project: Project, municipality: Municipality) -> dict:
    """Return the page, its project and its breadcrumb, linked by their identifiers."""
    address = absolute(project.get_absolute_url())
    page = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": project.title,
        "description": project.benefit,
        "inLanguage": get_language(),
        "dateModified": project.confirmed_on.isoformat() if project.confirmed_on else None,
        "about": {"@id": f"{address}#project"},
        "breadcrumb": {"@id": f"{address}#breadcrumb"},
    }
    graph = [page, _project(project, municipality, address), _breadcrumb(project, address)]
    return {"@context": "https://schema.org", "@graph": [_known(node) for node in graph]}


def _project(project: Project, municipality: Municipality, address: str) -> dict:
    """schema.org's Project is an organisation; what has no property there, such as the status, is left to the page."""
    return {
        "@type": "Project",
        "@id": f"{address}#project",
        "name": project.title,
        "description": project.benefit,
        "disambiguatingDescription": _example(project, municipality),
        "url": address,
        "identifier": str(project.number),
        "foundingDate": _iso(project.actual_start, project.actual_start_precision),
        "dissolutionDate": _iso(project.actual_end, project.actual_end_precision) if project.has_ended else None,
        "parentOrganization": _known(
            {
                "@type": "GovernmentOrganization",
                "name": municipality.official_name,
                "url": municipality.website or absolute(reverse("home")),
            }
        ),
    }


def _breadcrumb(project: Project, address: str) -> dict:
    crumbs = [
        (gettext("Home"), absolute(reverse("home"))),
        (gettext("Roadmap"), absolute(reverse("roadmap"))),
        (project.title, address),
    ]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{address}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": item}
            for position, (name, item) in enumerate(crumbs, 1)
        ],
    }


def _example(project: Project, municipality: Municipality) -> str:
    """Machines do not see the banner, so fictional data is marked here."""
    if project.is_example:
        return gettext("Example project (fictional)")
    return gettext("Example data") if municipality.is_example else ""


def _iso(day: datetime.date | None, precision: str) -> str | None:
    """Return ``day`` in ISO 8601, as precisely as it is known; of a quarter, which has no notation there, the year."""
    if day is None:
        return None
    letters = {Precision.DAY: 10, Precision.MONTH: 7}.get(Precision(precision), 4)
    return day.isoformat()[:letters]


def _known(node: dict) -> dict:
    return {name: value for name, value in node.items() if value}
