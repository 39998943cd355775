"""Editing meetings: the agenda with its votes, minutes, attendance, and impulses of guests."""

from collections.abc import Iterator
from dataclasses import replace

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory_board.models import AgendaItem, Attendance, BoardDocument, Impulse, Meeting, Minutes, Vote
from advisory_board.resources import AgendaItemResource, MeetingResource
from strategy.admin import SOURCE
from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.forms.inlines import Blocks, Lines
from strategy_portal.publishing.editing.preview import PublicPlace
from strategy_portal.publishing.editing.publishable import PublishableAdmin
from strategy_portal.publishing.editing.state_line import PageLink
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin


class Agenda(Lines):
    """The agenda as a list; the page of each item says what was discussed and how the vote went."""

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

    def state_line(self, request, row):
        line = super().state_line(request, row)
        return replace(line, tools=tuple(self._agenda_tools(request, row))) if row else line

    def _agenda_tools(self, request, meeting: Meeting) -> Iterator[PageLink]:
        agenda = self.admin_site.get_model_admin(AgendaItem)
        if agenda.has_export_permission(request):
            address = f"{agenda.address_of('export_xlsx')}?meeting__id__exact={meeting.pk}"
            yield PageLink(address, gettext("Export agenda"), "view_or_change")
        if agenda.has_import_permission(request):
            yield PageLink(agenda.address_of("import"), gettext("Import agenda"), "view_or_change")


class Votes(Lines):
    model = Vote
    fields = ["yes", "no", "abstain", "biased"]


@admin.register(AgendaItem)
class AgendaItemAdmin(SpreadsheetAdmin, ContentAdmin):
    resource_class = AgendaItemResource
    published_with = "meeting"
    list_display = ["__str__", "meeting", "result", "is_public"]
    list_filter = ["result", "is_public", "meeting"]
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
        return PublicPlace(f"{item.meeting.get_absolute_url()}#top-{item.number}", f"{item.meeting} › {item}")
