"""PDFs that are kept: made anew when something public has changed (the content revision) and on another day."""

import datetime
from collections.abc import Callable

from django.utils import timezone

from strategy_portal.publishing.lifecycle import content_revision
from strategy_portal.publishing.models import StoredPdf
from strategy_portal.publishing.pdf.engine import one_at_a_time


def stored_or_made(address: str, make: Callable[[], bytes], *, today: datetime.date) -> bytes:
    """Return the PDF that is stored as ``address``; if it is outdated, make one and store that.

    For public documents only. Raises :class:`strategy_portal.publishing.pdf.engine.PdfError` when no PDF can be made.
    """
    if content := _stored(address, today=today):
        return content
    with one_at_a_time():
        if content := _stored(address, today=today):
            return content
        # Read before rendering: a change in between makes what is stored here outdated, never fresh.
        revision = content_revision()
        content = make()
        # What is outdated is served to nobody, and it may show what was withdrawn.
        StoredPdf.objects.exclude(revision=revision).delete()
        StoredPdf.objects.update_or_create(
            address=address,
            defaults={"revision": revision, "made_at": timezone.now(), "content": content},
        )
        return content


def _stored(address: str, *, today: datetime.date) -> bytes | None:
    """Return what is stored if nothing has changed since it was made, earlier on the same day."""
    stored = StoredPdf.objects.filter(address=address, revision=content_revision()).first()
    return bytes(stored.content) if stored and timezone.localdate(stored.made_at) == today else None
