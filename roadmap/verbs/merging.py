"""Two projects become one: readers who follow an address of the first are sent on to the second."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from roadmap.models import FormerAddress, Project, ProjectUpdate
from roadmap.verbs.duplicating import copy_to
from roadmap.verbs.updates import publish_project, publish_update
from strategy_portal.publishing.lifecycle import withdraw
from strategy_portal.publishing.records import is_record

LEADS = ("lead_field", "lead_department")
MANY = ("further_fields", "statements", "participating_departments", "partners", "related", "depends_on", "required_by")


def gains(project: Project, into: Project) -> dict[str, list[models.Model]]:
    """Return what ``into`` lacks and takes over from ``project``, by the name of the relation; without empty ones.

    Milestones only as far as they are still to be reached: what was promised stays promised. What ``project`` has
    reached is its own history, and would make the progress of ``into`` look better than it is.
    """
    found = {
        **_led_and_shared(project, into, "lead_field", "further_fields"),
        **_led_and_shared(project, into, "lead_department", "participating_departments"),
    }
    for name in ("statements", "partners", "related", "depends_on", "required_by"):
        has = [project, into, *getattr(into, name).all()]
        found[name] = _lacking(getattr(project, name).all(), has)
    titles = set(into.milestones.values_list("title", flat=True))
    found["milestones"] = [row for row in project.milestones.filter(reached_on=None) if row.title not in titles]
    urls = set(into.links.values_list("url", flat=True))
    found["links"] = [row for row in project.links.all() if row.url not in urls]
    return {name: rows for name, rows in found.items() if rows}


def _led_and_shared(project: Project, into: Project, lead: str, others: str) -> dict[str, list[models.Model]]:
    """Return the fields or units of ``project`` that ``into`` lacks; the first may lead where nothing leads yet."""
    first = getattr(project, lead)
    has = {getattr(into, lead), *getattr(into, others).all()}
    lacking = _lacking(dict.fromkeys([first, *getattr(project, others).all()]), has)
    if first in lacking and getattr(into, lead) is None:
        return {lead: [first], others: [row for row in lacking if row != first]}
    return {others: lacking}


def _lacking(rows: Iterable[models.Model | None], has: Iterable[models.Model | None]) -> list[models.Model]:
    present = set(has)
    return [row for row in rows if row and row not in present]


def reason_not_to_merge(project: Project, into: Project) -> str:
    """Return why ``project`` cannot be merged into ``into``, in a sentence for the editor; empty when it can."""
    names = {"project": project, "into": into}
    if project == into:
        return _("A project cannot be merged with itself.")
    if not project.is_public:
        return _("“%(project)s” is not public; only public projects are merged.") % names
    if not into.is_public:
        return _("“%(into)s” is not public: readers would be led to nothing. Publish it first.") % names
    if project.updates.open().exists():
        return _("“%(project)s” has updates that are not public yet. Publish, send back or delete them first.") % names
    return ""


@transaction.atomic
def merge_projects(
    project: Project, *, into: Project, by: AbstractBaseUser, at: datetime.datetime | None = None
) -> None:
    """Withdraw ``project``, let its addresses lead to ``into``, and hand over what :func:`gains` names.

    Its history stays with it, for the team. An update tells the readers of ``into``. Raises :class:`ValidationError`
    for the reasons of :func:`reason_not_to_merge`.
    """
    at = at or timezone.now()
    project, into = _locked(project, into)
    if reason := reason_not_to_merge(project, into):
        raise ValidationError(reason)
    _hand_over(project, into)
    for other in Project.objects.public().filter(superseded_by=project).exclude(pk=into.pk):
        other.superseded_by = into
        other.save()
    project.superseded_by = into
    withdraw(project)
    for address in project.former_addresses.all():
        address.project = into
        address.save()
    FormerAddress.objects.filter(slug=into.slug).delete()
    FormerAddress.objects.update_or_create(slug=project.slug, defaults={"project": into})
    # Content for readers, in the language of the portal and not in that of whoever merges.
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Merged with the project “%(project)s”.") % {"project": project}
    _tell(into, text, by=by, at=at)


def merged_into(project: Project) -> Project | None:
    """Return where the address of ``project`` leads since it was merged; nothing when it was not."""
    if project.is_public or not project.superseded_by_id:
        return None
    return Project.objects.filter(former_addresses__slug=project.slug).exclude(pk=project.pk).first()


@transaction.atomic
def undo_merge(project: Project, *, by: AbstractBaseUser, at: datetime.datetime | None = None) -> None:
    """Publish ``project`` again under its own address. What was handed over stays where it is.

    Raises :class:`ValidationError` when it was not merged, or breaks a rule for public projects by now.
    """
    at = at or timezone.now()
    project.refresh_from_db()
    into = merged_into(project)
    project, into = _locked(project, into or project)
    if into == project or merged_into(project) != into:  # the latter: somebody was faster
        raise ValidationError(_("This project is not merged with another."))
    FormerAddress.objects.get(slug=project.slug).delete()
    for address in FormerAddress.objects.filter(slug__in=_addresses_before(project), project=into):
        address.project = project
        address.save()
    project.superseded_by = None
    project.save()
    publish_project(project, at=at)
    with translation.override(settings.LANGUAGE_CODE):
        text = _("The project “%(project)s” is on its own again.") % {"project": project}
    _tell(into, text, by=by, at=at)


def _addresses_before(project: Project) -> list[str]:
    """Return the addresses of what had been merged into ``project``, directly or on the way."""
    found, waiting = {}, [project]
    while waiting:
        for before in waiting.pop().supersedes.exclude(pk__in=[project.pk, *found]):
            if not before.is_public:
                found[before.pk] = before.slug
                waiting.append(before)
    return list(found.values())


def _locked(*projects: Project) -> list[Project]:
    """Read ``projects`` anew and lock them, always in the same order."""
    keys = [project.pk for project in projects]
    rows = {row.pk: row for row in Project.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
    if len(rows) < len(set(keys)):
        raise ValidationError(_("One of the projects was deleted meanwhile."))
    return [rows[key] for key in keys]


def _hand_over(project: Project, into: Project) -> None:
    found = gains(project, into)
    for name in LEADS:
        if name in found:
            setattr(into, name, found[name][0])
    if into.superseded_by_id == project.pk:
        into.superseded_by = None
    into.full_clean()
    into.save()
    for name in MANY:
        if name in found:
            getattr(into, name).add(*found[name])
    copy_to(into, found.get("milestones", []), found.get("links", []))
    _hand_over_mentions(project, into)


def _hand_over_mentions(project: Project, into: Project) -> None:
    """Let what other rooms say about ``project``, such as a recommendation of the board, be about ``into``, too."""
    for relation in Project._meta.related_objects:
        if relation.related_model._meta.app_label == "roadmap" or is_record(relation.related_model):
            continue
        for row in relation.related_model._default_manager.filter(**{relation.field.name: project}):
            if relation.many_to_many:
                getattr(row, relation.field.name).add(into)
            else:
                setattr(row, relation.field.name, into)
                row.save()


def _tell(project: Project, text: str, *, by: AbstractBaseUser, at: datetime.datetime) -> None:
    update = ProjectUpdate(project=project, date=timezone.localdate(at), text=text, author=by)
    update.is_example = project.is_example
    update.full_clean()
    update.save()
    publish_update(update, at=at)
