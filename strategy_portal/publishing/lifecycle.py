"""The verbs that make a row public, now or at a planned time, or take it back; and the content revision they raise."""

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
    """Take ``row`` back from the public; it becomes a draft and nothing of it is lost.

    Raises :class:`django.core.exceptions.ValidationError` when the row has to stay public, as an adopted edition has.
    """
    row.visibility = Visibility.DRAFT
    row.published_at = None
    row.publish_at = None
    row.validate_constraints()
    _save(row)
    raise_content_revision()


def _save(row: Publishable) -> None:
    """Save ``row``, but never bring back one that somebody has deleted meanwhile."""
    try:
        row.save(force_update=not row._state.adding)
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a rule, or the connection; Django itself says so when no row is left
            raise
        raise ValidationError(_("It was deleted meanwhile.")) from None


@contextlib.contextmanager
def rehearsal() -> Iterator[None]:
    """A transaction of which nothing stays: inside, verbs can be called to see what they would do.

    Other writers wait until it ends, so what happens inside is short.
    """
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def rehearse(publishing: Callable[[Publishable], None], row: Publishable) -> None:
    """Raise the :class:`ValidationError` with which the verb ``publishing`` would refuse ``row`` as it is stored."""
    with rehearsal():
        publishing(type(row)._default_manager.get(pk=row.pk))


def lock(row: models.Model) -> None:
    """Read ``row`` anew and lock it. Raises :class:`ValidationError` when somebody has deleted it meanwhile."""
    try:
        # "no key": who adds a row that refers to this one need not wait.
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
    """Let the draft ``row`` become public at the time ``at``, which replaces one that was planned before.

    ``publishing`` is the verb that will do it. Raises :class:`ValidationError` when the row is public, the time is
    not in the future, or the verb would refuse the row today: better now than at night, when nobody looks.
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
    """Let the draft ``row`` wait for somebody to publish it. Raises :class:`ValidationError` if no time was planned."""
    lock(row)
    if row.publish_at is None:
        raise ValidationError(_("No time is planned for its publication."))
    row.publish_at = None
    row.full_clean()
    row.save()
