"""The roadmap's filter form: from the address to the projects that it selects."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roadmap.models import Horizon, Priority, Project, ProjectQuerySet, Status
from strategy.models import ActionField
from strategy_portal.publishing import search

SEARCHED = ("title", "benefit", "description")


class Selection(forms.Form):
    """Filters of the roadmap, as they stand in the address.

    A value that does not exist is named in ``errors`` and selects nothing out; the other filters still hold.
    """

    q = forms.CharField(label=_("Search in projects"), max_length=200, required=False)
    feld = forms.ModelChoiceField(
        ActionField.objects.none(),
        to_field_name="slug",
        label=_("Field of action"),
        empty_label=_("All"),
        required=False,
    )
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("All")), *Status.choices], required=False)
    prioritaet = forms.ChoiceField(label=_("Priority"), choices=[("", _("All")), *Priority.choices], required=False)
    horizont = forms.ChoiceField(label=_("Horizon"), choices=[("", _("All")), *Horizon.choices], required=False)

    def __init__(self, data):
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        public_fields = ActionField.objects.public()
        self.fields["feld"].queryset = public_fields
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("There is no such value.")
        self.is_valid()

    def value(self, name: str):
        return self.cleaned_data.get(name) or None

    def projects(self) -> ProjectQuerySet:
        """Return the public projects that all valid filters select."""
        projects = Project.objects.public()
        if field := self.value("feld"):
            projects = projects.of_field(field)
        for name, column in (("status", "status"), ("prioritaet", "priority"), ("horizont", "horizon")):
            if value := self.value(name):
                projects = projects.filter(**{column: value})
        if words := search.words(self.value("q") or ""):
            projects = projects.annotate(folded=search.folded(*SEARCHED))
            for word in words:
                projects = projects.filter(folded__contains=word)
        return projects

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())
