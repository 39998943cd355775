"""The verbs that publish a row, now or at a planned time, or withdraw it; and the content revision that they raise."""

import contextlib
import datetime
import secrets
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_portal.publishing.models import ContentRevision, Publishable, Visibility


def raise_content_revision() -> None:
    """Record that something public has changed, which invalidates stored PDFs and caches of the old content."""
    stamp = secrets.token_hex(8)
    if not ContentRevision.objects.update(number=F("number") + 1, stamp=stamp):
        ContentRevision.objects.get_or_create(singleton=True, defaults={"number": 2, "stamp": stamp})


def content_revision() -> int:
    """Return the revision number of the present public content; it starts at 1 and only ever rises."""
    return ContentRevision.objects.values_list("number", flat=True).first() or 1


def content_stamp() -> tuple[int, str]:
    """Return a key that identifies the present public content, for caches in memory.

    The number alone is not enough: after a backup is restored or a transaction is rolled back, the same number is used
    again for other content.
    """
    return ContentRevision.objects.values_list("number", "stamp").first() or (1, "")


@transaction.atomic
def publish(row: Publishable, *, at: datetime.datetime | None = None) -> None:
    """Make ``row`` public. A row that is public already keeps the time of its first publication.

    Raises :class:`django.core.exceptions.ValidationError` when the row breaks a rule for public rows.
    """
    if not row.is_public:
        row.visibility = Visibility.PUBLISHED
        row.published_at = at or timezone.now()
        row.publish_at = None
    row.full_clean()
    _save(row)
    raise_content_revision()


_publishing_verbs: dict[type[Publishable], Callable[..., None]] = {}


def publishes(model: type[Publishable]) -> Callable:
    """Let the decorated verb, which takes what :func:`publish` takes, publish the rows of ``model``."""

    def register(verb):
        _publishing_verbs[model] = verb
        return verb

    return register


def publishing_verb(model: type[Publishable]) -> Callable[..., None]:
    return _publishing_verbs.get(model, publish)


@transaction.atomic
def withdraw(row: Publishable) -> None:
    """Turn the public ``row`` back into a draft; its content stays.

    Raises :class:`django.core.exceptions.ValidationError` when the row has to stay public, like an adopted edition.
    """
    row.visibility = Visibility.DRAFT
    row.published_at = None
    row.publish_at = None
    row.validate_constraints()
    _save(row)
    raise_content_revision()


def _save(row: Publishable) -> None:
    """Save ``row``, but never recreate a row that somebody has deleted in the meantime."""
    try:
        row.save(force_update=not row._state.adding)
    except DatabaseError as error:
        # Django raises DatabaseError itself if no row was updated; subclasses are about constraints or the connection.
        if type(error) is not DatabaseError:
            raise
        raise ValidationError(_("It was deleted meanwhile.")) from None


@contextlib.contextmanager
def rehearsal() -> Iterator[None]:
    """A transaction that is always rolled back: verbs can be called inside it to see what they would do.

    Other writers wait until it ends, so keep it short.
    """
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def rehearse(publishing: Callable[[Publishable], None], row: Publishable) -> None:
    """Raise the :class:`ValidationError` with which ``publishing`` would refuse ``row`` as stored in the database."""
    with rehearsal():
        publishing(type(row)._default_manager.get(pk=row.pk))


def lock(row: models.Model) -> None:
    """Lock ``row`` and reload it. Raises :class:`ValidationError` when somebody has deleted it in the meantime."""
    try:
        # "no key": adding a row with a foreign key to this one does not have to wait for the lock.
        row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update(no_key=True))
    except type(row).DoesNotExist:
        raise ValidationError(_("It was deleted meanwhile.")) from None


@transaction.atomic
def schedule_publication(
    row: Publishable,
    *,
    at: datetime.datetime,
    now: datetime.datetime | None = None,
    publishing: Callable[[Publishable], None] = publish,
) -> None:
    """Plan the publication of the draft ``row`` for the time ``at``, replacing an earlier plan.

    ``publishing`` is the verb that will publish it. Raises :class:`ValidationError` when the row is public, the time is
    not in the future, or the verb would refuse the row as it is now: better to hear that now than not at all at night.
    """
    lock(row)
    if row.is_public:
        raise ValidationError(_("It is public already."))
    if at <= (now or timezone.now()):
        raise ValidationError(_("This time has passed. Choose one in the future."))
    rehearse(publishing, row)
    row.publish_at = at
    row.full_clean()
    row.save()


@transaction.atomic
def cancel_schedule(row: Publishable) -> None:
    """Cancel the planned publication of the draft ``row``. Raises :class:`ValidationError` if none was planned."""
    lock(row)
    if row.publish_at is None:
        raise ValidationError(_("No time is planned for its publication."))
    row.publish_at = None
    row.full_clean()
    row.save()
