"""Persons, what they consent to, and who holds which seat in which term."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory_board.models.body import Seat, Term
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    PERMISSIONS,
    SPREADSHEET_PERMISSIONS,
    no_later_than,
)
from strategy_portal.publishing.records import recorded


class PersonQuerySet(models.QuerySet):
    def not_asked(self, today: datetime.date):
        """Return who is on the board on ``today`` and has neither given nor withdrawn consent to be named."""
        over = dates.is_over("term__end", today=today)
        held = Membership.objects.on(today).exclude(over).filter(person=OuterRef("pk"))
        asked = Consent.objects.filter(person=OuterRef("pk"), scope=Consent.Scope.NAME)
        return self.filter(Exists(held), ~Exists(asked))


class Person(models.Model):
    """A person on the board. Name, photo and biography are public only while the person consents."""

    name = models.CharField(_("name"), max_length=200, help_text=_("Internal, unless a consent makes it public."))
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Internal."))
    biography = models.TextField(_("biography"), blank=True, help_text=_("Internal, unless a consent makes it public."))
    modified_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PersonQuerySet.as_manager()
    history = recorded()

    class Meta:
        default_permissions = (*PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ConsentQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), given_on__lte=day)


class Consent(models.Model):
    """A person's consent to the publication of one thing, with the day it was given and the day it was withdrawn."""

    class Scope(models.TextChoices):
        NAME = "name", _("Name")
        PHOTO = "photo", _("Photo")
        BIOGRAPHY = "biography", _("Biography")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("person"))
    scope = models.CharField(_("scope"), max_length=9, choices=Scope)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on"]
        constraints = [
            no_later_than(
                "given_on",
                "withdrawn_on",
                name="advisory_board_consent_withdrawn",
                message=_("The consent is withdrawn before it was given."),
            ),
            models.UniqueConstraint(
                fields=["person", "scope"],
                condition=Q(withdrawn_on=None),
                name="advisory_board_consent_once",
                violation_error_message=_("This person already has a valid consent to this."),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_scope_display()}"


class MembershipQuerySet(models.QuerySet):
    def on(self, day):
        """Return the memberships that are in force on ``day``."""
        return self.filter(Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day))

    def ending(self, today: datetime.date, *, days: int):
        """Return the memberships whose last day is today or within the next ``days`` days."""
        return self.filter(end__range=(today, today + datetime.timedelta(days)))

    def named(self, day):
        """Annotate ``name_is_public``: the person's consent is valid on ``day``, and the term is not over by then."""
        consents = Consent.objects.valid_on(day).filter(person=OuterRef("person"), scope=Consent.Scope.NAME)
        name_is_public = Exists(consents) & ~dates.is_over("term__end", today=day)
        return self.annotate(name_is_public=name_is_public).select_related("person", "seat__group")


class Membership(models.Model):
    """The holder of a seat in a term: a person, an organisation, or both."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        DEPUTY_CHAIR = "deputy_chair", _("Deputy chair")
        MEMBER = "member", _("Member")
        SUBSTITUTE = "substitute", _("Substitute")
        GUEST = "guest", _("Guest")

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="memberships", verbose_name=_("seat"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="memberships", verbose_name=_("term"))
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("person"),
        help_text=_("Stays anonymous to the public without a consent."),
    )
    organisation = models.CharField(
        _("organisation or function"), max_length=200, blank=True, help_text=_("Public, for example Trade, Retail.")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = recorded()

    class Meta:
        default_permissions = (*PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["seat__group__position", "seat__number"]
        constraints = [
            no_later_than(
                "start", "end", name="advisory_board_membership_end", message=_("The membership ends before it starts.")
            ),
            models.UniqueConstraint(
                fields=["seat", "term"],
                condition=Q(end=None) & ~Q(role__in=["substitute", "guest"]),
                name="advisory_board_seat_taken_once",
                violation_error_message=_("This seat is already taken in this term; end the other membership first."),
            ),
        ]

    def __str__(self):
        return f"{self.seat}, {self.get_role_display()}"

    def clean(self):
        if self.seat_id and self.term_id and self.seat.group.body_id != self.term.body_id:
            raise ValidationError(gettext("This seat and this term are those of different boards."))

    @property
    def public_name(self) -> str:
        """The name as the public may read it; empty for anonymous members. Needs :meth:`MembershipQuerySet.named`."""
        return self.person.name if self.name_is_public else ""
