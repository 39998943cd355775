"""The updates of a project beside its form: those that can still be written, and the history to be read."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models import ProjectUpdate
from strategy_portal.publishing.editing.forms.inlines import Blocks, Lines

State = ProjectUpdate.State
UPDATE_FIELDS = [
    "date",
    "text",
    ("status", "schedule"),
    "state_reason",
    "priority",
    "priority_reason",
    "source_link",
]


def offer_as_before(column: models.Field, arguments: dict) -> dict:
    """Return the ``arguments`` of a choice field of an update: one that is left empty changes nothing, and says so."""
    if column.name in ("status", "schedule", "priority"):
        return {**arguments, "choices": [("", _("as before")), *column.get_choices(include_blank=False)]}
    return arguments


class OpenUpdates(Blocks):
    """Updates that are not public yet. Published ones are not among its rows, so no form can reach them."""

    model = ProjectUpdate
    verbose_name = _("new update")
    verbose_name_plural = _("new updates (they change the status, the schedule and the priority)")
    fields = [*UPDATE_FIELDS, ("source", "is_example")]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).open()

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        return super().formfield_for_choice_field(db_field, request, **offer_as_before(db_field, kwargs))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "date":
            kwargs["initial"] = timezone.localdate
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PublishedUpdates(Lines):
    """The history: to be read only."""

    model = ProjectUpdate
    verbose_name_plural = _("published updates (the history; never changed)")
    fields = ["date", "text", "status", "schedule", "priority"]
    readonly_fields = fields
    classes = ["collapse"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).filter(state=State.PUBLISHED)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
