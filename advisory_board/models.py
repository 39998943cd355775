"""The advisory board: its terms, seats and members apart from each other, its meetings, and what it recommended.

A seat may be held by an organisation without a person, or by a person who stays anonymous.
"""

import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.models import Project
from strategy.models import ActionField, Consultation, VisionStatement
from strategy.votes import vote_notation
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    Documented,
    Publishable,
    PublishableQuerySet,
    Visibility,
    no_later_than,
)


class OfBodyQuerySet(PublishableQuerySet):
    """Rows of a board: they are public when the board is, too."""

    def public(self):
        return super().public().filter(body__visibility=Visibility.PUBLISHED)


class Body(Publishable, Documented):
    """The board as an institution (Gremium)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    purpose = models.TextField(_("purpose"), blank=True, help_text=_("Markdown."))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    working_method = models.TextField(_("how it works"), blank=True, help_text=_("Markdown."))
    meeting_rhythm = models.CharField(_("how often it meets"), max_length=100, blank=True)
    start = dates.precise_date(_("founded"))
    start_precision = dates.precision_of_date(_("precision of the date"))
    end = dates.precise_date(_("end"))
    end_precision = dates.precision_of_date(_("precision of the end"))
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )

    class Meta(Publishable.Meta):
        verbose_name = _("advisory board")
        verbose_name_plural = _("advisory boards")
        ordering = [F("start").desc(nulls_last=True), "-pk"]
        constraints = [
            *Publishable.Meta.constraints,
            no_later_than(
                "start", "end", name="advisory_board_body_end", message=_("The end is before the foundation.")
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("board")


class TermQuerySet(models.QuerySet):
    def ending(self, today: datetime.date, *, days: int):
        """Return what ends within ``days``; a term whose end has passed needs nobody's attention any more."""
        return self.filter(end__lte=today + datetime.timedelta(days)).exclude(dates.is_over("end", today=today))


class Term(models.Model):
    """A term of office (Amtszeit). In Erkelenz 24 months, which may be extended after an evaluation."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="terms", verbose_name=_("advisory board"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    months = models.PositiveSmallIntegerField(_("length in months"), null=True, blank=True)
    start = dates.precise_date(_("start"))
    start_precision = dates.precision_of_date(_("precision of the start"))
    end = dates.precise_date(_("end"))
    end_precision = dates.precision_of_date(_("precision of the end"))
    note = models.TextField(_("extension and evaluation"), blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                name="advisory_board_term_number",
                violation_error_message=_("This board already has a term with this number."),
            ),
            no_later_than("start", "end", name="advisory_board_term_end", message=_("The term ends before it starts.")),
        ]

    def __str__(self):
        return f"{self.body}, {self.number}"


class SeatGroup(models.Model):
    """A group with a fixed number of seats, in Erkelenz 5 citizens, 5 from business, 1 from the administration."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="seat_groups", verbose_name=_("advisory board"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=100)
    quota = models.PositiveSmallIntegerField(_("number of seats by resolution"))

    class Meta:
        verbose_name = _("group of seats")
        verbose_name_plural = _("groups of seats")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"],
                name="advisory_board_group_name",
                violation_error_message=_("This board already has a group with this name."),
            )
        ]

    def __str__(self):
        return self.name


class Seat(models.Model):
    """A place on the board, taken or vacant."""

    group = models.ForeignKey(SeatGroup, models.CASCADE, related_name="seats", verbose_name=_("group"))
    number = models.PositiveSmallIntegerField(_("number"))
    votes = models.BooleanField(_("has a vote"), default=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["group__position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "number"],
                name="advisory_board_seat_number",
                violation_error_message=_("This group already has a seat with this number."),
            )
        ]

    def __str__(self):
        return f"{self.group} {self.number}"


