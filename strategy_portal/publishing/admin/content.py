"""The base of every admin: what a saved change does, what may be deleted, and how rows of a parent are shown."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Value
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.attention import AttentionFilter
from strategy_portal.publishing.lifecycle import raise_content_revision
from strategy_portal.publishing.models import Publishable


class Fields:
    """How fields are shown, in forms and in inlines."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # Beside a related row are links to add, change or look at it; it is not to be deleted in passing.
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field


class ContentForm(forms.ModelForm):
    def _post_clean(self):
        """Check every constraint. Django leaves out those with a column that the form lacks, such as the visibility."""
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error.messages)


class Rows(forms.models.BaseInlineFormSet):
    """Rows that are sent together are compared with each other, too, where a rule holds under a condition.

    Django does so for rules that always hold; for the others the database would refuse the second row.
    """

    def validate_unique(self):
        super().validate_unique()
        rows = [
            form for form in self.forms if form.has_changed() and form.is_valid() and form not in self.deleted_forms
        ]
        for constraint in self.model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or constraint.condition is None:
                continue
            seen = set()
            for form in rows:
                if not _fulfils(form.instance, constraint.condition):
                    continue
                key = tuple(form.instance.serializable_value(name) for name in constraint.fields)
                if key in seen:
                    form.add_error(None, constraint.violation_error_message)
                seen.add(key)


def _fulfils(row: models.Model, condition: models.Q) -> bool:
    columns = [row._meta.get_field(name) for name in condition.referenced_base_fields]
    return condition.check({column.name: Value(column.value_from_object(row), column) for column in columns})


class Lines(Fields, admin.TabularInline):
    """Rows of a parent, one per line."""

    formset = Rows
    extra = 0
    view_on_site = False


class Blocks(Fields, admin.StackedInline):
    """Rows of a parent with long texts, one below the other."""

    formset = Rows
    extra = 0
    view_on_site = False


class ContentAdmin(Fields, admin.ModelAdmin):
    """Everything that readers may see: a saved change raises the content revision, and an address never changes."""

    form = ContentForm
    list_per_page = 50
    # The field that counts the rows: the next number is suggested for a new one.
    counted_by = ""

    class Media:
        js = ["admin/js/urlify.js", "js/admin-slug.js"]  # in this order

    def is_public(self, row) -> bool:
        return row.is_public if isinstance(row, Publishable) else True

    def reason_to_keep(self, row) -> str:
        """Return why ``row`` is not to be deleted, in a sentence for the editor; empty when it may be."""
        if isinstance(row, Publishable) and row.is_public:
            return gettext("What is published cannot be deleted. Withdraw it first.")
        return ""

    def get_object(self, request, object_id, from_field=None):
        """Lock the row that a form saves: a verb called meanwhile waits, and its result is not written over."""
        row = super().get_object(request, object_id, from_field)
        if row and request.method == "POST" and transaction.get_connection().in_atomic_block:
            row.refresh_from_db(from_queryset=self.model._default_manager.select_for_update())
        return row

    def get_view_on_site_url(self, obj=None):
        if obj is None or not hasattr(obj, "get_absolute_url") or not self.is_public(obj):
            return None
        return obj.get_absolute_url()

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if self.counted_by:
            last = self.model._default_manager.aggregate(last=models.Max(self.counted_by))["last"] or 0
            initial.setdefault(self.counted_by, last + 1)
        return initial

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if obj and "slug" in self.prepopulated_fields and self.is_public(obj):
            return [*fields, "slug"]
        return fields

    def get_list_filter(self, request):
        questions = self.admin_site.questions_about(self.model)
        return [*([AttentionFilter] if questions else []), *super().get_list_filter(request)]

    # Django saves the form, its relations and its inlines in one transaction; this is the last step of it.
    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if self.is_public(form.instance):
            raise_content_revision()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        raise_content_revision()

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            raise_content_revision()

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and self.reason_to_keep(obj))

    def delete_view(self, request, object_id, extra_context=None):
        """Say why a row is kept where Django would only say "forbidden"."""
        row = self.get_object(request, unquote(object_id))
        reason = self.reason_to_keep(row) if row and self.has_delete_permission(request) else ""
        if reason:
            self.message_user(request, reason, messages.ERROR)
            return redirect(self.address_of("change", row.pk))
        return super().delete_view(request, object_id, extra_context)

    def address_of(self, page: str, *args) -> str:
        return reverse(admin_urlname(self.opts, page), args=args)

    actions = ["delete_selected"]

    @admin.action(description=_("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
    def delete_selected(self, request, queryset):
        """Django's own action, which would say that rights are missing where a rule speaks against it."""
        kept = [(row, reason) for row in queryset if (reason := self.reason_to_keep(row))]
        for row, reason in kept:
            self.message_user(request, f"{row}: {reason}", messages.ERROR)
        return None if kept else delete_selected(self, request, queryset)
