"""Editing fields of action and vision statements: what stays the same in every edition."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.models import ActionField, Edition, VisionStatement
from strategy.resources import ActionFieldResource
from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.look.icons import ICONS
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin


class WordedAdmin(ContentAdmin):
    """Fields and statements: what stays the same in every edition. Their texts are wordings of an edition.

    They are public with the first edition that contains them: whoever may publish editions may change them then.
    """

    list_display = ["name", "number", "colour_sample", "is_shown"]
    search_fields = ["name", "wordings__title"]
    prepopulated_fields = {"slug": ["name"]}
    counted_by = "number"
    fieldsets = [
        (None, {"fields": ["number", "name", "slug"]}),
        (_("Appearance"), {"fields": ["icon", "colour"]}),
    ]

    def published_model(self):
        return Edition

    def is_public(self, row):
        return type(row).objects.public().filter(pk=row.pk).exists()

    def is_scheduled(self, row):
        return any(wording.edition.is_scheduled for wording in row.wordings.select_related("edition"))

    def reason_to_keep(self, row):
        return gettext("A published edition contains it.") if self.is_public(row) else ""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("wordings__edition")

    @admin.display(description=_("published"), boolean=True)
    def is_shown(self, row):
        return any(wording.edition.is_public for wording in row.wordings.all())

    @admin.display(description=_("colour"))
    def colour_sample(self, row):
        return row.colour or "-"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "icon":
            kwargs["widget"] = forms.Select(choices=[("", "---------"), *((name, name) for name in sorted(ICONS))])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(ActionField)
class ActionFieldAdmin(SpreadsheetAdmin, WordedAdmin):
    resource_class = ActionFieldResource

    def resource(self, request, *, file=""):
        """The texts in the file are those of an edition, and follow the rights to it."""
        editions = self.admin_site.get_model_admin(Edition)
        may_word = all(request.user.has_perm(f"strategy.{verb}_actionfieldwording") for verb in ("add", "change"))

        def reason(edition: Edition) -> str:
            may = may_word and editions.has_change_permission(request, edition)
            return "" if may else gettext("You may not change the texts of this edition.")

        resource = super().resource(request, file=file)
        resource.sees_drafts = editions.has_change_permission(request)
        resource.reason_not_to_word = reason
        return resource


@admin.register(VisionStatement)
class VisionStatementAdmin(WordedAdmin):
    pass
