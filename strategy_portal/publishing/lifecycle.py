"""The verbs that make a row public or take it back, and the content revision that they raise."""

import datetime
import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from strategy_portal.publishing.models import ContentRevision, Publishable, Visibility


def raise_content_revision() -> None:
    """Say that something public has changed: stored PDFs and caches of the old content are no longer valid."""
    stamp = secrets.token_hex(8)
    if not ContentRevision.objects.update(number=F("number") + 1, stamp=stamp):
        ContentRevision.objects.get_or_create(singleton=True, defaults={"number": 2, "stamp": stamp})


def content_revision() -> int:
    """Return the number of the content that is public now; it starts at 1 and never falls."""
    return ContentRevision.objects.values_list("number", flat=True).first() or 1


def content_stamp() -> tuple[int, str]:
    """Return what tells the content that is public now from any other, for caches in memory.

    A number alone comes again when a backup is restored or a transaction rolled back, with other content.
    """
    return ContentRevision.objects.values_list("number", "stamp").first() or (1, "")


@transaction.atomic
def publish(row: Publishable, *, at: datetime.datetime | None = None) -> None:
    """Make ``row`` public. Publishing twice keeps the first time.

    Raises :class:`django.core.exceptions.ValidationError` when the row breaks a rule that holds for public rows.
    """
    if not row.is_public:
        row.visibility = Visibility.PUBLISHED
        row.published_at = at or timezone.now()
    row.full_clean()
    row.save()
    raise_content_revision()


@transaction.atomic
def withdraw(row: Publishable) -> None:
    """Take ``row`` back from the public; it becomes a draft and nothing of it is lost.

    Raises :class:`django.core.exceptions.ValidationError` when the row has to stay public, as an adopted edition has.
    """
    row.visibility = Visibility.DRAFT
    row.published_at = None
    row.validate_constraints()
    row.save()
    raise_content_revision()
