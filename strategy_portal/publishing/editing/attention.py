"""What needs the team's attention: questions that the welcome page counts and the lists of the admin filter by.

Each app asks its questions in a module ``attention`` that calls :func:`register`.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from django.contrib import admin
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.models import Publishable
from strategy_portal.publishing.text.label import Label

# The clock may be at work just now.
GRACE = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Task:
    """A line of the welcome page: so many rows need attention, and here is the list where that is done."""

    label: Label
    count: int
    address: str


SpecialTasks = Callable[[HttpRequest, admin.AdminSite], list[Task]]


@dataclass(frozen=True)
class Question:
    """``rows(today)`` are those of one model that need attention; ``key`` names the question in addresses.

    ``publishing_page`` is the page of the model's admin on which those who may publish deal with all of them at once.
    ``concerns(user)`` tells whose task it is among those who may change such rows.
    """

    key: str
    label: Label
    rows: Callable[[datetime.date], QuerySet]
    publishing_page: str = ""
    concerns: Callable[[AbstractUser | AnonymousUser], bool] = lambda user: True

    @cached_property
    def model(self):
        return self.rows(datetime.date.min).model


@dataclass(frozen=True)
class _Registered:
    rank: int
    questions: list[Question]
    tasks: SpecialTasks | None


_registered: list[_Registered] = []


def register(questions: list[Question], *, rank: int, tasks: SpecialTasks | None = None) -> None:
    """Let the welcome page ask ``questions``; those of the lowest rank come first.

    ``tasks(request, site)`` returns what is no question about rows, and comes before all of them.
    """
    _registered.append(_Registered(rank, questions, tasks))


@cache
def _in_order() -> tuple[_Registered, ...]:
    autodiscover_modules("attention")
    return tuple(sorted(_registered, key=lambda each: each.rank))


def questions() -> list[Question]:
    return [question for each in _in_order() for question in each.questions]


def special_tasks(request: HttpRequest, site: admin.AdminSite) -> list[Task]:
    return [task for each in _in_order() if each.tasks for task in each.tasks(request, site)]


def questions_about(model: type[Model]) -> list[Question]:
    waiting = [overdue_publications(model)] if issubclass(model, Publishable) else []
    return [*waiting, *(question for question in questions() if question.model is model)]


def overdue_publications(model: type[Model]) -> Question:
    """Return the question for rows of ``model`` that should be public by now: a rule forbids it, or no clock runs.

    It asks for the time of day, which "today" does not know.
    """
    label = format_lazy(_("Planned publication overdue: {kind}"), kind=model._meta.verbose_name_plural)
    return Question("publication", label, lambda today: model.objects.due(timezone.now() - GRACE))


class AttentionFilter(admin.SimpleListFilter):
    """Narrow a list to what one of the questions about its model finds."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request, model_admin):
        self.questions = {question.key: question for question in questions_about(model_admin.model)}
        return [(key, question.label) for key, question in self.questions.items()]

    def queryset(self, request, queryset):
        question = self.questions.get(self.value())
        if question is None:
            return queryset
        return queryset.filter(pk__in=question.rows(timezone.localdate()).values("pk"))
