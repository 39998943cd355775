"""Statements and fields of action: one permanent identity, and one wording for each edition."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from strategy.models.edition import Edition
from strategy_portal.publishing.models import (
    PERMISSIONS,
    SPREADSHEET_PERMISSIONS,
    Documented,
    Visibility,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class WordedQuerySet(models.QuerySet):
    """Rows whose text is in one wording per edition; a row is public when an edition with its wording is public."""

    def public(self):
        wordings = self.model.wordings.rel.related_model.objects
        return self.filter(
            Exists(
                wordings.filter(**{self.model.wording_link: OuterRef("pk")}, edition__visibility=Visibility.PUBLISHED)
            )
        )

    def current(self):
        """Return the rows that have a wording in the current edition, in their order."""
        return self.filter(wordings__edition=Edition.objects.holding().values("pk")).order_by("number")

    def in_edition(self, edition: Edition):
        """Return the rows that have a wording in ``edition``, in their order."""
        return self.filter(wordings__edition=edition).order_by("number")


class Worded(models.Model):
    number = models.PositiveSmallIntegerField(_("number"), unique=True, help_text=_("Order, not rank."))
    slug = models.SlugField(_("address"), unique=True, help_text=_("Part of the web address; never changes."))
    icon = models.CharField(
        _("icon"),
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^[a-z-]+$", _("Lower-case letters and hyphens only."))],
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as #rrggbb, for example #1d5c87."))],
    )

    objects = WordedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["number"]


class VisionStatement(Worded):
    """The identity of a statement (These) of the vision; its text is a :class:`VisionStatementWording`."""

    wording_link = "statement"

    name = models.CharField(_("short name"), max_length=80, help_text=_("Two or three words, for lists and filters."))

    history = recorded()

    class Meta(Worded.Meta):
        verbose_name = _("vision statement")
        verbose_name_plural = _("vision statements")

    def __str__(self):
        return f"{self.number}. {self.name}"

    def get_absolute_url(self):
        return reverse("statement", args=[self.slug])


class ActionField(Worded):
    """The identity of a field of action (Handlungsfeld); its text is an :class:`ActionFieldWording`.

    ``name`` is the current name; adopting an edition that renames the field changes it.
    """

    wording_link = "field"

    name = models.CharField(_("name"), max_length=80, unique=True)

    history = recorded()

    class Meta(Worded.Meta):
        default_permissions = (*PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("field of action")
        verbose_name_plural = _("fields of action")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("field", args=[self.slug])


class Wording(Documented):
    text = MarkdownField(_("text"), help_text=_("Markdown."))
    plain_text = MarkdownField(
        _("text in plain language"), blank=True, help_text=_("Short sentences, one thought each.")
    )

    class Meta:
        abstract = True


class VisionStatementWording(Wording):
    """What a statement says in one edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="statement_wordings", verbose_name=_("edition"))
    statement = models.ForeignKey(
        VisionStatement, models.PROTECT, related_name="wordings", verbose_name=_("vision statement")
    )
    title = models.CharField(_("title"), max_length=200)

    history = recorded()

    class Meta:
        verbose_name = _("wording of a statement")
        verbose_name_plural = _("wordings of statements")
        ordering = ["statement__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "statement"],
                name="strategy_statement_worded_once",
                violation_error_message=_("This edition already has a wording of this statement."),
            )
        ]

    def __str__(self):
        return self.title


class ActionFieldWording(Wording):
    """What a field of action is called and aims at in one edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="field_wordings", verbose_name=_("edition"))
    field = models.ForeignKey(ActionField, models.PROTECT, related_name="wordings", verbose_name=_("field of action"))
    title = models.CharField(_("title"), max_length=80)

    history = recorded()

    class Meta:
        verbose_name = _("wording of a field")
        verbose_name_plural = _("wordings of fields")
        ordering = ["field__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "field"],
                name="strategy_field_worded_once",
                violation_error_message=_("This edition already has a wording of this field."),
            )
        ]

    def __str__(self):
        return self.title
