"""Addresses that projects once had. Merging makes them; one that was printed somewhere can be added by hand."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roadmap.models import FormerAddress
from strategy_portal.publishing.editing.content import ContentAdmin


@admin.register(FormerAddress)
class FormerAddressAdmin(ContentAdmin):
    published_with = "project"
    list_display = ["slug", "project"]
    list_select_related = ["project"]
    search_fields = ["slug", "project__title"]
    autocomplete_fields = ["project"]
    fields = ["slug", "project"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "slug":
            kwargs["help_text"] = _("The last part only: “old-name” for …/roadmap/old-name/.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]
