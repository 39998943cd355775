"""Rows that are edited with their parent."""

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.db.models import Value

from strategy_portal.publishing.editing.forms.fields import FORM_FIELDS, made_helpful, unsearchable_relations


class RowFormSet(forms.models.BaseInlineFormSet):
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
    columns = [field for field in row._meta.concrete_fields if field.name in condition.referenced_base_fields]
    return condition.check({column.name: Value(column.value_from_object(row), column) for column in columns})


class ContentInline(InlineModelAdmin):
    formset = RowFormSet
    formfield_overrides = FORM_FIELDS
    extra = 0
    view_on_site = False

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *unsearchable_relations(self, request)]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return made_helpful(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)


class Lines(ContentInline):
    """Rows of a parent, one per line."""

    template = "admin/edit_inline/tabular.html"


class Blocks(ContentInline):
    """Rows of a parent with long texts, one below the other."""

    template = "admin/edit_inline/stacked.html"
