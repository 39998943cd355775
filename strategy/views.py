"""The strategy, its vision, fields and editions."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from strategy.models import (
    ActionField,
    ActionFieldWording,
    Edition,
    FrozenEdition,
    GlossaryTerm,
    Goal,
    Partner,
    StrategyEvent,
    VisionStatement,
    VisionStatementWording,
)
from strategy_portal.publishing.pages.rendering import render_page


def _statement_wordings(edition: Edition):
    return edition.statement_wordings.select_related("statement").order_by("statement__number")


def _field_wordings(edition: Edition):
    return edition.field_wordings.select_related("field").order_by("field__number")


@require_safe
def strategy(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.current()
    events = StrategyEvent.objects.public()
    if edition is None and not events:
        raise Http404
    return render_page(
        request,
        "strategy/strategy.html",
        {
            "edition": edition,
            "events": events,
            "steps": edition.consultation_steps.all() if edition else [],
            "focus_areas": edition.focus_areas.all() if edition else [],
            "partners": Partner.objects.public(),
            "glossary": GlossaryTerm.objects.public(),
        },
    )


@require_safe
def vision(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.current()
    wordings = _statement_wordings(edition) if edition else VisionStatementWording.objects.none()
    if not wordings:
        raise Http404
    return render_page(request, "strategy/vision.html", {"edition": edition, "wordings": wordings})


@require_safe
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(VisionStatement.objects.public(), slug=slug)
    edition = Edition.objects.current()
    return render_page(
        request,
        "strategy/statement.html",
        {
            "statement": shown,
            **_worded(shown, edition),
            "goals": Goal.objects.public().filter(statement=shown).prefetch_related("indicators__values"),
        },
    )


@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.current()
    wordings = _field_wordings(edition) if edition else ActionFieldWording.objects.none()
    if not wordings:
        raise Http404
    return render_page(request, "strategy/fields.html", {"edition": edition, "wordings": wordings})


@require_safe
def field(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(ActionField.objects.public(), slug=slug)
    edition = Edition.objects.current()
    return render_page(
        request,
        "strategy/field.html",
        {
            "field": shown,
            **_worded(shown, edition),
            "goals": Goal.objects.public().filter(field=shown).prefetch_related("indicators__values"),
        },
    )


def _worded(row: ActionField | VisionStatement, edition: Edition | None) -> dict:
    """Return the wording of ``row`` in the current ``edition``, and the rows before and after it there.

    A row that ``edition`` no longer has is shown with its last public wording, and has no neighbours.
    """
    wordings = row.wordings.filter(edition__in=Edition.objects.public()).select_related("edition")
    by_edition: dict[Edition | None, Any] = {each.edition: each for each in wordings.order_by("edition__number")}
    rows = list(type(row).objects.in_edition(edition)) if edition and edition in by_edition else []
    at = rows.index(row) if rows else 0
    return {
        "wording": by_edition.get(edition) or list(by_edition.values())[-1],
        "is_current": edition in by_edition,
        "previous": rows[at - 1] if at else None,
        "following": rows[at + 1] if at + 1 < len(rows) else None,
    }


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    public = Edition.objects.public()
    if not public:
        raise Http404
    context = {"editions": public, "current": Edition.objects.current()}
    return render_page(request, "strategy/editions/editions.html", context)


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(
        Edition.objects.public().prefetch_related(
            Prefetch("statement_wordings", VisionStatementWording.objects.select_related("statement")),
            Prefetch("field_wordings", ActionFieldWording.objects.select_related("field")),
            "focus_areas",
            "consultation_steps",
        ),
        number=number,
    )
    return render_page(
        request,
        "strategy/editions/edition.html",
        {
            "edition": shown,
            "is_current": shown == Edition.objects.current(),
            # Only these columns: the bytes of the PDF stay in the database.
            "frozen": FrozenEdition.objects.filter(edition=shown).values("frozen_at", "sha256").first(),
        },
    )
