"""What needs the team's attention: questions that the welcome page counts and the lists of the admin filter by."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# The clock may be at work just now.
GRACE = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Question:
    """``rows(today)`` are those of one model that need attention; ``key`` names the question in addresses.

    ``publishing_page`` is the page of the model's admin on which those who may publish deal with all of them at once.
    """

    key: str
    label: str
    rows: Callable[[datetime.date], QuerySet]
    publishing_page: str = ""

    @cached_property
    def model(self):
        return self.rows(datetime.date.min).model


def overdue_publications(model: type[Model]) -> Question:
    """Return the question for rows of ``model`` that should be public by now: a rule is in the way, or no clock runs.

    It asks for the time of day, which "today" does not know.
    """
    label = format_lazy(_("Planned publication overdue: {kind}"), kind=model._meta.verbose_name_plural)
    return Question("publication", label, lambda today: model.objects.due(timezone.now() - GRACE))


class AttentionFilter(admin.SimpleListFilter):
    """Narrow a list to what one of the questions about its model finds. The questions are the admin site's."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request, model_admin):
        self.questions = {
            question.key: question for question in model_admin.admin_site.questions_about(model_admin.model)
        }
        return [(key, question.label) for key, question in self.questions.items()]

    def queryset(self, request, queryset):
        question = self.questions.get(self.value())
        if question is None:
            return queryset
        return queryset.filter(pk__in=question.rows(timezone.localdate()).values("pk"))
