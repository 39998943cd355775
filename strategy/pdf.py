"""The strategy as a document: what it holds, and which bytes an edition's address serves.

The document is the same for every reader: in the portal's own language, without a person's name (a printed name
cannot be taken back when its consent ends), and with absolute days only. Two days say how current it is: the edition's
own as-of date, and the day of the latest published update of the roadmap.

A frozen edition serves its frozen bytes for ever. Any other public edition is rendered anew when something public
has changed (the content revision) and on another day (a membership may have ended over night).
"""

import datetime

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html
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
from strategy_portal.publishing.colours import palette
from strategy_portal.publishing.components.badges import BADGES
from strategy_portal.publishing.icons import ICONS
from strategy_portal.publishing.lifecycle import content_revision
from strategy_portal.publishing.models import Municipality, StoredPdf
from strategy_portal.publishing.pdf import one_at_a_time, render_pdf

STATIC_FILES = ("css/pdf.css", "build/fonts/fira-sans-400.woff2", "build/fonts/fira-sans-600.woff2")
SIGNS = sorted({sign for keys in BADGES.values() for _style, sign in keys.values()})
INK = "#1b1b1b"


def edition_pdf_bytes(edition: Edition, *, today: datetime.date) -> bytes:
    """Return the PDF of ``edition``: frozen, stored or rendered now.

    A draft edition is rendered for a preview and never stored; all other rows are public ones in any case.
    Raises :class:`strategy_portal.publishing.pdf.PdfError` when no PDF can be made.
    """
    frozen = FrozenEdition.objects.filter(edition=edition).first()
    if frozen:
        return bytes(frozen.pdf)
    if content := _stored(edition, today=today):
        return content
    with one_at_a_time():
        if content := _stored(edition, today=today):
            return content
        # Read before rendering: a change in between makes what is stored here outdated, never fresh.
        revision = content_revision()
        content = render_edition(edition, today=today)
        if edition.is_public:
            StoredPdf.objects.update_or_create(
                address=_address(edition),
                defaults={"revision": revision, "made_at": timezone.now(), "content": content},
            )
        return content


def _address(edition: Edition) -> str:
    return f"strategy/edition/{edition.pk}"


def _stored(edition: Edition, *, today: datetime.date) -> bytes | None:
    """Return the stored PDF of a public edition if nothing has changed since it was made, earlier on the same day."""
    if not edition.is_public:
        return None
    stored = StoredPdf.objects.filter(address=_address(edition), revision=content_revision()).first()
    return bytes(stored.content) if stored and timezone.localdate(stored.made_at) == today else None


def render_edition(edition: Edition, *, today: datetime.date) -> bytes:
    """Return a new PDF of ``edition``; the same content yields the same bytes."""
    pictures = {f"sign-{name}.svg": _sign(name) for name in SIGNS}
    municipality = _municipality()
    if logo := _logo(municipality):
        pictures["logo"] = logo
    return render_pdf(edition_html(edition, today=today), static=STATIC_FILES, pictures=pictures)


def edition_html(edition: Edition, *, today: datetime.date) -> str:
    """Return the whole document as HTML, in the portal's language whatever the reader's is."""
    with translation.override(settings.LANGUAGE_CODE):
        municipality = _municipality()
        steps = list(ConsultationStep.objects.filter(edition=edition).order_by("position"))
        context = {
            "edition": edition,
            "municipality": municipality,
            "has_logo": bool(_logo(municipality)),
            "shades": palette(municipality.colour),
            "signs": SIGNS,
            "today": today,
            "notice": _notice(edition, municipality),
            "resolution": _resolution(edition, steps),
            "steps": steps,
            "events": StrategyEvent.objects.public().order_by("position"),
            "partners": Partner.objects.public(),
            "statements": _with_goals(
                VisionStatementWording.objects.filter(edition=edition).select_related("statement"), "statement"
            ),
            "fields": _with_goals(
                ActionFieldWording.objects.filter(edition=edition).select_related("field"), "field"
            ),
            "focus_areas": edition.focus_areas.order_by("position"),
            "glossary": GlossaryTerm.objects.public().order_by("term"),
        }
        return render_to_string("pdf/strategy.html", context)


def _with_goals(wordings, identity: str):
    goals = Goal.objects.public().prefetch_related("indicators__values")
    order = f"{identity}__number"
    return wordings.order_by(order).prefetch_related(Prefetch(f"{identity}__goals", goals, to_attr="public_goals"))


def _municipality() -> Municipality:
    return Municipality.objects.first() or Municipality(name="", official_name=gettext("City without a name"))


def _logo(municipality: Municipality) -> bytes | None:
    if not municipality.logo or not municipality.logo.storage.exists(municipality.logo.name):
        return None
    with municipality.logo.open("rb") as file:
        return file.read()


def _sign(name: str) -> bytes:
    """Return an icon as a picture of its own; paper knows no ``currentColor``."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path d="{}" fill="none" '
        'stroke="{}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        ICONS[name],
        INK,
    ).encode()


def _notice(edition: Edition, municipality: Municipality) -> str:
    """Return what every page has to say about the standing of this document; usually nothing."""
    notices = []
    if not edition.is_public:
        notices.append(gettext("Draft, not published"))
    if municipality.is_example:
        notices.append(
            gettext("Example, not an official document of %(city)s") % {"city": municipality.official_name}
        )
    return " · ".join(notices)


STATUS_LINES = {
    Edition.Status.DRAFT: _("Draft edition, no resolution yet"),
    Edition.Status.CONSULTATION: _("Under consultation, no resolution yet"),
    Edition.Status.FINAL: _("Completed; no resolution is documented"),
    Edition.Status.ADOPTED: _("Adopted; the resolution is not documented"),
    Edition.Status.SUPERSEDED: _("Superseded by a later edition"),
}


def _resolution(edition: Edition, steps: list[ConsultationStep]) -> str:
    """Return the standing of the edition in one line, with the deciding body and its day as far as known."""
    decisions = [step for step in steps if step.role == ConsultationStep.Role.DECISION]
    if edition.status not in (*Edition.IN_FORCE, Edition.Status.SUPERSEDED) or not decisions:
        return str(STATUS_LINES[Edition.Status(edition.status)])
    last = decisions[-1]
    day = dates.spell(last.date, last.date_precision) or gettext("date not documented")
    return f"{edition.get_status_display()} · {last.body}, {day}"
