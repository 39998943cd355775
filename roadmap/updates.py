"""The only place that changes the state of a project: its published updates."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from roadmap.models import SCHEDULED, Priority, Project, ProjectUpdate, Schedule, Status
from strategy_portal.publishing.lifecycle import publish, raise_content_revision


@dataclass(frozen=True)
class ProjectState:
    """What a project's published updates say up to a day. ``confirmed_on`` is the day of the last one."""

    status: str = Status.IDEA
    schedule: str = ""
    state_reason: str = ""
    priority: str = Priority.NONE
    priority_reason: str = ""
    confirmed_on: datetime.date | None = None

    def after(self, update: ProjectUpdate) -> "ProjectState":
        """Return the state that holds once ``update`` is published; its empty fields change nothing.

        Raises :class:`ValidationError` when it sets a schedule that the status does not have.
        """
        status = update.status or self.status
        if update.schedule and status not in SCHEDULED:
            raise ValidationError(_("Only planned and running projects have a schedule."))
        schedule = update.schedule or self.schedule
        if status not in SCHEDULED:
            schedule = ""
        elif not schedule:
            schedule = Schedule.OPEN
        state_changed = (status, schedule) != (self.status, self.schedule)
        return ProjectState(
            status=status,
            schedule=schedule,
            # A reason belongs to the state it explains and ends with it.
            state_reason=update.state_reason or ("" if state_changed else self.state_reason),
            priority=update.priority or self.priority,
            priority_reason=update.priority_reason
            or ("" if update.priority and update.priority != self.priority else self.priority_reason),
            confirmed_on=update.date,
        )


def state_of(updates) -> ProjectState:
    """Return the state that ``updates`` (published, oldest first) lead to."""
    state = ProjectState()
    for update in updates:
        state = state.after(update)
    return state


def _apply(project: Project) -> None:
    state = state_of(project.updates.filter(state=ProjectUpdate.State.PUBLISHED).order_by("date", "pk"))
    for name, value in vars(state).items():
        setattr(project, name, value)
    project.full_clean()
    project.save()


@transaction.atomic
def publish_update(update: ProjectUpdate, *, at: datetime.datetime | None = None) -> None:
    """Make ``update`` public and let it set the state of its project.

    Raises :class:`ValidationError` when it is public or rejected already, lies in the future, or leads to a state
    that breaks a rule (a delay without a reason).
    """
    at = at or timezone.now()
    # First the project, then the update: whoever else locks both, such as the admin's form, does so in this order.
    project = Project.objects.select_for_update(of=("self",)).get(updates=update.pk)
    update = ProjectUpdate.objects.select_for_update().get(pk=update.pk)
    if update.state == ProjectUpdate.State.PUBLISHED:
        raise ValidationError(_("This update is already published."))
    if update.state == ProjectUpdate.State.REJECTED:
        raise ValidationError(_("This update was rejected; write a new one."))
    if update.date > timezone.localdate(at):
        raise ValidationError(_("The date of the update is in the future."))
    update.state = ProjectUpdate.State.PUBLISHED
    update.published_at = at
    update.full_clean()
    update.save()
    _apply(project)
    raise_content_revision()


@transaction.atomic
def reject_update(update: ProjectUpdate, *, reason: str) -> None:
    """Send ``update`` back with a reason; it stays for the record and never becomes public.

    Raises :class:`ValidationError` when it is public already, perhaps since the caller has read it.
    """
    update = ProjectUpdate.objects.select_for_update().get(pk=update.pk)
    if update.state == ProjectUpdate.State.PUBLISHED:
        raise ValidationError(_("This update is already published."))
    update.state = ProjectUpdate.State.REJECTED
    update.rejection_reason = reason
    update.full_clean()
    update.save()


@transaction.atomic
def publish_project(project: Project, *, at: datetime.datetime | None = None) -> None:
    """Make ``project`` public. One without a published update gets its first, so that its history begins today.

    That first update sets no state: a drafted one of the same or an earlier day may still set it.
    """
    at = at or timezone.now()
    # Only one caller at a time writes the first update, and none writes back a state that has changed meanwhile.
    project.refresh_from_db(from_queryset=Project.objects.select_for_update())
    if not project.updates.filter(state=ProjectUpdate.State.PUBLISHED).exists():
        # Content for readers, in the language of the portal and not in that of whoever publishes.
        with translation.override(settings.LANGUAGE_CODE):
            text = _("Added to the roadmap.")
        first = ProjectUpdate.objects.create(project=project, date=timezone.localdate(at), text=text)
        publish_update(first, at=at)
        project.refresh_from_db()
    publish(project, at=at)
