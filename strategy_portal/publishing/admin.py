"""The admin of the city and its pages. The base classes for every app's admin are in ``editing``."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.publishable import PublishableAdmin
from strategy_portal.publishing.models import Municipality, Page


@dataclass(frozen=True)
class PresentLogo:
    name: str
    url: str

    def __str__(self):
        return self.name


class LogoInput(AdminFileWidget):
    """Uploaded files have no public address, so the widget links to the view that serves the logo."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["widget"]["value"] = PresentLogo(value.name, reverse("city_logo"))
        return context


@admin.register(Municipality)
class MunicipalityAdmin(ContentAdmin):
    fieldsets = [
        (None, {"fields": ["name", "official_name", "claim"]}),
        (_("Appearance"), {"fields": ["colour", "logo"]}),
        (
            _("Contact"),
            {
                "fields": [
                    "contact_unit",
                    ("contact_email", "contact_phone"),
                    "street",
                    ("postal_code", "town"),
                    "website",
                ]
            },
        ),
        (_("About the data"), {"fields": ["official_key", "is_example", "source"]}),
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "colour":
            kwargs["widget"] = forms.TextInput(attrs={"type": "color"})
        if db_field.name == "logo":
            kwargs["widget"] = LogoInput()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Municipality.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """Show the one city instead of a list with a single row."""
        city = Municipality.objects.first()
        if city is None or not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect(reverse("admin:publishing_municipality_change", args=[city.pk]))


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    list_display = ["title", "kind", "modified_at"]
    fields = ["kind", "title", "body"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "body":
            kwargs["help_text"] = ""  # the form explains Markdown beside every long text
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["kind"] if obj else [])]

    def has_add_permission(self, request):
        """There is one page of each kind, so adding is allowed only while one is missing."""
        return super().has_add_permission(request) and Page.objects.count() < len(Page.Kind)

    def has_delete_permission(self, request, obj=None):
        return False
