"""Stored PDFs: rendered again when something public has changed (the content revision) and on the next day."""

import datetime
from collections.abc import Callable

from django.utils import timezone

from strategy_portal.publishing.lifecycle import content_revision
from strategy_portal.publishing.models import StoredPdf
from strategy_portal.publishing.pdf.engine import one_at_a_time


def stored_or_made(address: str, make: Callable[[], bytes], *, today: datetime.date) -> bytes:
    """Return the PDF that is stored as ``address``; if there is none or it is outdated, make and store a new one.

    For public documents only. Raises :class:`strategy_portal.publishing.pdf.engine.PdfError` when no PDF can be made.
    """
    if content := _stored(address, today=today):
        return content
    with one_at_a_time():
        if content := _stored(address, today=today):
            return content
        # Read before rendering, so that a PDF stored after a change in between counts as outdated, not as fresh.
        revision = content_revision()
        content = make()
        # Outdated PDFs are never served, and they may contain withdrawn content.
        StoredPdf.objects.exclude(revision=revision).delete()
        StoredPdf.objects.update_or_create(
            address=address,
            defaults={"revision": revision, "made_at": timezone.now(), "content": content},
        )
        return content


def _stored(address: str, *, today: datetime.date) -> bytes | None:
    """Return the stored PDF if it was made today and nothing has changed since; otherwise None."""
    stored = StoredPdf.objects.filter(address=address, revision=content_revision()).first()
    return bytes(stored.content) if stored and timezone.localdate(stored.made_at) == today else None
