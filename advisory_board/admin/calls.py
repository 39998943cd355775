"""Editing the calls with which members are found."""

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory_board.admin.board_page import on_page_of_board
from advisory_board.models import CallForMembers, SelectionCriterion
from strategy.admin import SOURCE
from strategy_portal.publishing.editing.forms.inlines import Lines
from strategy_portal.publishing.editing.publishable import PublishableAdmin


class Criteria(Lines):
    model = SelectionCriterion
    fields = ["position", "title", "text"]


@admin.register(CallForMembers)
class CallForMembersAdmin(PublishableAdmin):
    list_display = ["group", "body", "seats", "opens", "closes", "applications"]
    list_filter = ["body"]
    search_fields = ["group__name", "text"]
    autocomplete_fields = ["body", "group"]
    fieldsets = [
        (None, {"fields": ["body", "group", "seats", "text"]}),
        (_("Window"), {"fields": [("opens", "opens_precision"), ("closes", "closes_precision"), "applications"]}),
        SOURCE,
    ]
    inlines = [Criteria]

    def place_of(self, row):
        return on_page_of_board("calls", gettext("How members were found"))
