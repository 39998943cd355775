"""The only place that changes the state of a project and its milestones' dates: its published updates.

An update is drafted, submitted, and published or sent back. Whoever has submitted one takes it back to change it;
what was sent back stays for the record and is revised as a new draft.
"""

import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import model_to_dict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from roadmap.models import MilestoneChange, Project, ProjectUpdate, ReportingRound
from roadmap.past.state import in_order, state_of
from strategy_portal.publishing.lifecycle import publish, publishes, raise_content_revision

State = ProjectUpdate.State
# What a revision takes over from the update that was sent back.
CONTENT = [
    *("project", "date", "text", "status", "schedule", "state_reason", "priority", "priority_reason"),
    *("source_link", "source", "is_example"),
]


def _lock(update: ProjectUpdate) -> tuple[Project, ProjectUpdate]:
    """Lock first the project, then the update: whoever else locks both, such as the admin's form, does so, too."""
    project = Project.objects.select_for_update(of=("self",)).filter(updates=update.pk).first()
    locked = ProjectUpdate.objects.select_for_update(of=("self",)).filter(pk=update.pk).first()
    if project is None or locked is None:
        raise ValidationError(_("This update was deleted meanwhile."))
    return project, locked


def _apply(project: Project, updates) -> None:
    """Set the state that ``updates`` lead to. Raises :class:`ValidationError` when it breaks a rule."""
    state = vars(state_of(updates))
    for name, value in state.items():
        setattr(project, name, value)
    # Its other columns are not of this update, and each check is a query.
    project.validate_constraints(exclude={field.name for field in Project._meta.get_fields()} - {*state})


def _published(project: Project) -> list[ProjectUpdate]:
    return list(project.updates.filter(state=State.PUBLISHED))


@transaction.atomic
def submit_update(update: ProjectUpdate, *, by: AbstractBaseUser, at: datetime.datetime | None = None) -> None:
    """Hand the draft ``update`` in for publication; it belongs to the reporting round that is open.

    Raises :class:`ValidationError` when it is no draft, or would lead to a state that breaks a rule: better now than
    when the team publishes it.
    """
    project, update = _lock(update)
    if update.state != State.DRAFT:
        raise ValidationError(_("Only a draft can be submitted."))
    _submit(project, update, by=by, at=at or timezone.now())


def _submit(project: Project, update: ProjectUpdate, *, by: AbstractBaseUser, at: datetime.datetime) -> None:
    if update.date > timezone.localdate(at):
        raise ValidationError(_("The date of the update is in the future."))
    update.state = State.SUBMITTED
    update.submitted_at = at
    update.author = update.author or by
    update.round = ReportingRound.objects.filter(closed_on=None).first()
    update.full_clean()
    for change in update.milestone_changes.select_related("milestone") if update.pk else []:
        change.full_clean()
    update.save()
    _apply(project, [*_published(project), update])


@transaction.atomic
def take_back_update(update: ProjectUpdate) -> None:
    """Make the submitted ``update`` a draft again, to be changed. Raises :class:`ValidationError` for any other."""
    _project, update = _lock(update)
    if update.state != State.SUBMITTED:
        raise ValidationError(_("Only an update that waits for publication can be taken back."))
    update.state = State.DRAFT
    update.submitted_at = None
    update.round = None
    update.full_clean()
    update.save()


@transaction.atomic
def confirm_unchanged(
    project: Project,
    *,
    by: AbstractBaseUser,
    date: datetime.date,
    at: datetime.datetime | None = None,
    publish: bool = False,
) -> ProjectUpdate:
    """Submit that ``project`` stands on ``date`` as its public state says; ``publish`` makes it public at once.

    Raises :class:`ValidationError` when there is no public state to confirm, another update of it waits, or the same
    was said already: a second click is no second confirmation.
    """
    at = at or timezone.now()
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if not project.is_public or project.confirmed_on is None:
        raise ValidationError(_("The project is not public yet; there is no state to confirm."))
    if project.updates.filter(state=State.SUBMITTED).exists():
        raise ValidationError(_("Another update of this project waits for publication."))
    if _is_confirmed(project, date):
        raise ValidationError(_("The project is confirmed as of this day already."))
    # Content for readers, in the language of the portal and not in that of whoever confirms.
    with translation.override(settings.LANGUAGE_CODE):
        text = _("State confirmed, unchanged.")
    update = ProjectUpdate(project=project, date=date, text=text, is_confirmation=True, author=by)
    update.is_example = project.is_example
    _submit(project, update, by=by, at=at)
    if publish:
        publish_update(update, at=at)
        update.refresh_from_db()
    return update


def _is_confirmed(project: Project, date: datetime.date) -> bool:
    """Whether the last word about ``project`` confirms it on ``date``, and in the round that is open, if one is."""
    last = project.updates.filter(state=State.PUBLISHED).order_by("date", "pk").last()
    if last is None or not last.is_confirmation or last.date != date:
        return False
    return last.round == ReportingRound.objects.filter(closed_on=None).first()


@transaction.atomic
def undo_confirmation(update: ProjectUpdate) -> None:
    """Delete a confirmation that is not public yet. Raises :class:`ValidationError` for any other update."""
    _project, update = _lock(update)
    if not update.is_confirmation or not update.is_open:
        raise ValidationError(_("Only a confirmation that is not public yet can be undone."))
    update.delete()


