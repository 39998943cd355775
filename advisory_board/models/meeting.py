"""Meetings with their agenda, attendance, votes, minutes and documents."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advisory_board.models.body import Body, OfBodyQuerySet
from advisory_board.models.member import Membership
from roadmap.models import Project
from strategy.votes import vote_notation
from strategy_portal.publishing import dates
from strategy_portal.publishing.models import (
    PERMISSIONS,
    PUBLISHING_PERMISSIONS,
    SPREADSHEET_PERMISSIONS,
    Documented,
    Publishable,
    no_later_than,
)
from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.markdown import MarkdownField


class MeetingQuerySet(OfBodyQuerySet):
    def ahead(self, today):
        """Return the meetings that are not past, the next one first; also cancelled ones, which people may wait for."""
        return self.exclude(pk__in=self.past(today).values("pk")).order_by("date", "start_time", "number")

    def upcoming(self, today):
        """Return the meetings that are still to take place, the next one first."""
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
    summary = MarkdownField(_("in short"), blank=True, help_text=_("Public. Markdown."))

    objects = MeetingQuerySet.as_manager()
    history = recorded()

    class Meta(Publishable.Meta):
        default_permissions = (*PERMISSIONS, *PUBLISHING_PERMISSIONS, *SPREADSHEET_PERMISSIONS)
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

    history = recorded("projects")

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
    text = MarkdownField(_("minutes of the item"), blank=True, help_text=_("Public once the minutes are published."))

    objects = AgendaItemQuerySet.as_manager()
    history = recorded()

    class Meta:
        default_permissions = (*PERMISSIONS, *SPREADSHEET_PERMISSIONS)
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
    """Who attended a meeting. Internal: the public sees only how many, and whether there was a quorum."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendances", verbose_name=_("membership"))
    present = models.BooleanField(_("present"), default=True)

    history = recorded()

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

    history = recorded()

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
    text = MarkdownField(_("text"), blank=True, help_text=_("Markdown."))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    objects = MinutesQuerySet.as_manager()
    history = recorded()

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
    """A document of the board or of one meeting, given by the web address where it can be read."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="documents", verbose_name=_("advisory board"))
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=_("meeting")
    )
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"))

    objects = OfBodyQuerySet.as_manager()
    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["title"]

    def __str__(self):
        return self.title
