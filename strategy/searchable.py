"""What the search finds of the strategy.

Texts of the current edition are found as its fields, statements and focus areas; texts of an older edition lead to that
edition. Goals are found with their field or statement.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from strategy.models import (
    ActionField,
    ActionFieldWording,
    Consultation,
    ConsultationStep,
    Edition,
    FocusArea,
    GlossaryTerm,
    Goal,
    Indicator,
    Partner,
    StrategyEvent,
    VisionStatement,
    VisionStatementWording,
)
from strategy_portal.publishing.search.index import Document, Kind, register


def _worded(rows: QuerySet) -> Iterator[Document]:
    """Yield fields or statements with their wording in the current edition, or else with their last public one."""
    current = Edition.objects.current()
    public_wordings = rows.model.wordings.rel.related_model.objects.filter(edition__in=Edition.objects.public())
    rows = rows.prefetch_related(
        Prefetch("wordings", public_wordings.order_by("-edition__number")),
        Prefetch("goals", Goal.objects.public().prefetch_related("indicators")),
    )
    for row in rows:
        wordings = list(row.wordings.all())
        wording = next((each for each in wordings if current and each.edition_id == current.pk), wordings[0])
        texts = [wording.text, wording.plain_text, *_goal_texts(row.goals.all())]
        # Filters and links show the name, which may differ from the title.
        texts += [row.name] * (row.name != wording.title)
        yield Document.of(row, wording.title, texts, source=wording)


def _goal_texts(goals: Iterable[Goal]) -> Iterator[str]:
    for goal in goals:
        yield from (goal.title, goal.text, *(indicator.title for indicator in goal.indicators.all()))


def fields() -> Iterator[Document]:
    return _worded(ActionField.objects.public())


def statements() -> Iterator[Document]:
    return _worded(VisionStatement.objects.public())


def editions() -> Iterator[Document]:
    current = Edition.objects.current()
    rows = Edition.objects.public().prefetch_related(
        "consultation_steps", "focus_areas", "statement_wordings", "field_wordings"
    )
    for edition in rows:
        texts = [edition.summary, edition.introduction, edition.resolution_text]
        texts += council_texts(edition.consultation_steps.all())
        if edition != current:
            for part in (edition.statement_wordings, edition.field_wordings, edition.focus_areas):
                for wording in part.all():
                    texts += [wording.title, wording.text]
        badge = ("edition", edition.status, Edition.Status(edition.status).label)
        yield Document.of(edition, edition.title, texts, badge=badge)


def council_texts(steps: Iterable[Consultation]) -> Iterator[str]:
    """Yield the texts of the steps on the way through the council."""
    for step in steps:
        yield from (step.body, step.paper_number, step.result)


def _on_strategy_page(section: str) -> str:
    return f"{reverse('strategy')}#{section}"


def focus_areas() -> Iterator[Document]:
    for area in FocusArea.objects.filter(edition=Edition.objects.current()):
        yield Document.of(area, area.title, [area.text], path=_on_strategy_page("focus"))


def events() -> Iterator[Document]:
    for event in StrategyEvent.objects.public():
        texts = [event.text, event.place, event.participants_note]
        yield Document.of(event, event.title, texts, path=_on_strategy_page("history"))


def partners() -> Iterator[Document]:
    for partner in _of_strategy_page(Partner.objects.public()):
        yield Document.of(partner, partner.name, [partner.text], path=_on_strategy_page("partners"))


def glossary() -> Iterator[Document]:
    for term in _of_strategy_page(GlossaryTerm.objects.public()):
        yield Document.of(term, term.term, [term.explanation], path=_on_strategy_page("glossary"))


def _of_strategy_page(rows: QuerySet) -> QuerySet:
    """Return ``rows``, or none of them while neither an edition nor an event is public: then no page shows them."""
    has_page = Edition.objects.public().exists() or StrategyEvent.objects.public().exists()
    return rows if has_page else rows.none()


OF_FIELDS = (ActionField, ActionFieldWording, Goal, Indicator)
OF_STATEMENTS = (VisionStatement, VisionStatementWording, Goal, Indicator)

register(Kind("field", "handlungsfelder", _("Fields of action"), 2, fields, OF_FIELDS))
register(Kind("statement", "thesen", _("Vision statements"), 3, statements, OF_STATEMENTS))
register(Kind("focus_area", "schwerpunkte", _("Focus areas"), 4, focus_areas, (FocusArea,)))
register(Kind("edition", "fassungen", _("Editions of the strategy"), 8, editions, (Edition, ConsultationStep)))
register(Kind("event", "entstehung", _("How the strategy came about"), 9, events, (StrategyEvent,)))
register(Kind("partner", "partner", _("Partners"), 10, partners, (Partner,)))
register(Kind("glossary", "glossar", _("Glossary"), 11, glossary, (GlossaryTerm,)))
