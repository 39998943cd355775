"""The board as an institution, its terms and its seats."""

import datetime

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
    Publishable,
    PublishableQuerySet,
    Visibility,
    no_later_than,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class OfBodyQuerySet(PublishableQuerySet):
    """Rows that belong to a board: they are public only while their board is public too."""

    def public(self):
        return super().public().filter(body__visibility=Visibility.PUBLISHED)


class Body(Publishable, Documented):
    """The board as an institution (Gremium)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    purpose = MarkdownField(_("purpose"), blank=True, help_text=_("Markdown."))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    working_method = MarkdownField(_("how it works"), blank=True, help_text=_("Markdown."))
    meeting_rhythm = models.CharField(_("how often it meets"), max_length=100, blank=True)
    start = dates.precise_date(_("founded"))
    start_precision = dates.precision_of_date(_("precision of the date"))
    end = dates.precise_date(_("end"))
    end_precision = dates.precision_of_date(_("precision of the end"))
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )

    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("advisory board")
        verbose_name_plural = _("advisory boards")
        ordering = [F("start").desc(nulls_last=True), "-pk"]
        constraints = [
            *Publishable.Meta.constraints,
            no_later_than(
                "start",
                "end",
                name="advisory_board_body_end",
                message=_("The end is before the foundation."),
                partial=True,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("board")


class TermQuerySet(models.QuerySet):
    def ending(self, today: datetime.date, *, days: int):
        """Return the terms that end within ``days``, without those that have ended: they need no attention any more."""
        return self.filter(end__lte=today + datetime.timedelta(days)).exclude(dates.is_over("end", today=today))


class Term(models.Model):
    """A term of office (Amtszeit). In Erkelenz 24 months, which may be extended after an evaluation."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="terms", verbose_name=_("advisory board"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    months = models.PositiveSmallIntegerField(_("length in months"), null=True, blank=True)
    start = dates.precise_date(_("start"))
    start_precision = dates.precision_of_date(_("precision of the start"))
    end = dates.precise_date(_("end"))
    end_precision = dates.precision_of_date(_("precision of the end"))
    note = models.TextField(_("extension and evaluation"), blank=True)

    objects = TermQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                name="advisory_board_term_number",
                violation_error_message=_("This board already has a term with this number."),
            ),
            no_later_than(
                "start",
                "end",
                name="advisory_board_term_end",
                message=_("The term ends before it starts."),
                partial=True,
            ),
        ]

    def __str__(self):
        return f"{self.body}, {self.number}"


class SeatGroup(models.Model):
    """A group with a fixed number of seats, in Erkelenz 5 citizens, 5 from business, 1 from the administration."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="seat_groups", verbose_name=_("advisory board"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=100)
    quota = models.PositiveSmallIntegerField(_("number of seats by resolution"))

    history = recorded()

    class Meta:
        verbose_name = _("group of seats")
        verbose_name_plural = _("groups of seats")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"],
                name="advisory_board_group_name",
                violation_error_message=_("This board already has a group with this name."),
            )
        ]

    def __str__(self):
        return self.name


class Seat(models.Model):
    """A place on the board, taken or vacant."""

    group = models.ForeignKey(SeatGroup, models.CASCADE, related_name="seats", verbose_name=_("group"))
    number = models.PositiveSmallIntegerField(_("number"))
    votes = models.BooleanField(_("has a vote"), default=True)

    history = recorded()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["group__position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "number"],
                name="advisory_board_seat_number",
                violation_error_message=_("This group already has a seat with this number."),
            )
        ]

    def __str__(self):
        return f"{self.group} {self.number}"
