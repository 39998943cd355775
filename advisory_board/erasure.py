"""Erasing the personal data that the portal holds about a person (GDPR Art. 17). It cannot be undone."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils.text import capfirst

from advisory_board.models import Consent, Person
from strategy_portal.publishing.lifecycle import raise_content_revision
from strategy_portal.publishing.models import StoredPdf, Upload
from strategy_portal.publishing.records import is_record

# The name that an erased person's row gets, and the reason in its history, both in the portal's language.
ERASED = "Person (Daten gelöscht)"
REASON = "Personenbezogene Daten gelöscht (Art. 17 DSGVO)"
CONTENT = ("publishing", "strategy", "roadmap", "advisory_board")
TEXTS = (models.CharField, models.TextField, models.JSONField)


def is_erased(person: Person) -> bool:
    return person.name == ERASED


@dataclass(frozen=True)
class Mention:
    """How many rows of ``model`` (or past versions of them, if ``is_past``) have a text that contains the name."""

    model: type[models.Model]
    count: int
    is_past: bool

    @property
    def label(self) -> str:
        return str(capfirst(self.model._meta.verbose_name_plural))


def mentions(person: Person) -> list[Mention]:
    """Return where other texts contain the person's name. Takes one query for each model with text columns.

    What happens to such a text has to be decided by a person: minutes, for example, are kept unchanged.
    """
    found = []
    for label in CONTENT:
        for model in apps.get_app_config(label).get_models():
            past = is_record(model)
            subject = getattr(model, "instance_type", model) if past else model
            columns = [each for each in model._meta.concrete_fields if isinstance(each, TEXTS)]
            if subject in (Person, Consent) or not columns:
                continue
            conditions = (Q(**{f"{each.name}__icontains": person.name}) for each in columns)
            if count := model._base_manager.filter(reduce(or_, conditions)).count():
                found.append(Mention(subject, count, past))
    return sorted(found, key=lambda mention: mention.is_past)


@transaction.atomic
def erase_person(person: Person, *, by: AbstractUser | AnonymousUser | None = None) -> None:
    """Empty the row of ``person`` and delete its consents, with the whole history and admin log entries of both.

    The memberships remain, held by a row that no longer identifies anybody. Mentions in other texts are left for
    people to decide on, see :func:`mentions`. Stored PDFs and uploaded spreadsheets of the board are deleted too.
    """
    keys = [str(key) for key in _consents(person.pk)]
    person.consents.all().delete()
    _forget(person.pk, keys)
    person.name, person.email, person.biography = ERASED, "", ""
    person._change_reason, person._history_user = REASON, by
    person.save()
    _drop_copies()


@transaction.atomic
def delete_person(person: Person) -> None:
    """Delete the row of ``person`` with its whole history and its admin log entries.

    Raises :class:`django.db.models.ProtectedError` while the person holds or held a seat.
    """
    key, keys = person.pk, [str(consent) for consent in _consents(person.pk)]
    person.delete()
    _forget(key, keys)
    _drop_copies()


def _consents(person: int) -> set[int]:
    return set(Consent.history.filter(person_id=person).order_by().values_list("id", flat=True))


def _forget(person: int, consents: list[str]) -> None:
    Consent.history.filter(person_id=person).delete()
    Person.history.filter(id=person).delete()
    types = ContentType.objects.get_for_models(Person, Consent)
    about = Q(content_type=types[Person], object_id=str(person))
    LogEntry.objects.filter(about | Q(content_type=types[Consent], object_id__in=consents)).delete()


def _drop_copies() -> None:
    StoredPdf.objects.all().delete()
    Upload.objects.filter(target__startswith="advisory_board.").delete()
    raise_content_revision()
