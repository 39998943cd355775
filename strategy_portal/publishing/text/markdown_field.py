"""The column of a long text that readers get as HTML."""

from django.db import models


class MarkdownField(models.TextField):
    """A text in Markdown, shown by :mod:`strategy_portal.publishing.text.markdown`; forms offer a preview."""

    def deconstruct(self):
        """Migrations know a plain text column: what people write in it is no matter of the database."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.TextField", arguments, options
