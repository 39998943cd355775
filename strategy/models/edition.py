"""Editions of the whole strategy, their focus areas, and what was frozen when they were adopted."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
    Publishable,
    PublishableQuerySet,
    Visibility,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class EditionQuerySet(PublishableQuerySet):
    def current(self):
        """Return the current edition: the newest public one that is in force, else the newest public one, or None."""
        return self.holding().first()

    def holding(self):
        """Return the edition of :meth:`current` as a queryset of at most one row, for use in other querysets."""
        in_force = Case(When(status__in=Edition.IN_FORCE, then=0), default=1)
        return self.public().order_by(in_force, "-number")[:1]

    def not_frozen(self):
        """Return the adopted editions that are not frozen, so that their PDF may still change."""
        return self.filter(status=Edition.Status.ADOPTED, frozen=None)


class Edition(Publishable, Documented):
    """A version (Fassung) of the whole strategy that a council votes on."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft edition")
        CONSULTATION = "consultation", _("Under consultation")
        ADOPTED = "adopted", _("Adopted")
        FINAL = "final", pgettext_lazy("edition", "Completed")
        SUPERSEDED = "superseded", _("Superseded")

    # FINAL: a completed strategy for which no council resolution is known, as in Rothenburg/O.L.
    IN_FORCE = (Status.ADOPTED, Status.FINAL)
    IMMUTABLE = (Status.ADOPTED, Status.SUPERSEDED)

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    # Empty when the documents don't say, as in Telgte and Rothenburg/O.L.
    as_of = dates.precise_date(_("as of"), help_text=_("What the edition describes is true on this day."))
    as_of_precision = dates.precision_of_date(_("precision of the date"))
    summary = MarkdownField(_("summary"), blank=True, help_text=_("One page at most; opens the PDF. Markdown."))
    introduction = MarkdownField(_("introduction"), blank=True, help_text=_("Markdown."))
    resolution_text = MarkdownField(_("text of the resolution"), blank=True)

    objects = EditionQuerySet.as_manager()
    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="strategy_edition_number_from_1",
                violation_error_message=_("Editions are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["adopted", "superseded"]) | Q(visibility=Visibility.PUBLISHED),
                name="strategy_edition_adopted_is_public",
                violation_error_message=_("An adopted edition is public."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("edition", args=[self.number])

    @property
    def is_immutable(self) -> bool:
        """What the council has adopted is never changed (docs/domain.md, rule 5)."""
        return self.status in self.IMMUTABLE


class FrozenEdition(models.Model):
    """An adopted edition as it was: its rendered HTML and its PDF byte for byte, whatever rows change later."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="frozen", verbose_name=_("edition"))
    frozen_at = models.DateTimeField(_("frozen at"))
    content = models.JSONField(_("rendered values"))
    pdf = models.BinaryField(_("PDF"))
    sha256 = models.CharField(
        _("SHA-256 of the PDF"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")], unique=True
    )

    class Meta:
        verbose_name = _("frozen edition")
        verbose_name_plural = _("frozen editions")

    def __str__(self):
        return str(self.edition)


class FocusArea(Documented):
    """A focus (Schwerpunkt) of an edition that has no fields of action, as in Rothenburg/O.L."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="focus_areas", verbose_name=_("edition"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=200)
    text = MarkdownField(_("text"), help_text=_("Markdown."))

    history = recorded()

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "title"],
                name="strategy_focus_area_once",
                violation_error_message=_("This edition already has this focus area."),
            )
        ]

    def __str__(self):
        return self.title
