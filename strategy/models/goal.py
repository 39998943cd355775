"""Goals, their indicators, and measured values."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strategy.models.wording import ActionField, VisionStatement
from strategy_portal.publishing.models import (
    PERMISSIONS,
    SPREADSHEET_PERMISSIONS,
    Documented,
    Publishable,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class Goal(Publishable, Documented):
    """A target of a field or a statement, measured by indicators."""

    title = models.CharField(_("title"), max_length=200)
    text = MarkdownField(_("text"), blank=True)
    field = models.ForeignKey(
        ActionField, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("field of action")
    )
    statement = models.ForeignKey(
        VisionStatement, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("vision statement")
    )

    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["title"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(field__isnull=False) | Q(statement__isnull=False),
                name="strategy_goal_has_parent",
                violation_error_message=_("A goal belongs to a field of action or to a vision statement."),
            ),
        ]

    def __str__(self):
        return self.title


class Indicator(models.Model):
    """What is measured to see whether a goal has been reached."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="indicators", verbose_name=_("goal"))
    title = models.CharField(_("title"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, help_text=_("For example per cent, services, households."))
    target_value = models.DecimalField(_("target value"), max_digits=14, decimal_places=2, null=True, blank=True)
    target_date = models.DateField(_("target date"), null=True, blank=True)

    history = recorded()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "title"],
                name="strategy_indicator_once",
                violation_error_message=_("This goal already has this indicator."),
            )
        ]

    def __str__(self):
        return self.title


class IndicatorValue(models.Model):
    """A value measured on a day. Values are added, never changed."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name=_("indicator"))
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = recorded()

    class Meta:
        default_permissions = (*PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        ordering = ["as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "as_of"],
                name="strategy_indicator_value_per_day",
                violation_error_message=_("There already is a value of this day."),
            )
        ]

    def __str__(self):
        return f"{self.value} {self.indicator.unit}"