@transaction.atomic
def publish_update(update: ProjectUpdate, *, at: datetime.datetime | None = None) -> None:
    """Make ``update`` public and let it set the state of its project and what it says about milestones.

    It belongs to the reporting round in which it was submitted, else to the one that is open now. Raises
    :class:`ValidationError` when it is public or rejected already, lies in the future, or leads to a state that
    breaks a rule (a delay without a reason).
    """
    at = at or timezone.now()
    project, update = _lock(update)
    if update.state == State.PUBLISHED:
        raise ValidationError(_("This update is already published."))
    if update.state == State.REJECTED:
        raise ValidationError(_("This update was rejected; write a new one."))
    if update.date > timezone.localdate(at):
        raise ValidationError(_("The date of the update is in the future."))
    update.state = State.PUBLISHED
    update.published_at = at
    if update.round_id is None:  # nobody has submitted it, or not in this round
        update.round = ReportingRound.objects.filter(closed_on=None).first()
    update.full_clean()
    update.save()
    _apply(project, _published(project))
    project.save()
    _apply_to_milestones(update)
    raise_content_revision()


def report_update(
    update: ProjectUpdate, *, by: AbstractBaseUser, round: ReportingRound | None, at: datetime.datetime | None = None
) -> None:
    """Publish ``update``, which is not saved yet, of a project that the caller has locked: for files with many of them.

    ``round`` is the one that is open. Once for all of them, the caller raises the content revision. This asks the
    database less than :func:`publish_update`, and leaves the rules to its constraints. Raises
    :class:`ValidationError`, too.
    """
    at = at or timezone.now()
    if update.date > timezone.localdate(at):
        raise ValidationError(_("The date of the update is in the future."))
    project = update.project
    update.author = by
    update.state, update.published_at = State.PUBLISHED, at
    update.round = round
    try:
        with transaction.atomic():
            update.save()
            state = vars(state_of(_published(project)))
            for name, value in state.items():
                setattr(project, name, value)
            project.save(update_fields=[*state, "modified_at"])
    except IntegrityError:
        # Why the database has refused.
        update.full_clean()
        project.full_clean()
        raise


def _apply_to_milestones(update: ProjectUpdate) -> None:
    """Write into the milestones what ``update`` says, as far as no published update of a later day says otherwise."""
    changes = list(update.milestone_changes.select_related("milestone"))
    others = MilestoneChange.objects.filter(
        milestone__in=[change.milestone_id for change in changes], update__state=State.PUBLISHED
    )
    later = [other for other in others.select_related("update") if in_order(other.update) > in_order(update)]
    for change in changes:
        change.full_clean()
        values = change.values_after(other for other in later if other.milestone_id == change.milestone_id)
        for name, value in values.items():
            setattr(change.milestone, name, value)
        change.milestone.full_clean()
        change.milestone.save()


@transaction.atomic
def reject_update(update: ProjectUpdate, *, reason: str) -> None:
    """Send ``update`` back with a reason; it stays for the record and never becomes public.

    Raises :class:`ValidationError` when it is public already, perhaps since the caller has read it.
    """
    _project, update = _lock(update)
    if update.state == State.PUBLISHED:
        raise ValidationError(_("This update is already published."))
    update.state = State.REJECTED
    update.rejection_reason = reason
    update.full_clean()
    update.save()


@transaction.atomic
def revise_update(update: ProjectUpdate, *, by: AbstractBaseUser) -> ProjectUpdate:
    """Return a new draft that says what the rejected ``update`` said, to be put right by its author ``by``.

    A rejected confirmation is revised as an update like any other. A draft that ``by`` has made of it before is
    returned once more, as long as it says the same. Raises :class:`ValidationError` when ``update`` was not rejected.
    """
    _project, update = _lock(update)
    if update.state != State.REJECTED:
        raise ValidationError(_("Only an update that was sent back can be revised."))
    content = {name: getattr(update, name) for name in CONTENT}
    if made_before := ProjectUpdate.objects.filter(**content, state=State.DRAFT, author=by).first():
        return made_before
    revision = ProjectUpdate(**content, author=by)
    revision.full_clean()
    revision.save()
    for change in update.milestone_changes.all():
        values = model_to_dict(change, ["due", "due_precision", "reached_on"])
        MilestoneChange.objects.create(update=revision, milestone=change.milestone, **values)
    return revision


@publishes(Project)
@transaction.atomic
def publish_project(project: Project, *, at: datetime.datetime | None = None) -> None:
    """Make ``project`` public. One without a published update gets its first, so that its history begins today.

    That first update sets no state: a drafted one of the same or an earlier day may still set it.
    """
    at = at or timezone.now()
    # Only one caller at a time writes the first update, and none writes back a state that has changed meanwhile.
    try:
        project.refresh_from_db(from_queryset=Project.objects.select_for_update())
    except Project.DoesNotExist:
        raise ValidationError(_("It was deleted meanwhile.")) from None
    if not project.updates.filter(state=State.PUBLISHED).exists():
        # Content for readers, in the language of the portal and not in that of whoever publishes.
        with translation.override(settings.LANGUAGE_CODE):
            text = _("Added to the roadmap.")
        first = ProjectUpdate.objects.create(project=project, date=timezone.localdate(at), text=text)
        publish_update(first, at=at)
        project.refresh_from_db()
    publish(project, at=at)
