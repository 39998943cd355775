"""What an update says about the milestones of its project: one line each, with nothing to fill in but the dates."""

from django import forms

from roadmap.models import Milestone, MilestoneChange, Project, ProjectUpdate
from strategy_portal.publishing import dates
from strategy_portal.publishing.editing.forms.inlines import Blocks

MOST_LISTED = 12


class MilestoneChoice(forms.ModelChoiceField):
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


def milestones_to_tell_of(project: Project, update: ProjectUpdate) -> list[Milestone]:
    """Return the milestones that are still to be reached and that ``update`` does not speak of yet."""
    said = update.milestone_changes.values("milestone") if update.pk else []
    return list(project.milestones.filter(reached_on=None).exclude(pk__in=said)[:MOST_LISTED])


class MilestoneChanges(Blocks):
    """A part of the update: whoever may change that may change these."""

    model = MilestoneChange
    form = MilestoneChangeForm
    fields = ["milestone", ("due", "due_precision"), "reached_on"]

    def get_extra(self, request, obj=None, **kwargs):
        project = self._update_admin.project_of(request, obj)
        return len(milestones_to_tell_of(project, obj or ProjectUpdate())) if project else 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("milestone")

    def get_formset(self, request, obj=None, **kwargs):
        self.project = self._update_admin.project_of(request, obj)
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "milestone":
            own = Milestone.objects.filter(project=self.project)
            field = db_field.formfield(queryset=own, form_class=MilestoneChoice)
            # Read once, not once per line.
            field.choices = list(field.choices)
            return field
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
