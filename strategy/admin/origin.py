"""Editing how the strategy came about, who took part, and the words that need an explanation."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.admin.documented import SOURCE
from strategy.models import GlossaryTerm, Partner, StrategyEvent
from strategy_portal.publishing.editing.preview import PublicPlace
from strategy_portal.publishing.editing.publishable import PublishableAdmin


def _on_page_of_strategy(anchor: str, section: str) -> PublicPlace:
    return PublicPlace(f"{reverse('strategy')}#{anchor}", f"{gettext('Strategy')} › {section}")


@admin.register(StrategyEvent)
class StrategyEventAdmin(PublishableAdmin):
    list_display = ["title", "position", "kind", "start"]
    list_filter = ["kind"]
    search_fields = ["title", "text", "place"]
    ordering = ["position"]
    counted_by = "position"
    fieldsets = [
        (None, {"fields": ["position", "kind", "title", "text"]}),
        (_("When and where"), {"fields": [("start", "start_precision"), ("end", "end_precision"), "place"]}),
        (_("Who took part"), {"fields": ["participants", "participants_note"]}),
        SOURCE,
    ]

    def place_of(self, row):
        return _on_page_of_strategy("history", gettext("How the strategy came about"))


@admin.register(Partner)
class PartnerAdmin(PublishableAdmin):
    list_display = ["name", "role", "position"]
    list_filter = ["role"]
    search_fields = ["name", "text"]
    fieldsets = [(None, {"fields": ["name", "role", "text", "url", "position"]}), SOURCE]

    def place_of(self, row):
        return _on_page_of_strategy("partners", gettext("Partners"))


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(PublishableAdmin):
    list_display = ["term", "explanation_start"]
    search_fields = ["term", "explanation"]
    fields = ["term", "explanation"]

    def place_of(self, row):
        return _on_page_of_strategy("glossary", gettext("Glossary"))

    @admin.display(description=_("explanation"))
    def explanation_start(self, row):
        return row.explanation if len(row.explanation) < 120 else f"{row.explanation[:119]}…"
