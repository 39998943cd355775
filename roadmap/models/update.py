"""Status messages, which are the history of a project."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models.milestone import Milestone
from roadmap.models.project import Project
from roadmap.models.project_queryset import only_reports
from roadmap.models.round import ReportingRound
from roadmap.models.vocabulary import NEEDS_REASON, SCHEDULED, Priority, Schedule, Status
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import PERMISSIONS, PUBLISHING_PERMISSIONS, SPREADSHEET_PERMISSIONS, Documented
from strategy_portal.publishing.records import recorded


class ProjectUpdateQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state=ProjectUpdate.State.PUBLISHED, project__in=Project.objects.public())

    def open(self):
        """Return what is neither published nor sent back."""
        return self.filter(state__in=ProjectUpdate.OPEN)

    def with_project(self):
        return self.select_related("project")

    def news(self):
        """Leave out mere confirmations: they renew the day of the last check, and tell nothing new."""
        return self.filter(is_confirmation=False)

    def visible_to(self, user):
        """Return what ``user`` may see in the admin: officers see only what is said about their own projects."""
        return self.filter(project__in=Project.objects.reported_by(user)) if only_reports(user) else self


class ProjectUpdate(Documented):
    """A status message (Statusmeldung). A published one may set status, schedule and priority; it is never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Rejected")

    OPEN = (State.DRAFT, State.SUBMITTED)

    project = models.ForeignKey(Project, models.CASCADE, related_name="updates", verbose_name=_("project"))
    date = models.DateField(_("date"), help_text=_("The day from which this holds."))
    text = models.TextField(_("text"), help_text=_("What happened, in two or three sentences."))
    status = models.CharField(_("new status"), max_length=12, choices=Status, blank=True)
    schedule = models.CharField(_("new schedule"), max_length=8, choices=Schedule, blank=True)
    state_reason = models.TextField(
        _("reason of status or schedule"), blank=True, help_text=_("Needed for delayed, paused and discontinued.")
    )
    priority = models.CharField(_("new priority"), max_length=6, choices=Priority, blank=True)
    priority_reason = models.TextField(_("reason of the priority"), blank=True)
    source_link = models.URLField(_("link to the source"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="project_updates",
        verbose_name=_("author"),
        editable=False,
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, editable=False)
    is_confirmation = models.BooleanField(
        _("confirmed unchanged"),
        default=False,
        editable=False,
        help_text=_("Says that nothing has changed; it renews the day of the last check."),
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    round = models.ForeignKey(
        ReportingRound,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="updates",
        verbose_name=_("reporting round"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    rejection_reason = models.TextField(_("reason of the rejection"), blank=True, editable=False)

    objects = ProjectUpdateQuerySet.as_manager()
    history = recorded()

    class Meta:
        default_permissions = (*PERMISSIONS, *PUBLISHING_PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["state", "date"], name="roadmap_update_state_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | ~Q(state="published") & Q(published_at=None),
                name="roadmap_update_published_has_time",
                violation_error_message=_("A published update needs the time of its publication."),
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(rejection_reason=""),
                name="roadmap_update_rejection_has_reason",
                violation_error_message=_("A rejected update needs a reason."),
            ),
            models.CheckConstraint(
                condition=~(Q(status__in=NEEDS_REASON) | Q(schedule=Schedule.DELAYED)) | ~Q(state_reason=""),
                name="roadmap_update_state_has_reason",
                violation_error_message=_("Delayed, paused and discontinued need a public reason."),
            ),
            models.CheckConstraint(
                condition=Q(schedule="") | Q(status="") | Q(status__in=SCHEDULED),
                name="roadmap_update_schedule_fits_status",
                violation_error_message=_("Only planned and running projects have a schedule."),
            ),
            models.CheckConstraint(
                condition=Q(is_confirmation=False) | Q(status="", schedule="", priority=""),
                name="roadmap_update_confirmation_changes_nothing",
                violation_error_message=_("Who confirms that nothing has changed sets no new state."),
            ),
        ]

    def __str__(self):
        return f"{self.project}, {self.date:%d.%m.%Y}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class MilestoneChange(models.Model):
    """What an update says about a milestone: once it is published, the milestone has this due date or is reached."""

    update = models.ForeignKey(
        ProjectUpdate, models.CASCADE, related_name="milestone_changes", verbose_name=_("update")
    )
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="changes", verbose_name=_("milestone"))
    due = dates.precise_date(_("new due date"))
    due_precision = dates.precision_of_date(_("precision of the due date"))
    reached_on = dates.PastDateField(_("reached on"), null=True, blank=True)

    history = recorded()

    class Meta:
        verbose_name = _("change of a milestone")
        verbose_name_plural = _("changes of milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["update", "milestone"],
                name="roadmap_milestonechange_once",
                violation_error_message=_("This update already speaks of this milestone."),
            ),
            models.CheckConstraint(
                condition=Q(due__isnull=False) | Q(reached_on__isnull=False),
                name="roadmap_milestonechange_says_something",
                violation_error_message=_("Give the milestone a new date, or say when it was reached."),
            ),
        ]

    def __str__(self):
        return str(self.milestone)

    def clean(self):
        if self.update_id and self.milestone_id and self.update.project_id != self.milestone.project_id:
            raise ValidationError(gettext("This milestone belongs to another project."))

    def values_after(self, later: Iterable["MilestoneChange"] = ()) -> dict[str, Any]:
        """Return the new values of the milestone's columns, except those that a change of ``later`` sets as well."""
        later = list(later)
        values: dict[str, Any] = {}
        if self.due and not any(other.due for other in later):
            values |= {"due": self.due, "due_precision": self.due_precision}
        if self.reached_on and not any(other.reached_on for other in later):
            values["reached_on"] = self.reached_on
        return values
