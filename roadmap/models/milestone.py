"""Milestones, and with them the progress of a project."""

import datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from roadmap.models.project import Project
from roadmap.models.vocabulary import SCHEDULED
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import PERMISSIONS, SPREADSHEET_PERMISSIONS
from strategy_portal.publishing.records import recorded


class MilestoneQuerySet(models.QuerySet):
    def public(self):
        return self.filter(project__in=Project.objects.public())

    def coming(self, today: datetime.date):
        """Return what is to be reached next in projects that are planned or running, soonest first."""
        return self.filter(
            ~dates.is_over("due", today=today), due__isnull=False, reached_on=None, project__status__in=SCHEDULED
        ).select_related("project")

    def past_due(self, today: datetime.date):
        """Return what should have been reached before ``today`` in projects that are planned or running."""
        return self.filter(dates.is_over("due", today=today), reached_on=None, project__status__in=SCHEDULED)


class Milestone(models.Model):
    """A result that is reached or not. Progress is the share of reached ones."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name=_("project"))
    title = models.CharField(_("result"), max_length=200, help_text=_("What is there when it is reached."))
    due = dates.precise_date(_("due"))
    due_precision = dates.precision_of_date(_("precision of the due date"))
    reached_on = dates.PastDateField(_("reached on"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()
    history = recorded()

    class Meta:
        default_permissions = (*PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = [F("due").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="roadmap_milestone_once",
                violation_error_message=_("This project already has a milestone with this title."),
            )
        ]

    def __str__(self):
        return self.title

    def is_past_due(self, today: datetime.date) -> bool:
        """Return in Python what ``past_due`` says in SQL."""
        is_expected = self.reached_on is None and self.project.status in SCHEDULED
        return is_expected and self.due is not None and dates.last_day(self.due, self.due_precision) < today
