"""The verb that freezes an adopted edition: its content, and its PDF byte for byte (docs/domain.md, rule 5)."""

import datetime
import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy.models import Edition, FrozenEdition
from strategy.pdf import edition_html
from strategy_portal.publishing.lifecycle import content_stamp, raise_content_revision
from strategy_portal.publishing.pdf.engine import one_at_a_time
from strategy_portal.publishing.pdf.paper import city_on_paper, print_document


def freeze_edition(edition: Edition, *, today: datetime.date, at: datetime.datetime | None = None) -> FrozenEdition:
    """Keep the PDF of ``edition`` as it is ``today``: its address serves these bytes for ever.

    Rendering takes seconds, so it happens outside the transaction, and nobody has to wait for a lock.
    Raises :class:`ValidationError` when the edition is not the adopted one, is frozen already, or something public
    changed during rendering, and :class:`strategy_portal.publishing.pdf.engine.PdfError` when no PDF can be made.
    """
    _check(edition)
    stamp = content_stamp()
    html = edition_html(edition, today=today)
    with one_at_a_time():
        pdf = print_document(html, city_on_paper())
    with transaction.atomic():
        _check(Edition.objects.select_for_update().get(pk=edition.pk))
        if content_stamp() != stamp:
            raise ValidationError(_("Something public has changed while the PDF was made. Please try again."))
        frozen = FrozenEdition(
            edition=edition,
            frozen_at=at or timezone.now(),
            content={"html": html},
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
        frozen.full_clean()
        frozen.save()
        raise_content_revision()
    return frozen


def _check(edition: Edition) -> None:
    if FrozenEdition.objects.filter(edition=edition).exists():
        raise ValidationError(_("This edition is frozen already."))
    if edition.status != Edition.Status.ADOPTED:
        raise ValidationError(_("Only the adopted edition can be frozen: what others once showed is not known."))
