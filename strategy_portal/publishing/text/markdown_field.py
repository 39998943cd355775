"""The model field for long texts, which readers get as HTML."""

from django.db import models


class MarkdownField(models.TextField):
    """A text in Markdown, shown by :mod:`strategy_portal.publishing.text.markdown`; forms offer a preview."""

    def deconstruct(self):
        """Appear in migrations as a plain text field: to the database it is one."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.TextField", arguments, options
