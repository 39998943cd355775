"""The verb that puts an edition into force."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from strategy.models import Edition
from strategy_portal.publishing.lifecycle import publish


@transaction.atomic
def adopt(edition: Edition, *, at: datetime.datetime | None = None) -> None:
    """Record that the council has adopted ``edition``: it becomes public, is in force, and never changes again.

    The edition in force until now is superseded, and fields take the names that the new edition gives them.
    Raises :class:`ValidationError` when the edition has been adopted already or would give two fields the same name.
    """
    if edition.is_immutable:
        raise ValidationError(_("This edition has been adopted already."))
    for previous in Edition.objects.public().filter(status__in=Edition.IN_FORCE).exclude(pk=edition.pk):
        previous.status = Edition.Status.SUPERSEDED
        previous.full_clean()
        previous.save()
    edition.status = Edition.Status.ADOPTED
    publish(edition, at=at)
    wordings = edition.field_wordings.select_related("field")
    renamed = [(wording.field, wording.title) for wording in wordings if wording.field.name != wording.title]
    # Two fields may swap names, and names are unique: every field gives up its old name before any takes a new one.
    for field, _name in renamed:
        field.name = f"#{field.pk}"
        field.save()
    for field, name in renamed:
        field.name = name
        field.full_clean()
        field.save()
