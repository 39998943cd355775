"""The glossary of the strategy."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strategy_portal.publishing.models import (
    Publishable,
)
from strategy_portal.publishing.records import recorded


class GlossaryTerm(Publishable):
    """A term that readers may not know, explained in one or two sentences."""

    term = models.CharField(pgettext_lazy("glossary", "term"), max_length=100, unique=True)
    explanation = models.TextField(_("explanation"))

    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ["term"]

    def __str__(self):
        return self.term
