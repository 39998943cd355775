"""The form of an entry: every rule of the database is checked, and an address suggested where none was typed."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from strategy_portal.publishing.text.slugs import free_slug


class ContentForm(forms.ModelForm):
    # The name of the field that an address is made of, and what tells whether one is taken; see ContentAdmin.get_form.
    slug_from = ""
    slug_is_taken: Callable[[str], bool]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.slug_from and "slug" in self.fields:
            field = self.fields["slug"]
            field.required = False
            hint = gettext("Left empty, it is made of the name.")
            field.help_text = f"{field.help_text} {hint}".strip()

    def clean(self):
        """Suggest an address where none was typed."""
        super().clean()
        if self.slug_from and "slug" in self.fields and "slug" not in self.errors and not self.cleaned_data["slug"]:
            self.cleaned_data["slug"] = self._free_slug(self.cleaned_data.get(self.slug_from, ""))
            if not self.cleaned_data["slug"] and self.slug_from in self.cleaned_data:
                self.add_error("slug", gettext("No address can be made of this name; please type one."))

    def _free_slug(self, text: str) -> str:
        return free_slug(
            text, is_taken=self.slug_is_taken, max_length=self._meta.model._meta.get_field("slug").max_length
        )

    def _post_clean(self):
        """Check every constraint. Django leaves out those with a column that the form lacks, such as the visibility."""
        super()._post_clean()
        if self.slug_from and self.has_error("slug", "unique"):
            free = self._free_slug(self.data.get(self.add_prefix("slug"), ""))
            self.add_error("slug", gettext("This one is free: %(slug)s") % {"slug": free})
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error.messages)