class Person(models.Model):
    """A person on the board. Name, photo and biography are public only while a consent says so."""

    name = models.CharField(_("name"), max_length=200, help_text=_("Internal, unless a consent makes it public."))
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Internal."))
    biography = models.TextField(_("biography"), blank=True, help_text=_("Internal, unless a consent makes it public."))
    modified_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
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
        """Return the memberships that hold on ``day``."""
        return self.filter(Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day))

    def ending(self, today: datetime.date, *, days: int):
        """Return the memberships whose last day is at most ``days`` ahead and not past."""
        return self.filter(end__range=(today, today + datetime.timedelta(days)))

    def named(self, day):
        """Annotate ``name_is_public``: the person consents on ``day``, and the term is not over."""
        consents = Consent.objects.valid_on(day).filter(person=OuterRef("person"), scope=Consent.Scope.NAME)
        name_is_public = Exists(consents) & ~dates.is_over("term__end", today=day)
        return self.annotate(name_is_public=name_is_public).select_related("person", "seat__group")


class Membership(models.Model):
    """Who holds a seat in a term: a person, an organisation, or both."""

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

    class Meta:
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

    @property
    def public_name(self) -> str:
        """The name that the public may read; needs :meth:`MembershipQuerySet.named`. Empty for anonymous members."""
        return self.person.name if self.name_is_public else ""


class CallForMembers(Publishable, Documented):
    """A public call (Ausschreibung) to apply for seats."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="calls", verbose_name=_("advisory board"))
    group = models.ForeignKey(SeatGroup, models.PROTECT, related_name="calls", verbose_name=_("group"))
    seats = models.PositiveSmallIntegerField(_("number of seats"))
    opens = dates.precise_date(_("opens"))
    opens_precision = dates.precision_of_date(_("precision of the opening"))
    closes = dates.precise_date(_("closes"))
    closes_precision = dates.precision_of_date(_("precision of the closing"))
    applications = models.PositiveIntegerField(_("usable applications"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    objects = OfBodyQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("call for members")
        verbose_name_plural = _("calls for members")
        ordering = [F("opens").desc(nulls_last=True), "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            no_later_than(
                "opens", "closes", name="advisory_board_call_closes", message=_("The call closes before it opens.")
            ),
        ]

    def __str__(self):
        return f"{self.body}: {self.group}"


class SelectionCriterion(models.Model):
    """An archetype that helps to choose members, so that the board mirrors the city."""

    call = models.ForeignKey(
        CallForMembers, models.CASCADE, related_name="criteria", verbose_name=_("call for members")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=100)
    text = models.CharField(_("text"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("selection criterion")
        verbose_name_plural = _("selection criteria")
        ordering = ["position"]

    def __str__(self):
        return self.title


class MeetingQuerySet(OfBodyQuerySet):
    def ahead(self, today):
        """Return what lies ahead, the next one first; cancelled ones, too, for those who have noted the day."""
        return self.exclude(pk__in=self.past(today).values("pk")).order_by("date", "start_time", "number")

    def upcoming(self, today):
        """Return what is still to come, the next one first."""
        return self.ahead(today).filter(state__in=[Meeting.State.SCHEDULED, Meeting.State.INVITED])

    def past(self, today):
        return self.filter(dates.is_over("date", today=today) | Q(state=Meeting.State.HELD))

    def with_numbers(self):
        """Annotate ``present``: how many seats with a vote were represented, by the member or the substitute."""
        represented = Q(attendances__present=True, attendances__membership__seat__votes=True)
        by_guests = Q(attendances__membership__role=Membership.Role.GUEST)
        return self.annotate(
            present=Count("attendances__membership__seat", filter=represented & ~by_guests, distinct=True)
        )


class Meeting(Publishable, Documented):
    """A meeting of the board. A date may be known only to the month."""

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        DIGITAL = "digital", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        INVITED = "invited", _("Invited")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    body = models.ForeignKey(Body, models.CASCADE, related_name="meetings", verbose_name=_("advisory board"))
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    date = dates.precise_date(_("date"), optional=False)
    date_precision = dates.precision_of_date(_("precision of the date"))
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    form = models.CharField(_("form"), max_length=9, choices=Form, default=Form.IN_PERSON)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link for taking part"), blank=True)
    is_open = models.BooleanField(_("open to the public"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.SCHEDULED)
    summary = models.TextField(_("in short"), blank=True, help_text=_("Public. Markdown."))

    objects = MeetingQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date", "-number"]
        constraints = [
            *Publishable.Meta.constraints,
            no_later_than(
                "start_time",
                "end_time",
                name="advisory_board_meeting_end",
                message=_("The meeting ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meeting", args=[self.number])


class Impulse(Publishable, Documented):
    """A talk by a guest, and the ideas or projects that came of it."""

    topic = models.CharField(_("topic"), max_length=200)
    guest = models.CharField(_("guest"), max_length=200, blank=True, help_text=_("Organisation or function."))
    text = models.TextField(_("text"), blank=True)
    result = models.TextField(_("what came of it"), blank=True)
    projects = models.ManyToManyField(
        Project, blank=True, related_name="impulses", verbose_name=_("resulting projects")
    )

    class Meta(Publishable.Meta):
        verbose_name = _("impulse")
        verbose_name_plural = _("impulses")
        ordering = ["topic"]

    def __str__(self):
        return self.topic


class AgendaItemQuerySet(models.QuerySet):
    def public(self):
        return self.filter(is_public=True, meeting__in=Meeting.objects.public())


class AgendaItem(models.Model):
    """An item of a meeting's agenda (Tagesordnungspunkt), with its result."""

    class Result(models.TextChoices):
        RECOMMENDED = "recommended", _("recommended")
        RECOMMENDED_CHANGED = "recommended_changed", _("recommended with changes")
        REJECTED = "rejected", _("rejected")
        ADJOURNED = "adjourned", _("adjourned")
        DEFERRED = "deferred", _("deferred")
        NOTED = "noted", _("noted")
        DISCUSSED = "discussed", _("discussed without a resolution")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_items", verbose_name=_("meeting"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)
    is_public = models.BooleanField(_("public"), default=True, help_text=_("Without it, nothing of the item is shown."))
    impulse = models.ForeignKey(
        Impulse, models.SET_NULL, null=True, blank=True, related_name="agenda_items", verbose_name=_("impulse")
    )
    result = models.CharField(_("result"), max_length=20, choices=Result, blank=True)
    text = models.TextField(_("minutes of the item"), blank=True, help_text=_("Public once the minutes are published."))

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="advisory_board_agenda_number",
                violation_error_message=_("This meeting already has an agenda item with this number."),
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"


