"""Editing what the board recommended, and what became of it."""

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory_board.models import Recommendation, RecommendationConsultation
from strategy.admin import SOURCE, Consultations
from strategy_portal.publishing.editing.preview import PublicPlace
from strategy_portal.publishing.editing.publishable import PublishableAdmin


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
        return PublicPlace(row.get_absolute_url(), gettext("Recommendations"))

    def reason_to_keep(self, row):
        if row.agenda_item_id or row.state != Recommendation.State.OPEN:
            return gettext("A recommendation of the board is never lost. Withdraw it or change its state instead.")
        return super().reason_to_keep(row)
