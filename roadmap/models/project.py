"""Projects. Their status, schedule and priority are written by :mod:`roadmap.verbs.updates` alone."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models.department import Department
from roadmap.models.project_queryset import ProjectQuerySet
from roadmap.models.vocabulary import ENDED, NEEDS_REASON, SCHEDULED, Horizon, Priority, Schedule, Status
from strategy.models import ActionField, Partner, VisionStatement
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    PERMISSIONS,
    PUBLISHING_PERMISSIONS,
    SPREADSHEET_PERMISSIONS,
    Documented,
    Publishable,
    Visibility,
    no_later_than,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField

# Words that have an address of their own under /roadmap/, as strategy_portal/urls.py says.
RESERVED_SLUGS = ("aenderungen", "ausrichtung", "einbetten", "zahlen")


class Project(Publishable, Documented):
    """A project (Maßnahme) of the roadmap."""

    class Participation(models.TextChoices):
        INTERNAL = "internal", _("Within the administration")
        EXTERNAL = "external", _("With participation from outside")

    number = models.PositiveIntegerField(_("number"), unique=True, help_text=_("Order of entry, not a rank."))
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("Part of the web address; never changes.")
    )
    title = models.CharField(_("title"), max_length=120)
    benefit = models.CharField(
        _("benefit in one sentence"), max_length=220, help_text=_("What citizens, businesses or staff gain.")
    )
    description = MarkdownField(_("description"), blank=True, help_text=_("Markdown."))
    next_steps = MarkdownField(_("next steps"), blank=True, help_text=_("Markdown."))

    lead_field = models.ForeignKey(
        ActionField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name=_("lead field of action"),
        help_text=_("Every project serves at least one field, if the strategy has fields."),
    )
    further_fields = models.ManyToManyField(
        ActionField, blank=True, related_name="further_projects", verbose_name=_("further fields of action")
    )
    statements = models.ManyToManyField(
        VisionStatement, blank=True, related_name="projects", verbose_name=_("vision statements")
    )

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.IDEA, editable=False)
    schedule = models.CharField(_("schedule"), max_length=8, choices=Schedule, blank=True, editable=False)
    state_reason = models.TextField(_("reason of status or schedule"), blank=True, editable=False)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority, default=Priority.NONE, editable=False)
    priority_reason = models.TextField(_("reason of the priority"), blank=True, editable=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True, editable=False)

    horizon = models.CharField(_("horizon"), max_length=6, choices=Horizon, blank=True)
    planned_start = dates.precise_date(_("planned start"))
    planned_start_precision = dates.precision_of_date(_("precision of the planned start"))
    planned_end = dates.precise_date(_("planned end"))
    planned_end_precision = dates.precision_of_date(_("precision of the planned end"))
    actual_start = dates.precise_date(_("actual start"))
    actual_start_precision = dates.precision_of_date(_("precision of the actual start"))
    actual_end = dates.precise_date(_("actual end"))
    actual_end_precision = dates.precision_of_date(_("precision of the actual end"))

    participation = models.CharField(
        _("participation"), max_length=8, choices=Participation, blank=True, help_text=_("Empty: not known yet.")
    )
    participation_form = MarkdownField(
        _("how to take part"),
        blank=True,
        help_text=_("Survey, workshop, test group ... with place and time. Markdown."),
    )
    no_participation_reason = models.TextField(_("why nobody from outside takes part"), blank=True)
    analogue_access = models.TextField(
        _("access without the internet"),
        blank=True,
        help_text=_("How the same can be had on paper, by telephone or at the counter."),
    )
    funding = models.TextField(
        _("budget and funding"), blank=True, help_text=_("The page adds: subject to the council's budget.")
    )
    lead_department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name=_("lead unit"),
    )
    participating_departments = models.ManyToManyField(
        Department, blank=True, related_name="further_projects", verbose_name=_("participating units")
    )
    partners = models.ManyToManyField(Partner, blank=True, related_name="projects", verbose_name=_("partners"))
    contact_function = models.CharField(
        _("contact (function)"), max_length=200, blank=True, help_text=_("A function, not a person's name.")
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    related = models.ManyToManyField("self", blank=True, verbose_name=_("related projects"))
    depends_on = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="required_by", verbose_name=_("depends on")
    )
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes", verbose_name=_("superseded by")
    )
    check_interval = models.PositiveSmallIntegerField(
        _("check interval in days"),
        default=92,
        help_text=_("After so many days without an update the project counts as not up to date."),
    )

    objects = ProjectQuerySet.as_manager()
    history = recorded("further_fields", "statements", "participating_departments", "partners", "related", "depends_on")

    class Meta(Publishable.Meta):
        default_permissions = (*PERMISSIONS, *PUBLISHING_PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["number"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="roadmap_project_slug_is_free",
                violation_error_message=_(
                    "The portal itself uses the addresses aenderungen, ausrichtung, einbetten and zahlen."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=SCHEDULED) | Q(schedule=""),
                name="roadmap_project_schedule_fits_status",
                violation_error_message=_("Only planned and running projects have a schedule."),
            ),
            models.CheckConstraint(
                condition=~(Q(status__in=NEEDS_REASON) | Q(schedule=Schedule.DELAYED)) | ~Q(state_reason=""),
                name="roadmap_project_state_has_reason",
                violation_error_message=_("Delayed, paused and discontinued projects need a public reason."),
            ),
            no_later_than(
                "planned_start",
                "planned_end",
                name="roadmap_project_planned_end",
                message=_("The planned end is before the planned start."),
                partial=True,
            ),
            no_later_than(
                "actual_start",
                "actual_end",
                name="roadmap_project_actual_end",
                message=_("The actual end is before the actual start."),
                partial=True,
            ),
            models.CheckConstraint(
                condition=Q(check_interval__gte=1),
                name="roadmap_project_check_interval",
                violation_error_message=_("The check interval is at least one day."),
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
                name="roadmap_project_not_its_own_successor",
                violation_error_message=_("A project cannot supersede itself."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("project", args=[self.slug])

    def clean(self):
        """Make sure that an address leads to the same project as before, for good once readers have known it."""
        stored = Project.objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        is_new = self.slug != stored
        if stored and is_new and self.was_public:
            raise ValidationError(gettext("The address of a project never changes once it was public."))
        others = Project.objects.filter(former_addresses__slug=self.slug).exclude(pk=self.pk)
        if led_to := (is_new or self.is_public) and others.first():
            names = {"slug": self.slug, "project": led_to}
            raise ValidationError(gettext("The address “%(slug)s” leads to the project “%(project)s”.") % names)

    @property
    def was_public(self) -> bool:
        """Whether it has ever been public, even if it was withdrawn since; its history tells."""
        return self.is_public or self.history.filter(visibility=Visibility.PUBLISHED).exists()

    @property
    def fields_served(self) -> list[ActionField]:
        """The lead field first, then the further ones, each once; public ones only after ``for_list``."""
        lead = [self.lead_field] if self.lead_field else []
        return lead + [field for field in self.further_fields.all() if field not in lead]

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED
