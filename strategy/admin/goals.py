"""Editing goals, their indicators and what was measured."""

from django.contrib import admin

from strategy.admin.documented import SOURCE
from strategy.models import Goal, Indicator, IndicatorValue
from strategy_portal.publishing.admin.content import ContentAdmin, Lines
from strategy_portal.publishing.admin.verbs import PublishableAdmin


class Indicators(Lines):
    model = Indicator
    fields = ["title", "unit", "target_value", "target_date"]
    show_change_link = True


@admin.register(Goal)
class GoalAdmin(PublishableAdmin):
    list_display = ["title", "field", "statement"]
    list_filter = ["field", "statement"]
    list_select_related = ["field", "statement"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["field", "statement"]
    fieldsets = [(None, {"fields": ["title", "text", "field", "statement"]}), SOURCE]
    inlines = [Indicators]


class IndicatorValues(Lines):
    """Values are added, never changed; one that was typed wrongly is deleted."""

    model = IndicatorValue
    fields = ["as_of", "value", "source"]

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Indicator)
class IndicatorAdmin(ContentAdmin):
    published_with = "goal"
    list_display = ["title", "goal", "unit", "target_value", "target_date"]
    list_filter = ["goal"]
    list_select_related = ["goal"]
    search_fields = ["title", "goal__title"]
    autocomplete_fields = ["goal"]
    fields = ["goal", "title", "unit", ("target_value", "target_date")]
    inlines = [IndicatorValues]
