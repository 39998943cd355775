"""The strategy as a PDF: what the document contains, and which bytes an edition's address serves.

The document is the same for every reader: in the portal's own language, without names of persons (a printed name
cannot be withdrawn when the consent to it ends), and with absolute dates only. Two dates say how current it is: the
edition's own as-of date, and the date of the latest published update of the roadmap.

A frozen edition serves its frozen bytes for ever. The PDF of any other public edition is rendered again when something
public has changed (the content revision) and on the next day (a membership may have ended overnight).
"""

import datetime

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.models import (
    ActionFieldWording,
    ConsultationStep,
    Edition,
    FrozenEdition,
    GlossaryTerm,
    Goal,
    Partner,
    StrategyEvent,
    VisionStatementWording,
)
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pdf.engine import one_at_a_time
from strategy_portal.publishing.pdf.paper import city_on_paper, example_notice, frame_of, print_document
from strategy_portal.publishing.pdf.store import stored_or_made


def edition_pdf_bytes(edition: Edition, *, today: datetime.date) -> bytes:
    """Return the PDF of ``edition``: frozen, stored or rendered now.

    A draft edition is rendered for a preview and never stored; all other rows in its PDF are public ones even then.
    Raises :class:`strategy_portal.publishing.pdf.engine.PdfError` when no PDF can be made.
    """
    frozen = FrozenEdition.objects.filter(edition=edition).first()
    if frozen:
        return bytes(frozen.pdf)
    if not edition.is_public:
        with one_at_a_time():
            return render_edition(edition, today=today)
    return stored_or_made(f"strategy/edition/{edition.pk}", lambda: render_edition(edition, today=today), today=today)


def render_edition(edition: Edition, *, today: datetime.date) -> bytes:
    """Return a new PDF of ``edition``; the same content yields the same bytes."""
    return print_document(edition_html(edition, today=today), city_on_paper())


def edition_html(edition: Edition, *, today: datetime.date) -> str:
    """Return the whole document as HTML, in the portal's language, whichever language the reader uses."""
    with translation.override(settings.LANGUAGE_CODE):
        municipality = city_on_paper()
        steps = list(ConsultationStep.objects.filter(edition=edition).order_by("position"))
        context = {
            **frame_of(municipality),
            "edition": edition,
            "today": today,
            "notice": _notice(edition, municipality),
            "resolution": _resolution(edition, steps),
            "steps": steps,
            "events": StrategyEvent.objects.public().order_by("position"),
            "partners": Partner.objects.public(),
            "statements": _with_goals(
                VisionStatementWording.objects.filter(edition=edition).select_related("statement"), "statement"
            ),
            "fields": _with_goals(ActionFieldWording.objects.filter(edition=edition).select_related("field"), "field"),
            "focus_areas": edition.focus_areas.order_by("position"),
            "glossary": GlossaryTerm.objects.public().order_by("term"),
        }
        return render_to_string("pdf/strategy.html", context)


def _with_goals(wordings, identity: str):
    goals = Goal.objects.public().prefetch_related("indicators__values")
    order = f"{identity}__number"
    return wordings.order_by(order).prefetch_related(Prefetch(f"{identity}__goals", goals, to_attr="public_goals"))


def _notice(edition: Edition, municipality: Municipality) -> str:
    """Return the notice that every page carries: that this is a draft or an example; usually an empty string."""
    draft = "" if edition.is_public else gettext("Draft, not published")
    return " · ".join(filter(None, (draft, example_notice(municipality))))


STATUS_LINES = {
    Edition.Status.DRAFT: _("Draft edition, no resolution yet"),
    Edition.Status.CONSULTATION: _("Under consultation, no resolution yet"),
    Edition.Status.FINAL: _("Completed; no resolution is documented"),
    Edition.Status.ADOPTED: _("Adopted; the resolution is not documented"),
    Edition.Status.SUPERSEDED: _("Superseded by a later edition"),
}


def _resolution(edition: Edition, steps: list[ConsultationStep]) -> str:
    """Return the status of the edition in one line, with the deciding body and the date as far as they are known."""
    decisions = [step for step in steps if step.role == ConsultationStep.Role.DECISION]
    if edition.status not in (*Edition.IN_FORCE, Edition.Status.SUPERSEDED) or not decisions:
        return str(STATUS_LINES[Edition.Status(edition.status)])
    last = decisions[-1]
    day = dates.spell(last.date, last.date_precision) or gettext("date not documented")
    return f"{edition.get_status_display()} · {last.body}, {day}"
