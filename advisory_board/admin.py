"""Editing the advisory board: its seats and members, its meetings, and what it recommended."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory_board.erasing import Erasing
from advisory_board.models import (
    AgendaItem,
    Attendance,
    BoardDocument,
    Body,
    CallForMembers,
    Consent,
    Impulse,
    Meeting,
    Membership,
    Minutes,
    Person,
    Recommendation,
    RecommendationConsultation,
    Seat,
    SeatGroup,
    SelectionCriterion,
    Term,
    Vote,
)
from advisory_board.resources import AgendaItemResource, MeetingResource, MembershipResource, PersonResource
from strategy.admin import SOURCE, Consultations
from strategy_portal.publishing.admin.content import Blocks, ContentAdmin, Lines
from strategy_portal.publishing.admin.preview import Place
from strategy_portal.publishing.admin.verbs import PublishableAdmin
from strategy_portal.publishing.spreadsheets.admin import SpreadsheetAdmin


class Terms(Blocks):
    model = Term
    fields = [("number", "months"), ("start", "start_precision"), ("end", "end_precision"), "note"]
    classes = ["collapse"]


class SeatGroups(Lines):
    model = SeatGroup
    fields = ["position", "name", "quota"]
    show_change_link = True


@admin.register(Body)
class BodyAdmin(PublishableAdmin):
    list_display = ["name", "start", "end"]
    search_fields = ["name"]
    autocomplete_fields = ["successor"]
    fieldsets = [
        (None, {"fields": ["name", "purpose", "legal_basis"]}),
        (_("How it works"), {"fields": ["working_method", "meeting_rhythm"]}),
        (
            _("From when to when"),
            {"fields": [("start", "start_precision"), ("end", "end_precision"), "successor"]},
        ),
        SOURCE,
    ]
    inlines = [SeatGroups, Terms]


class Memberships(Lines):
    model = Membership
    fields = ["seat", "term", "person", "organisation", "role", "start", "end"]
    autocomplete_fields = ["seat", "term", "person"]
    classes = ["collapse"]


@admin.register(Term)
class TermAdmin(ContentAdmin):
    published_with = "body"
    list_display = ["body", "number", "start", "end", "months"]
    list_display_links = ["body", "number"]
    list_filter = ["body"]
    list_select_related = ["body"]
    search_fields = ["body__name", "number"]
    autocomplete_fields = ["body"]
    fields = ["body", ("number", "months"), ("start", "start_precision"), ("end", "end_precision"), "note"]
    inlines = [Memberships]


class Seats(Lines):
    model = Seat
    fields = ["number", "votes"]
    show_change_link = True


@admin.register(SeatGroup)
class SeatGroupAdmin(ContentAdmin):
    published_with = "body"
    list_display = ["name", "body", "quota", "position"]
    list_filter = ["body"]
    list_select_related = ["body"]
    search_fields = ["name", "body__name"]
    autocomplete_fields = ["body"]
    fields = ["body", "position", "name", "quota"]
    inlines = [Seats]


@admin.register(Seat)
class SeatAdmin(ContentAdmin):
    published_with = "group__body"
    list_display = ["group", "number", "votes"]
    list_display_links = ["group", "number"]
    list_filter = ["group", "votes"]
    list_select_related = ["group"]
    search_fields = ["group__name", "number"]
    autocomplete_fields = ["group"]
    fields = ["group", "number", "votes"]
    inlines = [Memberships]


class Consents(Lines):
    model = Consent
    fields = ["scope", "given_on", "withdrawn_on"]


@admin.register(Person)
class PersonAdmin(Erasing, SpreadsheetAdmin, ContentAdmin):
    resource_class = PersonResource
    list_display = ["name", "email"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "biography"]
    inlines = [Consents, Memberships]


@admin.register(Membership)
class MembershipAdmin(SpreadsheetAdmin, ContentAdmin):
    resource_class = MembershipResource
    published_with = "seat__group__body"
    list_display = ["seat", "term", "person", "organisation", "role", "start", "end"]
    list_filter = ["term", "seat__group", "role"]
    list_select_related = ["seat__group", "term__body", "person"]
    search_fields = ["person__name", "organisation", "seat__group__name"]
    autocomplete_fields = ["seat", "term", "person"]
    fields = ["seat", "term", "person", "organisation", "role", ("start", "end")]


class Criteria(Lines):
    model = SelectionCriterion
    fields = ["position", "title", "text"]


def _on_page_of_board(anchor: str, section: str) -> Place:
    return Place(f"{reverse('board')}#{anchor}", f"{gettext('Advisory board')} › {section}")


@admin.register(CallForMembers)
class CallForMembersAdmin(PublishableAdmin):
    list_display = ["group", "body", "seats", "opens", "closes", "applications"]
    list_filter = ["body"]
    list_select_related = ["body", "group"]
    search_fields = ["group__name", "text"]
    autocomplete_fields = ["body", "group"]
    fieldsets = [
        (None, {"fields": ["body", "group", "seats", "text"]}),
        (_("Window"), {"fields": [("opens", "opens_precision"), ("closes", "closes_precision"), "applications"]}),
        SOURCE,
    ]
    inlines = [Criteria]

    def place_of(self, row):
        return _on_page_of_board("calls", gettext("How members were found"))


class Agenda(Lines):
    """The agenda as a list; what was said and how it was voted stands on the page of each item."""

    model = AgendaItem
    fields = ["number", "title", "is_public", "result", "counted"]
    readonly_fields = ["counted"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("vote")

    @admin.display(description=_("vote"))
    def counted(self, item):
        return str(item.vote) if hasattr(item, "vote") else "-"


class MeetingMinutes(Blocks):
    model = Minutes
    fields = [("state", "approved_on"), "text"]
    classes = ["collapse"]


class Attendances(Lines):
    model = Attendance
    verbose_name_plural = _("attendance (internal; the public reads a number)")
    fields = ["membership", "present"]
    autocomplete_fields = ["membership"]
    classes = ["collapse"]


class Documents(Lines):
    """Each document is published on its own page."""

    model = BoardDocument
    fields = ["body", "title", "url", "visibility"]
    readonly_fields = ["visibility"]
    autocomplete_fields = ["body"]
    can_delete = False
    show_change_link = True
    classes = ["collapse"]


@admin.register(Meeting)
class MeetingAdmin(SpreadsheetAdmin, PublishableAdmin):
    resource_class = MeetingResource
    list_display = ["title", "number", "date", "form", "state"]
    list_filter = ["state", "form", "body"]
    date_hierarchy = "date"
    search_fields = ["title", "summary", "place", "agenda_items__title"]
    autocomplete_fields = ["body"]
    counted_by = "number"
    fieldsets = [
        (None, {"fields": ["body", "number", "title", "state"]}),
        (
            _("When and where"),
            {"fields": [("date", "date_precision"), ("start_time", "end_time"), "form", "place", "link", "is_open"]},
        ),
        (_("In short"), {"fields": ["summary"]}),
        SOURCE,
    ]
    inlines = [Agenda, MeetingMinutes, Attendances, Documents]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["agenda_tools"] = self._agenda_tools(request, obj) if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _agenda_tools(self, request, meeting: Meeting) -> list[tuple[str, str]]:
        agenda = self.admin_site.get_model_admin(AgendaItem)
        tools = []
        if agenda.has_export_permission(request):
            address = f"{agenda.spreadsheet_address('export_xlsx')}?meeting__id__exact={meeting.pk}"
            tools.append((address, gettext("Export agenda")))
        if agenda.has_import_permission(request):
            tools.append((agenda.spreadsheet_address("import"), gettext("Import agenda")))
        return tools


class Votes(Lines):
    model = Vote
    fields = ["yes", "no", "abstain", "biased"]


@admin.register(AgendaItem)
class AgendaItemAdmin(SpreadsheetAdmin, ContentAdmin):
    resource_class = AgendaItemResource
    published_with = "meeting"
    list_display = ["__str__", "meeting", "result", "is_public"]
    list_filter = ["result", "is_public", "meeting"]
    list_select_related = ["meeting"]
    search_fields = ["title", "text", "meeting__title"]
    autocomplete_fields = ["meeting", "impulse"]
    fields = ["meeting", "number", "title", "is_public", "impulse", "result", "text"]
    inlines = [Votes]

    def resource(self, request, *, file=""):
        """The votes in a file follow the rights to them, as those in the form do."""
        resource = super().resource(request, file=file)
        if not all(request.user.has_perm(f"advisory_board.{verb}_vote") for verb in ("add", "change")):
            resource.lock(gettext("You may not change votes."))
        return resource


@admin.register(Impulse)
class ImpulseAdmin(PublishableAdmin):
    list_display = ["topic", "guest"]
    search_fields = ["topic", "guest", "text"]
    autocomplete_fields = ["projects"]
    fieldsets = [(None, {"fields": ["topic", "guest", "text", "result", "projects"]}), SOURCE]

    def place_of(self, row):
        item = AgendaItem.objects.public().filter(impulse=row).select_related("meeting").first()
        if item is None:
            raise ValidationError(gettext("No public agenda item names it, so no page shows it yet."))
        return Place(f"{item.meeting.get_absolute_url()}#top-{item.number}", f"{item.meeting} › {item}")


@admin.register(BoardDocument)
class BoardDocumentAdmin(PublishableAdmin):
    list_display = ["title", "meeting", "body"]
    list_filter = ["body"]
    list_select_related = ["meeting", "body"]
    search_fields = ["title", "meeting__title"]
    autocomplete_fields = ["body", "meeting"]
    fields = ["body", "meeting", "title", "url"]

    def place_of(self, row):
        section = gettext("Documents")
        if row.meeting:
            return Place(f"{row.meeting.get_absolute_url()}#documents", f"{row.meeting} › {section}")
        return _on_page_of_board("documents", section)


class CouncilSteps(Consultations):
    model = RecommendationConsultation


@admin.register(Recommendation)
class RecommendationAdmin(PublishableAdmin):
    list_display = ["title", "number", "date", "state", "answered_on"]
    list_filter = ["state", "body", "fields"]
    search_fields = ["number", "title", "text"]
    autocomplete_fields = ["body", "agenda_item", "projects", "fields", "statements", "resulting_project"]
    fieldsets = [
        (None, {"fields": ["body", "number", "title", "text", ("date", "date_precision"), "agenda_item"]}),
        (_("What it is about"), {"fields": ["projects", "fields", "statements"]}),
        (
            _("What became of it"),
            {"fields": ["state", "answer", "answer_reason", "answered_on", "resulting_project"]},
        ),
        SOURCE,
    ]
    inlines = [CouncilSteps]

    def place_of(self, row):
        return Place(row.get_absolute_url(), gettext("Recommendations"))

    def reason_to_keep(self, row):
        if row.agenda_item_id or row.state != Recommendation.State.OPEN:
            return gettext("A recommendation of the board is never lost. Withdraw it or change its state instead.")
        return super().reason_to_keep(row)
