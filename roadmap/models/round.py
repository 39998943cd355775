"""Rounds in which every lead unit says how its projects stand."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from roadmap.models.department import Department
from strategy_portal.publishing.models import no_later_than
from strategy_portal.publishing.records import recorded


class ReportingRound(models.Model):
    """A reporting round (Meldungsrunde). While it is open, submitted and confirmed updates belong to it."""

    title = models.CharField(_("title"), max_length=120, help_text=_("For example: autumn 2026."))
    opened_on = models.DateField(_("opened on"))
    deadline = models.DateField(_("deadline"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)

    history = recorded()

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Case(When(closed_on__isnull=True, then=Value(1))),
                name="roadmap_round_one_open",
                violation_error_message=_("Another round is open; close it first."),
            ),
            no_later_than(
                "opened_on",
                "deadline",
                name="roadmap_round_deadline",
                message=_("The deadline is before the opening."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")),
                name="roadmap_round_closed",
                violation_error_message=_("The round was closed before it was opened."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class Reminder(models.Model):
    """An e-mail that was sent to a unit: at the opening of the round, or because updates were missing."""

    round = models.ForeignKey(
        ReportingRound, models.CASCADE, related_name="reminders", verbose_name=_("reporting round")
    )
    department = models.ForeignKey(Department, models.CASCADE, related_name="reminders", verbose_name=_("department"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at"]

    def __str__(self):
        return f"{self.department}, {self.sent_at:%d.%m.%Y}"
