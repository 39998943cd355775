"""Public calls for members."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advisory_board.models.body import Body, OfBodyQuerySet, SeatGroup
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
    Publishable,
    no_later_than,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class CallForMembersQuerySet(OfBodyQuerySet):
    def open(self, today: datetime.date):
        """Return the calls that are open on ``today``, those that close first in front.

        A call without a closing day was recorded afterwards, so it does not count as open.
        """
        has_begun = Q(opens=None) | Q(opens__lte=today)
        return self.filter(has_begun, ~dates.is_over("closes", today=today), closes__isnull=False).order_by("closes")


class CallForMembers(Publishable, Documented):
    """A public call (Ausschreibung) to apply for seats."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="calls", verbose_name=_("advisory board"))
    group = models.ForeignKey(SeatGroup, models.PROTECT, related_name="calls", verbose_name=_("group"))
    seats = models.PositiveSmallIntegerField(_("number of seats"))
    opens = dates.precise_date(_("opens"))
    opens_precision = dates.precision_of_date(_("precision of the opening"))
    closes = dates.precise_date(_("closes"))
    closes_precision = dates.precision_of_date(_("precision of the closing"))
    applications = models.PositiveIntegerField(_("usable applications"), null=True, blank=True)
    text = MarkdownField(_("text"), blank=True)

    objects = CallForMembersQuerySet.as_manager()
    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("call for members")
        verbose_name_plural = _("calls for members")
        ordering = [F("opens").desc(nulls_last=True), "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            no_later_than(
                "opens",
                "closes",
                name="advisory_board_call_closes",
                message=_("The call closes before it opens."),
                partial=True,
            ),
        ]

    def __str__(self):
        return f"{self.body}: {self.group}"


class SelectionCriterion(models.Model):
    """An archetype that helps to choose members, so that the board mirrors the city."""

    call = models.ForeignKey(
        CallForMembers, models.CASCADE, related_name="criteria", verbose_name=_("call for members")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=100)
    text = models.CharField(_("text"), max_length=300, blank=True)

    history = recorded()

    class Meta:
        verbose_name = _("selection criterion")
        verbose_name_plural = _("selection criteria")
        ordering = ["position"]

    def __str__(self):
        return self.title
