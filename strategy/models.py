"""Editions of the digital strategy, its statements and fields, and how it came about.

A statement or a field has one identity for good (number, slug, icon, colour); what it says stands in a wording
for each edition, so that an adopted text stays while the next one is drafted.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strategy.votes import vote_notation
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
    Publishable,
    PublishableQuerySet,
    Visibility,
    no_later_than,
)


class EditionQuerySet(PublishableQuerySet):
    def current(self):
        """Return the edition that holds now, or None: the newest adopted or final one, else the newest public one."""
        editions = list(self.public().order_by("-number"))
        in_force = [edition for edition in editions if edition.status in Edition.IN_FORCE]
        return next(iter(in_force or editions), None)


class Edition(Publishable, Documented):
    """A version (Fassung) of the whole strategy that a council votes on."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft edition")
        CONSULTATION = "consultation", _("Under consultation")
        ADOPTED = "adopted", _("Adopted")
        FINAL = "final", pgettext_lazy("edition", "Completed")
        SUPERSEDED = "superseded", _("Superseded")

    # FINAL: a strategy that is complete without a known council resolution, as in Rothenburg/O.L.
    IN_FORCE = (Status.ADOPTED, Status.FINAL)
    IMMUTABLE = (Status.ADOPTED, Status.SUPERSEDED)

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    # Empty when the documents don't say, as in Telgte and Rothenburg/O.L.
    as_of = dates.precise_date(_("as of"), help_text=_("What the edition describes is true on this day."))
    as_of_precision = dates.precision_of_date(_("precision of the date"))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One page at most; opens the PDF. Markdown."))
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Markdown."))
    resolution_text = models.TextField(_("text of the resolution"), blank=True)

    objects = EditionQuerySet.as_manager()

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
        """What the council has adopted is never changed (DOMAIN rule 5)."""
        return self.status in self.IMMUTABLE


class FrozenEdition(models.Model):
    """What was adopted, byte for byte: rendered values and the PDF, apart from all rows that change later."""

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


class WordedQuerySet(models.QuerySet):
    """Rows whose text is in a wording per edition; they are public when one of their wordings is."""

    def public(self):
        wordings = self.model.wordings.rel.related_model.objects
        return self.filter(
            Exists(
                wordings.filter(**{self.model.wording_link: OuterRef("pk")}, edition__visibility=Visibility.PUBLISHED)
            )
        )

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

    class Meta(Worded.Meta):
        verbose_name = _("vision statement")
        verbose_name_plural = _("vision statements")

    def __str__(self):
        return f"{self.number}. {self.name}"

    def get_absolute_url(self):
        return reverse("vision") + f"#these-{self.number}"


class ActionField(Worded):
    """The identity of a field of action (Handlungsfeld); its text is an :class:`ActionFieldWording`.

    ``name`` is the name that holds now; adopting an edition that renames the field changes it.
    """

    wording_link = "field"

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta(Worded.Meta):
        verbose_name = _("field of action")
        verbose_name_plural = _("fields of action")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("field", args=[self.slug])


class Wording(Documented):
    text = models.TextField(_("text"), help_text=_("Markdown."))
    plain_text = models.TextField(
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


class Consultation(Documented):
    """One step on the way through the council (Beratungsfolge): who dealt with a paper, when, with which result.

    The roles are those of OParl's ``Consultation``. What a city does not know stays empty.
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
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    start = dates.precise_date(_("date"))
    start_precision = dates.precision_of_date(_("precision of the date"))
    end = dates.precise_date(_("end"))
    end_precision = dates.precision_of_date(_("precision of the end"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    participants = models.PositiveSmallIntegerField(_("number of participants"), null=True, blank=True)
    participants_note = models.CharField(_("who took part"), max_length=300, blank=True)

    class Meta(Publishable.Meta):
        verbose_name = _("event of the strategy process")
        verbose_name_plural = _("how the strategy came about")
        ordering = ["position"]
        constraints = [
            *Publishable.Meta.constraints,
            no_later_than(
                "start", "end", name="strategy_event_end", message=_("The end is before the beginning of the event.")
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

    class Meta(Publishable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class FocusArea(Documented):
    """A focus (Schwerpunkt) of an edition that has no fields of action, as in Rothenburg/O.L."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="focus_areas", verbose_name=_("edition"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), help_text=_("Markdown."))

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


class Goal(Publishable, Documented):
    """A target of a field or a statement that indicators measure."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    field = models.ForeignKey(
        ActionField, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("field of action")
    )
    statement = models.ForeignKey(
        VisionStatement, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("vision statement")
    )

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
    """What is counted to see whether a goal is reached."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="indicators", verbose_name=_("goal"))
    title = models.CharField(_("title"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, help_text=_("For example per cent, services, households."))
    target_value = models.DecimalField(_("target value"), max_digits=14, decimal_places=2, null=True, blank=True)
    target_date = models.DateField(_("target date"), null=True, blank=True)

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
    """A measured value on a day. Values are added, never changed."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name=_("indicator"))
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
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


class GlossaryTerm(Publishable):
    """A term that readers may not know, explained in one or two sentences."""

    term = models.CharField(pgettext_lazy("glossary", "term"), max_length=100, unique=True)
    explanation = models.TextField(_("explanation"))

    class Meta(Publishable.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ["term"]

    def __str__(self):
        return self.term
