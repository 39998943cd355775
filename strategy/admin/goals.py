"""Editing goals, their indicators and what was measured."""

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.admin.documented import SOURCE
from strategy.models import Goal, Indicator, IndicatorValue
from strategy.resources import IndicatorValueResource
from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.forms.inlines import Lines
from strategy_portal.publishing.editing.preview import PublicPlace
from strategy_portal.publishing.editing.publishable import PublishableAdmin
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin


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

    def place_of(self, row):
        parent = row.field or row.statement
        return PublicPlace(f"{parent.get_absolute_url()}#goals", f"{parent} › {gettext('Goals and indicators')}")


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
    search_fields = ["title", "goal__title"]
    autocomplete_fields = ["goal"]
    fields = ["goal", "title", "unit", ("target_value", "target_date")]
    inlines = [IndicatorValues]


@admin.register(IndicatorValue)
class IndicatorValueAdmin(SpreadsheetAdmin, ContentAdmin):
    """What was measured, of all indicators: to be added line by line or as a table."""

    resource_class = IndicatorValueResource
    published_with = "indicator__goal"
    list_display = ["indicator", "goal", "as_of", "value", "source"]
    list_filter = ["indicator__goal", "indicator"]
    date_hierarchy = "as_of"
    search_fields = ["indicator__title", "indicator__goal__title", "source"]
    autocomplete_fields = ["indicator"]
    fields = ["indicator", ("as_of", "value"), "source"]
    ordering = ["-as_of", "indicator__goal__title", "indicator__title"]

    @admin.display(description=_("goal"), ordering="indicator__goal__title")
    def goal(self, row):
        return row.indicator.goal

    def has_change_permission(self, request, obj=None):
        """Whoever may change the model deletes and restores; no single value is ever changed."""
        return obj is None and super().has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        # Django's title would invite to choose one and change it.
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def reason_not_to_change(self, request, row):
        """Columns refuse what would change a value; a file may repeat one that is unchanged."""
        return ""
