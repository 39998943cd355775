"""The way through the council: of an edition here; other apps use the same base for projects and recommendations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from strategy.models.edition import Edition
from strategy.votes import vote_notation
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
)
from strategy_portal.publishing.records import recorded


class Consultation(Documented):
    """One step on the way through the council (Beratungsfolge): who dealt with a paper, when, and with what result.

    The roles are those of OParl's ``Consultation``. Whatever is not known stays empty.
    """

    class Role(models.TextChoices):
        PRELIMINARY = "preliminary", _("Preliminary deliberation")
        HEARING = "hearing", _("Hearing")
        RECOMMENDATION = "recommendation", _("Recommendation")
        DECISION = "decision", _("Decision")
        NOTICE = "notice", _("For information")

    position = models.PositiveSmallIntegerField(_("position"), default=1)
    body = models.CharField(_("body"), max_length=200, help_text=_("Council, committee or administrative board."))
    role = models.CharField(_("role"), max_length=14, choices=Role)
    date = dates.precise_date(_("date"))
    date_precision = dates.precision_of_date(_("precision of the date"))
    paper_number = models.CharField(_("paper number"), max_length=50, blank=True)
    url = models.URLField(_("link to the council information system"), blank=True)
    result = models.CharField(_("result"), max_length=300, blank=True)
    yes = models.PositiveSmallIntegerField(_("votes in favour"), null=True, blank=True)
    no = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self):
        return f"{self.body}: {self.get_role_display()}"

    @property
    def votes(self) -> str:
        return vote_notation(yes=self.yes, no=self.no, abstain=self.abstain)


class ConsultationStep(Consultation):
    """A step of an edition's way through the council."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="consultation_steps", verbose_name=_("edition"))

    history = recorded()

    class Meta(Consultation.Meta):
        verbose_name = _("consultation step")
        verbose_name_plural = _("consultation path")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="strategy_consultation_position",
                violation_error_message=_("Another step of this edition has this position."),
            )
        ]
