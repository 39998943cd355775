"""Addresses that projects once had. Merging makes them; one that was printed somewhere can be added by hand."""

from django.contrib import admin

from roadmap.models import FormerAddress
from strategy_portal.publishing.admin.content import ContentAdmin


@admin.register(FormerAddress)
class FormerAddressAdmin(ContentAdmin):
    published_with = "project"
    list_display = ["slug", "project"]
    list_select_related = ["project"]
    search_fields = ["slug", "project__title"]
    autocomplete_fields = ["project"]
    fields = ["slug", "project"]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]
