"""How the fields of rows are shown, in forms and in the lines of a parent."""

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from strategy_portal.publishing.editing.forms.drafting import help_writing
from strategy_portal.publishing.editing.forms.relations import RelatedRow, RelatedRows

FORM_FIELDS = {
    models.URLField: {"assume_scheme": "https"},
    models.ForeignKey: {"form_class": RelatedRow},
    models.ManyToManyField: {"form_class": RelatedRows},
}


def unsearchable_relations(model_admin: BaseModelAdmin, request: HttpRequest) -> list[str]:
    """Return the relations whose rows this person may not search: they are shown as they are, not as a field."""
    site = model_admin.admin_site
    return [
        name
        for name in model_admin.get_autocomplete_fields(request)
        if not site.get_model_admin(model_admin.opts.get_field(name).remote_field.model).has_view_permission(request)
    ]


def made_helpful(field: forms.Field | None, column: models.Field) -> forms.Field | None:
    """Return the form field of ``column`` with what helps to fill it in."""
    if field is None:
        return None
    # Beside a related row are links to add, change or look at it; but none to delete it.
    if isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_delete_related = False
    help_writing(field, column)
    return field
