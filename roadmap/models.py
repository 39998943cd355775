"""Projects that serve fields and statements, their milestones, and the updates that are their history.

Status, schedule and priority of a project are written by :mod:`roadmap.updates` alone: they are what the latest
published update says.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import (
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Prefetch,
    Q,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from strategy.models import ActionField, Consultation, Partner, VisionStatement
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import Documented, Publishable, PublishableQuerySet, no_later_than


class Status(models.TextChoices):
    IDEA = "idea", _("Idea")
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("In progress")
    COMPLETED = "completed", _("Completed")
    PAUSED = "paused", _("Paused")
    DISCONTINUED = "discontinued", _("Discontinued")


STATUS_DEFINITIONS = {
    Status.IDEA: _("Proposed; it is being examined whether and how it can be done."),
    Status.PLANNED: _("Decided or prepared; work has not begun."),
    Status.RUNNING: _("Work is under way."),
    Status.COMPLETED: _("The result is in use."),
    Status.PAUSED: _("Work rests and is to go on later."),
    Status.DISCONTINUED: _("Work has ended without the planned result."),
}


class Schedule(models.TextChoices):
    ON_TRACK = "on_track", _("On schedule")
    DELAYED = "delayed", _("Delayed")
    OPEN = "open", _("Schedule open")


SCHEDULE_DEFINITIONS = {
    Schedule.ON_TRACK: _("The planned end holds."),
    Schedule.DELAYED: _("The planned end will not be kept."),
    Schedule.OPEN: _("There is no reliable date yet."),
}


class Priority(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    NONE = "none", _("Not prioritised yet")


PRIORITY_DEFINITIONS = {
    Priority.HIGH: _("Begins as soon as possible."),
    Priority.MEDIUM: _("Begins within two years."),
    Priority.LOW: _("Begins within four years."),
    Priority.NONE: _("Its priority has not been discussed yet."),
}


class Horizon(models.TextChoices):
    SHORT = "short", _("Short term (up to 2 years)")
    MEDIUM = "medium", _("Medium term (up to 5 years)")
    LONG = "long", _("Long term")


SCHEDULED = (Status.PLANNED, Status.RUNNING)
NEEDS_REASON = (Status.PAUSED, Status.DISCONTINUED)
# Nothing more is expected to change here, so nobody has to confirm it again.
ENDED = (Status.COMPLETED, Status.DISCONTINUED)


class Department(models.Model):
    """A unit of the administration (Fachbereich, Amt) that leads projects or takes part in them."""

    number = models.CharField(_("number"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    contact_email = models.EmailField(_("e-mail of the unit"), blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["number", "name"]

    def __str__(self):
        return self.name


class ProjectQuerySet(PublishableQuerySet):
    def with_progress(self):
        """Annotate ``milestones_total`` and ``milestones_reached``."""
        return self.annotate(
            milestones_total=Count("milestones", distinct=True),
            milestones_reached=Count("milestones", filter=Q(milestones__reached_on__isnull=False), distinct=True),
        )

    def for_list(self):
        """Fetch with the rows what a card or a table line shows."""
        return (
            self.with_progress()
            .select_related("lead_department")
            .prefetch_related(
                Prefetch("lead_field", ActionField.objects.public()),
                Prefetch("further_fields", ActionField.objects.public()),
            )
            .order_by("number")
        )

    def of_field(self, field: ActionField):
        """Return the projects that serve ``field``, as their lead or as a further field."""
        return self.filter(Q(lead_field=field) | Q(further_fields=field)).distinct()

    def count_by_status(self) -> list[tuple[Status, int]]:
        """Return every status with its number of projects, zeros included, in the order of the vocabulary."""
        counts = dict(self.order_by().values_list("status").annotate(Count("pk", distinct=True)))
        return [(status, counts.get(status, 0)) for status in Status]

    def overdue(self, today: datetime.date):
        """Return what should have been checked before ``today``, as :func:`roadmap.freshness.freshness` says it."""
        # SQLite multiplies durations with plain integers only, and has to be told that the product is a duration.
        days = Cast("check_interval", IntegerField()) * Value(datetime.timedelta(days=1))
        interval = ExpressionWrapper(days, DurationField())
        next_check = ExpressionWrapper(F("confirmed_on") + interval, DateField())
        return self.exclude(status__in=ENDED).alias(next_check=next_check).filter(next_check__lt=today)

    def without_field(self):
        """Return what serves no field of action; nothing if the strategy has no fields."""
        return self.filter(Exists(ActionField.objects.public()), lead_field=None, further_fields=None)

    def without_contact(self):
        return self.filter(contact_function="", contact_email="")

    def without_milestone(self):
        """Return what is planned or running and names no result to be reached."""
        return self.filter(status__in=SCHEDULED, milestones=None)

    def for_profile(self):
        """Fetch with the rows what a whole project page or profile shows."""
        return self.for_list().prefetch_related(
            "milestones",
            Prefetch("statements", VisionStatement.objects.public()),
            "participating_departments",
            "links",
            "consultations",
            Prefetch("partners", Partner.objects.public()),
            Prefetch("updates", ProjectUpdate.objects.public().order_by("-date", "-pk"), to_attr="public_updates"),
            Prefetch("related", Project.objects.public()),
            Prefetch("depends_on", Project.objects.public()),
            Prefetch("required_by", Project.objects.public()),
            Prefetch("superseded_by", Project.objects.public()),
        )


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
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    next_steps = models.TextField(_("next steps"), blank=True, help_text=_("Markdown."))

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
    participation_form = models.TextField(
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

    class Meta(Publishable.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["number"]
        constraints = [
            *Publishable.Meta.constraints,
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
            ),
            no_later_than(
                "actual_start",
                "actual_end",
                name="roadmap_project_actual_end",
                message=_("The actual end is before the actual start."),
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

    @property
    def fields_served(self) -> list[ActionField]:
        """The lead field first, then the further ones, each once; public ones only after ``for_list``."""
        lead = [self.lead_field] if self.lead_field else []
        return lead + [field for field in self.further_fields.all() if field not in lead]

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED


class MilestoneQuerySet(models.QuerySet):
    def public(self):
        return self.filter(project__in=Project.objects.public())

    def coming(self, today: datetime.date):
        """Return what is to be reached next in projects that are planned or running, soonest first."""
        return self.filter(
            ~dates.is_over("due", today=today), due__isnull=False, reached_on=None, project__status__in=SCHEDULED
        ).select_related("project")

    def past_due(self, today: datetime.date):
        """Return what should have been reached before ``today`` in projects that are planned or running."""
        return self.filter(dates.is_over("due", today=today), reached_on=None, project__status__in=SCHEDULED)


class Milestone(models.Model):
    """A result that is reached or not. Progress is the share of reached ones."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name=_("project"))
    title = models.CharField(_("result"), max_length=200, help_text=_("What is there when it is reached."))
    due = dates.precise_date(_("due"))
    due_precision = dates.precision_of_date(_("precision of the due date"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True, validators=[dates.not_in_the_future])

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = [F("due").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="roadmap_milestone_once",
                violation_error_message=_("This project already has a milestone with this title."),
            )
        ]

    def __str__(self):
        return self.title


class ProjectUpdateQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state=ProjectUpdate.State.PUBLISHED, project__in=Project.objects.public())

    def with_project(self):
        return self.select_related("project")


class ProjectUpdate(Documented):
    """A status message (Statusmeldung). A published one may set status, schedule and priority; it is never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Rejected")

    project = models.ForeignKey(Project, models.CASCADE, related_name="updates", verbose_name=_("project"))
    date = models.DateField(_("date"), help_text=_("The day from which this holds."))
    text = models.TextField(_("text"), help_text=_("What happened, in two or three sentences."))
    status = models.CharField(_("new status"), max_length=12, choices=Status, blank=True)
    schedule = models.CharField(_("new schedule"), max_length=8, choices=Schedule, blank=True)
    state_reason = models.TextField(
        _("reason of status or schedule"), blank=True, help_text=_("Needed for delayed, paused and discontinued.")
    )
    priority = models.CharField(_("new priority"), max_length=6, choices=Priority, blank=True)
    priority_reason = models.TextField(_("reason of the priority"), blank=True)
    source_link = models.URLField(_("link to the source"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="project_updates",
        verbose_name=_("author"),
        editable=False,
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    rejection_reason = models.TextField(_("reason of the rejection"), blank=True, editable=False)

    objects = ProjectUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["state", "date"], name="roadmap_update_state_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | ~Q(state="published") & Q(published_at=None),
                name="roadmap_update_published_has_time",
                violation_error_message=_("A published update needs the time of its publication."),
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(rejection_reason=""),
                name="roadmap_update_rejection_has_reason",
                violation_error_message=_("A rejected update needs a reason."),
            ),
            models.CheckConstraint(
                condition=~(Q(status__in=NEEDS_REASON) | Q(schedule=Schedule.DELAYED)) | ~Q(state_reason=""),
                name="roadmap_update_state_has_reason",
                violation_error_message=_("Delayed, paused and discontinued need a public reason."),
            ),
            models.CheckConstraint(
                condition=Q(schedule="") | Q(status="") | Q(status__in=SCHEDULED),
                name="roadmap_update_schedule_fits_status",
                violation_error_message=_("Only planned and running projects have a schedule."),
            ),
        ]

    def __str__(self):
        return f"{self.project}, {self.date:%d.%m.%Y}"


class ProjectLink(models.Model):
    """A document or page about a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="links", verbose_name=_("project"))
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"))

    class Meta:
        verbose_name = _("document or link")
        verbose_name_plural = _("documents and links")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "url"],
                name="roadmap_link_once",
                violation_error_message=_("This project already has this link."),
            )
        ]

    def __str__(self):
        return self.title


class ProjectConsultation(Consultation):
    """A step of a project's way through the council, with the number of its paper."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="consultations", verbose_name=_("project"))

    class Meta(Consultation.Meta):
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "position"],
                name="roadmap_consultation_position",
                violation_error_message=_("Another resolution of this project has this position."),
            )
        ]
