"""What the board recommends, and what became of it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from advisory_board.models.body import Body, OfBodyQuerySet
from advisory_board.models.meeting import AgendaItem
from roadmap.models import Project
from strategy.models import ActionField, Consultation, VisionStatement
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
    Publishable,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class RecommendationQuerySet(OfBodyQuerySet):
    def unanswered(self):
        return self.exclude(state__in=Recommendation.ANSWERED)

    def for_list(self):
        """Prefetch what a recommendation shows: its projects, vote and way through the council."""
        return self.prefetch_related(
            "consultations",
            Prefetch("agenda_item", AgendaItem.objects.public().select_related("meeting", "vote")),
            Prefetch("projects", Project.objects.public()),
            Prefetch("resulting_project", Project.objects.public()),
            Prefetch("fields", ActionField.objects.public()),
            Prefetch("statements", VisionStatement.objects.public()),
        )


class Recommendation(Publishable, Documented):
    """What the board recommends to the council or the administration, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        REVIEW = "review", _("Under review")
        ADOPTED = "adopted", _("Taken up")
        PARTLY_ADOPTED = "partly_adopted", _("Partly taken up")
        NOT_ADOPTED = "not_adopted", _("Not taken up")

    ANSWERED = (State.ADOPTED, State.PARTLY_ADOPTED, State.NOT_ADOPTED)

    number = models.CharField(
        _("number"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{1,4}-\d{4}/\d{2}$", _("Write the number like DB-2026/01."))],
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="recommendations", verbose_name=_("advisory board"))
    title = models.CharField(_("title"), max_length=200)
    text = MarkdownField(_("text"))
    date = dates.precise_date(_("date"))
    date_precision = dates.precision_of_date(_("precision of the date"))
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("agenda item"),
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="recommendations", verbose_name=_("addressed projects")
    )
    fields = models.ManyToManyField(
        ActionField, blank=True, related_name="recommendations", verbose_name=_("addressed fields of action")
    )
    statements = models.ManyToManyField(
        VisionStatement, blank=True, related_name="recommendations", verbose_name=_("addressed vision statements")
    )
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer of the administration"), blank=True)
    answer_reason = models.TextField(_("reason of the answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    resulting_project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="origin_recommendations",
        verbose_name=_("resulting project"),
    )

    objects = RecommendationQuerySet.as_manager()
    history = recorded("projects", "fields", "statements")

    class Meta(Publishable.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-number"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="not_adopted") | ~Q(answer_reason=""),
                name="advisory_board_refusal_has_reason",
                violation_error_message=_("A recommendation that is not taken up needs a reason."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "partly_adopted", "not_adopted"]) | Q(answered_on__isnull=False),
                name="advisory_board_answer_has_date",
                violation_error_message=_("An answered recommendation needs the day of the answer."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("recommendations") + f"#{self.anchor}"

    @property
    def anchor(self) -> str:
        return self.number.lower().replace("/", "-")


class RecommendationConsultation(Consultation):
    """A step of a recommendation's way through the council, with the number of the paper."""

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="consultations", verbose_name=_("recommendation")
    )

    history = recorded()

    class Meta(Consultation.Meta):
        verbose_name = _("consultation step")
        verbose_name_plural = _("way through the council")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "position"],
                name="advisory_board_consultation_position",
                violation_error_message=_("Another step of this recommendation has this position."),
            )
        ]
