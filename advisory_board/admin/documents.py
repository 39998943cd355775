"""Editing documents of the board, each published by itself."""

from django.contrib import admin
from django.utils.translation import gettext

from advisory_board.admin.board_page import on_page_of_board
from advisory_board.models import BoardDocument
from strategy_portal.publishing.editing.preview import PublicPlace
from strategy_portal.publishing.editing.publishable import PublishableAdmin


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
            return PublicPlace(f"{row.meeting.get_absolute_url()}#documents", f"{row.meeting} › {section}")
        return on_page_of_board("documents", section)
