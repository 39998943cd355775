"""What an update says about the milestones of its project: one line each, with nothing to fill in but the dates."""

from django import forms
from django.db.models import Model, prefetch_related_objects

from roadmap.models import Milestone, MilestoneChange, Project, ProjectUpdate
from strategy_portal.publishing import dates
from strategy_portal.publishing.editing.forms.inlines import Blocks, RowFormSet

MOST_LISTED = 12


class MilestoneChoice(forms.ModelChoiceField):
    """A choice among ``rows``, which all lines of the form share."""

    def __init__(self, *args, rows: list[Milestone], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(row.pk): row for row in rows}
        self.choices = [("", self.empty_label), *((row.pk, self.label_from_instance(row)) for row in rows)]

    def to_python(self, value):
        return self.by_key.get(str(value)) or super().to_python(value)

    def label_from_instance(self, milestone):
        due = dates.spell(milestone.due, milestone.due_precision)
        return f"{milestone.title} ({due})" if due else milestone.title


class MilestoneChangeForm(forms.ModelForm):
    def has_changed(self):
        """Whether it says something: a line that only names its milestone is an offer and not saved."""
        changed = super().has_changed()
        if self.instance.pk is None:
            return bool({"due", "reached_on"} & set(self.changed_data))
        return changed

    def _post_clean(self):
        """Check what is new: each stored line would ask the database again about what it has accepted."""
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()


class MilestoneChangeFormSet(RowFormSet):
    def __init__(self, *args, initial=(), **kwargs):
        super().__init__(*args, initial=initial, **kwargs)
        self.extra = len(initial)


def milestones_to_tell_of(project: Project, update: ProjectUpdate) -> list[Milestone]:
    """Return the milestones that are still to be reached and that ``update`` does not speak of yet."""
    said = {change.milestone_id for change in _read_once(update, "milestone_changes")} if update.pk else set()
    waiting = [row for row in _read_once(project, "milestones") if row.reached_on is None and row.pk not in said]
    return waiting[:MOST_LISTED]


def _read_once(row: Model, relation: str) -> list:
    """Return the rows of ``relation``; a form that is compared and then saved asks for them four times."""
    prefetch_related_objects([row], relation)
    return list(getattr(row, relation).all())


class MilestoneChanges(Blocks):
    """A part of the update: whoever may change that may change these."""

    model = MilestoneChange
    form = MilestoneChangeForm
    formset = MilestoneChangeFormSet
    fields = ["milestone", ("due", "due_precision"), "reached_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("milestone")

    def get_formset(self, request, obj=None, **kwargs):
        self.project = self._update_admin.project_of(request, obj)
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "milestone":
            own = self.project.milestones.all()
            return db_field.formfield(
                queryset=own, form_class=MilestoneChoice, rows=_read_once(self.project, "milestones")
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def _may_change(self, request, obj) -> bool:
        rights = self._update_admin
        return rights.has_change_permission(request, obj) if obj else rights.has_add_permission(request)

    @property
    def _update_admin(self):
        return self.admin_site.get_model_admin(ProjectUpdate)

    def has_add_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_view_permission(self, request, obj=None):
        return self._update_admin.has_view_permission(request, obj)
