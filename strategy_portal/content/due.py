"""Publishing the rows whose planned time has come."""

import datetime
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.lifecycle import publishing_verb
from strategy_portal.publishing.models import Publishable

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublishingOutcome:
    """The result for one row, which ``kind`` and ``name`` name; ``refusal`` says why it is still a draft."""

    kind: str
    name: str
    refusal: str = ""


def publishable_models() -> list[type[Publishable]]:
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


def publish_due(at: datetime.datetime) -> Iterator[PublishingOutcome]:
    """Publish all that is due at the time ``at``, the earliest first, each row in a transaction of its own.

    Readers see ``at`` as the time of publication. Another process that does the same at that moment waits for the
    lock of the row and then skips it. A row that is refused stays a draft, keeps its planned time, and does not hold
    up other rows.
    """
    waiting = sorted(
        (publish_at, number, key, model)
        for number, model in enumerate(publishable_models())
        for key, publish_at in model._default_manager.due(at).values_list("pk", "publish_at")
    )
    for _publish_at, _number, key, model in waiting:
        if outcome := _publish(model, key, at):
            yield outcome


def _publish(model: type[Publishable], key: int, at: datetime.datetime) -> PublishingOutcome | None:
    """Lock the row and publish it if it is still due; return None if it is not."""
    kind, name = str(capfirst(model._meta.verbose_name)), str(key)
    try:
        with transaction.atomic():
            row = model._default_manager.due(at).select_for_update(of=("self",), no_key=True).filter(pk=key).first()
            if row is None:
                return None
            name = str(row)
            with translation.override(settings.LANGUAGE_CODE):  # the history speaks the language of the portal
                row._change_reason = gettext("Published as planned")
            publishing_verb(model)(row, at=at)
    except ValidationError as error:
        return PublishingOutcome(kind, name, in_words(error, row))
    except Exception:  # a broken row, or a connection lost for a moment, must not hold up the others for ever
        logger.exception("%s %s could not be published", model._meta.label, key)
        return PublishingOutcome(kind, name, gettext("Something went wrong; the log says more."))
    return PublishingOutcome(kind, name)
