"""A new project made of an existing one."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from roadmap.models import Project
from roadmap.verbs.addresses import free_address
from strategy_portal.publishing.models import Publishable

# What a copy does not say: how it is called, what became of the other one, and that it was public.
OWN = {"id", "number", "slug", "title", "actual_start", "actual_start_precision", "actual_end", "actual_end_precision"}
OWN |= {"superseded_by", *(column.name for column in Publishable._meta.fields)}
# Others may take the same number at the same moment.
TRIES = 5


@transaction.atomic
def duplicate_project(project: Project, *, by: AbstractBaseUser) -> Project:
    """Return a draft that says what ``project`` says, with the next number and an address of its own.

    It begins as an idea: updates and resolutions are about the other one, and so is what has been reached.
    """
    copy = Project(**{column.name: getattr(project, column.name) for column in _descriptive()})
    # Content for readers, in the language of the portal and not in that of whoever copies.
    with translation.override(settings.LANGUAGE_CODE):
        mark = _(" (copy)")
    copy.title = project.title[: Project._meta.get_field("title").max_length - len(mark)].rstrip() + mark
    copy._history_user = by
    _save_with_free_number(copy)
    for relation in Project._meta.many_to_many:
        getattr(copy, relation.name).set(getattr(project, relation.name).all())
    copy_to(copy, project.milestones.all(), project.links.all())
    return copy


def copy_to(project: Project, milestones: Iterable, links: Iterable) -> None:
    """Give ``project`` such ``milestones``, still to be reached, and such ``links``."""
    for row in milestones:
        project.milestones.create(title=row.title, due=row.due, due_precision=row.due_precision)
    for row in links:
        project.links.create(title=row.title, url=row.url)


def _descriptive() -> list:
    return [column for column in Project._meta.concrete_fields if column.editable and column.name not in OWN]


def _save_with_free_number(copy: Project) -> None:
    for attempt in range(1, TRIES + 1):
        copy.number = Project.objects.next_number()
        copy.slug = free_address(copy.title)
        copy.full_clean(validate_unique=False)
        try:
            with transaction.atomic():
                copy.save()
            return
        except IntegrityError:
            if attempt == TRIES:
                raise
