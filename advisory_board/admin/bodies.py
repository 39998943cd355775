"""Editing the board itself: its terms, the groups that send members, and their seats."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from advisory_board.admin.members import Memberships
from advisory_board.models import Body, Seat, SeatGroup, Term
from strategy.admin import SOURCE
from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.forms.inlines import Blocks, Lines
from strategy_portal.publishing.editing.publishable import PublishableAdmin


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


@admin.register(Term)
class TermAdmin(ContentAdmin):
    published_with = "body"
    list_display = ["body", "number", "start", "end", "months"]
    list_display_links = ["body", "number"]
    list_filter = ["body"]
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
    search_fields = ["group__name", "number"]
    autocomplete_fields = ["group"]
    fields = ["group", "number", "votes"]
    inlines = [Memberships]
