"""How the strategy came about, and with whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
    Publishable,
    no_later_than,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class StrategyEvent(Publishable, Documented):
    """Something that happened on the way to the strategy (Entstehung)."""

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("Resolution")
        FUNDING = "funding", _("Funding")
        KICK_OFF = "kick_off", _("Kick-off")
        WORKSHOP = "workshop", _("Workshop")
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call for members")
        NEEDS = "needs", _("Needs survey")
        MATURITY = "maturity", _("Digital maturity")
        DEMOGRAPHY = "demography", _("Demographic analysis")
        SWOT = "swot", _("SWOT analysis")
        DRAFT = "draft", _("Drafting")
        PUBLICATION = "publication", _("Publication")
        OUTLOOK = "outlook", _("Outlook")

    METHODS = (Kind.NEEDS, Kind.MATURITY, Kind.DEMOGRAPHY, Kind.SWOT)

    position = models.PositiveSmallIntegerField(_("position"), unique=True, help_text=_("Order of the story."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    text = MarkdownField(_("text"), blank=True, help_text=_("Markdown."))
    start = dates.precise_date(_("date"))
    start_precision = dates.precision_of_date(_("precision of the date"))
    end = dates.precise_date(_("end"))
    end_precision = dates.precision_of_date(_("precision of the end"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    participants = models.PositiveSmallIntegerField(_("number of participants"), null=True, blank=True)
    participants_note = models.CharField(_("who took part"), max_length=300, blank=True)

    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("event of the strategy process")
        verbose_name_plural = _("how the strategy came about")
        ordering = ["position"]
        constraints = [
            *Publishable.Meta.constraints,
            no_later_than(
                "start",
                "end",
                name="strategy_event_end",
                message=_("The end is before the beginning of the event."),
                partial=True,
            ),
        ]

    def __str__(self):
        return self.title


class Partner(Publishable, Documented):
    """An organisation that funded, carried out or accompanied the strategy or a project."""

    class Role(models.TextChoices):
        FUNDING = "funding", _("Funding")
        CONSULTING = "consulting", _("Consulting")
        IMPLEMENTATION = "implementation", _("Implementation")
        COOPERATION = "cooperation", _("Cooperation")

    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=200, unique=True)
    role = models.CharField(_("role"), max_length=14, choices=Role)
    text = models.TextField(_("contribution"), blank=True)
    url = models.URLField(_("website"), blank=True)

    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name
