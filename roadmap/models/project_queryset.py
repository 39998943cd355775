"""Queries for projects: who sees which, what pages fetch with them, and what the work list counts."""

import datetime

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import (
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Prefetch,
    Q,
    Value,
)
from django.db.models.functions import Cast

from roadmap.models.department import Department
from roadmap.models.vocabulary import ENDED, SCHEDULED, Status
from strategy.models import ActionField, Partner, VisionStatement
from strategy_portal.publishing.models import PublishableQuerySet


def only_reports(user: AbstractUser | AnonymousUser) -> bool:
    """Whether ``user`` writes updates, but neither publishes them nor edits projects: an officer of some unit."""
    may_write = user.has_perm("roadmap.add_projectupdate") or user.has_perm("roadmap.change_projectupdate")
    return may_write and not any(
        user.has_perm(f"roadmap.{right}") for right in ("publish_projectupdate", "change_project")
    )


class ProjectQuerySet(PublishableQuerySet):
    def reported_by(self, user):
        """Return the projects led by the units whose officer ``user`` is."""
        return self.filter(lead_department__in=Department.objects.filter(officers=user.pk))

    def visible_to(self, user):
        """Return what ``user`` may see in the admin: officers see only the projects of their own units."""
        return self.reported_by(user) if only_reports(user) else self

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

    def for_timeline(self):
        """Fetch with the rows what :func:`roadmap.selection.timeline.timeline` draws."""
        return self.prefetch_related("milestones").order_by("number")

    def of_field(self, field: ActionField):
        """Return the projects that serve ``field``, as their lead or as a further field."""
        return self.filter(Q(lead_field=field) | Q(further_fields=field)).distinct()

    def open_to_participation(self):
        """Return what people from outside can take part in now: it has not ended and says how."""
        external = self.filter(participation=self.model.Participation.EXTERNAL).exclude(participation_form="")
        return external.exclude(status__in=ENDED)

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

    def next_number(self) -> int:
        return (self.aggregate(last=Max("number"))["last"] or 0) + 1

    def without_contact(self):
        return self.filter(contact_function="", contact_email="")

    def without_milestone(self):
        """Return what is planned or running and names no result to be reached."""
        return self.filter(status__in=SCHEDULED, milestones=None)

    def for_profile(self):
        """Fetch with the rows what a whole project page or profile shows."""
        updates = self.model._meta.get_field("updates").related_model.objects.public()
        return self.for_list().prefetch_related(
            "milestones",
            Prefetch("statements", VisionStatement.objects.public()),
            "participating_departments",
            "links",
            "consultations",
            Prefetch("partners", Partner.objects.public()),
            Prefetch("updates", updates.order_by("-date", "-pk"), to_attr="public_updates"),
            Prefetch("related", self.model.objects.public()),
            Prefetch("depends_on", self.model.objects.public()),
            Prefetch("required_by", self.model.objects.public()),
            Prefetch("superseded_by", self.model.objects.public()),
        )
