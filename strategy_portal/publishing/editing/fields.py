"""How the fields of rows are shown, in forms and in the lines of a parent."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models

from strategy_portal.publishing.editing.drafting import help_writing
from strategy_portal.publishing.editing.relations import RelatedRow, RelatedRows


class Fields:
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.ForeignKey: {"form_class": RelatedRow},
        models.ManyToManyField: {"form_class": RelatedRows},
    }

    def get_readonly_fields(self, request, obj=None):
        """Show a relation as it is to those who may not look for another row: the search would refuse them."""
        fields = super().get_readonly_fields(request, obj)
        site = self.admin_site
        unsearchable = [
            name
            for name in self.get_autocomplete_fields(request)
            if not site.get_model_admin(self.opts.get_field(name).remote_field.model).has_view_permission(request)
        ]
        return [*fields, *unsearchable]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # Beside a related row are links to add, change or look at it; it is not to be deleted in passing.
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        if field:
            help_writing(field, db_field)
        return field