class Attendance(models.Model):
    """Who was there. Internal: the public sees a number and whether there was a quorum."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendances", verbose_name=_("membership"))
    present = models.BooleanField(_("present"), default=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                name="advisory_board_attendance_once",
                violation_error_message=_("The attendance of this member is already noted."),
            )
        ]

    def __str__(self):
        return str(self.membership)


class Vote(models.Model):
    """The counted result of a vote on an agenda item."""

    agenda_item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="vote", verbose_name=_("agenda item"))
    yes = models.PositiveSmallIntegerField(_("votes in favour"), default=0)
    no = models.PositiveSmallIntegerField(_("votes against"), default=0)
    abstain = models.PositiveSmallIntegerField(_("abstentions"), default=0)
    biased = models.PositiveSmallIntegerField(_("biased, not voting"), default=0)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")

    def __str__(self):
        return vote_notation(yes=self.yes, no=self.no, abstain=self.abstain)


class MinutesQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state=Minutes.State.PUBLISHED, meeting__in=Meeting.objects.public())


class Minutes(models.Model):
    """The minutes of a meeting; the public sees them once they are published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft minutes")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", pgettext_lazy("minutes", "Published")

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="minutes", verbose_name=_("meeting"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_on__isnull=False),
                name="advisory_board_minutes_approved_on",
                violation_error_message=_("Approved minutes need the day of their approval."),
            )
        ]

    def __str__(self):
        return str(self.meeting)


class BoardDocument(Publishable):
    """A document of the board or of one meeting, at its address."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="documents", verbose_name=_("advisory board"))
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=_("meeting")
    )
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"))

    objects = OfBodyQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["title"]

    def __str__(self):
        return self.title


class RecommendationQuerySet(OfBodyQuerySet):
    def unanswered(self):
        return self.exclude(state__in=Recommendation.ANSWERED)

    def for_list(self):
        """Fetch with the rows what a recommendation shows: its projects, vote and way through the council."""
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
    text = models.TextField(_("text"))
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
