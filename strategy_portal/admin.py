"""The administration as a whole: the order of its models, its welcome page, and the questions that filter its lists."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model, QuerySet, Value
from django.urls import path, reverse, reverse_lazy
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory_board import attention as advisory_board
from roadmap import attention as roadmap
from roadmap.models import ReportingRound
from roadmap.models.project_queryset import only_reports
from roadmap.verbs.rounds import current_round, missing_of, progress
from strategy import attention as strategy
from strategy_portal.publishing.editing.attention import Question, overdue_publications
from strategy_portal.publishing.editing.markdown_preview import markdown_preview
from strategy_portal.publishing.models import Publishable, Visibility

QUESTIONS = [*roadmap.QUESTIONS, *strategy.QUESTIONS, *advisory_board.QUESTIONS]

# Apps and models in the order in which the menu shows them; those that are not named here come last.
ORDER = {
    "roadmap": ["Project", "ProjectUpdate", "ReportingRound", "Milestone", "Department", "FormerAddress"],
    "strategy": [
        "Edition",
        "VisionStatement",
        "ActionField",
        "StrategyEvent",
        "Partner",
        "Goal",
        "Indicator",
        "IndicatorValue",
        "GlossaryTerm",
        "FrozenEdition",
    ],
    "advisory_board": [
        "Body",
        "Meeting",
        "AgendaItem",
        "Recommendation",
        "Impulse",
        "BoardDocument",
        "Person",
        "Membership",
        "Term",
        "SeatGroup",
        "Seat",
        "CallForMembers",
    ],
    "publishing": ["Municipality", "Page"],
    "auth": ["User", "Group"],
}


@dataclass(frozen=True)
class Task:
    """A line of the welcome page: how many rows need attention, and the address of the list that shows them."""

    label: str
    count: int
    address: str


class PortalAdminSite(admin.AdminSite):
    site_header = _("Digital strategy · Administration")
    site_title = _("Administration")
    index_title = _("What needs attention")
    index_template = "admin/welcome.html"
    site_url = reverse_lazy("home")

    def admin_view(self, view, cacheable=False):
        """Refuse NUL characters in the address: no form sends them, and PostgreSQL fails on a query that has one."""

        @wraps(view)
        def without_nul(request, *args, **kwargs):
            if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
                raise BadRequest("NUL character in the address")
            return view(request, *args, **kwargs)

        return super().admin_view(without_nul, cacheable)

    def get_urls(self):
        """Leave out "view on site": it redirects from any key to the row's address, which names drafts to all staff."""
        others = [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]
        return [path("markdown/", self.markdown_preview, name="markdown_preview"), *others]

    def markdown_preview(self, request):
        """Refuse people who are not staff with an error: the asking script would show a login page as the preview."""
        if not self.has_permission(request):
            raise PermissionDenied
        return markdown_preview(request)

    def publishable_models(self) -> list[type[Publishable]]:
        return sorted(
            (model for model in self._registry if issubclass(model, Publishable)),
            key=lambda model: (
                _place(model._meta.app_label, list(ORDER)),
                _place(model.__name__, ORDER[model._meta.app_label]),
            ),
        )

    def questions_about(self, model: type[Model]) -> list[Question]:
        waiting = [overdue_publications(model)] if issubclass(model, Publishable) else []
        return [*waiting, *(question for question in QUESTIONS if question.model is model)]

    def _overdue(self, today) -> list[Question]:
        """Return the questions about planned publications that match any row; one query asks all models at once."""
        questions = [overdue_publications(model) for model in self.publishable_models()]
        first, *others = (
            question.rows(today).order_by().annotate(question=Value(place)).values_list("question", flat=True)
            for place, question in enumerate(questions)
        )
        return [questions[place] for place in sorted(set(first.union(*others)))]

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], ORDER.get(app["app_label"], [])))
        return sorted(apps, key=lambda app: _place(app["app_label"], list(ORDER)))

    def index(self, request, extra_context=None):
        return super().index(
            request, {"tasks": self.tasks(request), "drafts": self.drafts(request), **(extra_context or {})}
        )

    def tasks(self, request) -> list[Task]:
        """Return the questions that match rows today, for the lists that this person may open."""
        today = timezone.localdate()
        lines = [
            (question.label, question.rows(today), f"attention={question.key}", question.publishing_page)
            for question in [*self._overdue(today), *QUESTIONS]
        ]
        return self._round(request) + self._counted(request, lines)

    def _round(self, request) -> list[Task]:
        """Return this person's tasks in the open reporting round: own projects to report on, or the round to manage."""
        current = current_round()
        if current is None:
            return []
        tasks = []
        deadline = {"deadline": formats.date_format(current.deadline)}
        own = reverse("admin:roadmap_projectupdate_own")
        if request.user.has_perm("roadmap.add_projectupdate") and (missing := missing_of(request.user, current)):
            label = gettext("Reporting round until %(deadline)s: your projects that are still missing")
            tasks.append(Task(label % deadline, missing, own))
        if self._registry[ReportingRound].has_view_or_change_permission(request):
            found = progress(current)
            label = gettext("Reporting round until %(deadline)s: %(answered)d of %(total)d projects have reported")
            text = label % {**deadline, "answered": found.answered, "total": found.total}
            tasks.append(Task(text, found.missing, reverse("admin:roadmap_reportinground_change", args=[current.pk])))
        return tasks

    def drafts(self, request) -> list[Task]:
        """Return how many drafts of each kind wait for publication, for the lists that this person may open."""
        drafts = [(model, model.objects.filter(visibility=Visibility.DRAFT)) for model in self.publishable_models()]
        return self._counted(
            request, [(model._meta.verbose_name_plural, rows, "visibility__exact=draft", "") for model, rows in drafts]
        )

    def _counted(self, request, lines: list[tuple[str, QuerySet, str, str]]) -> list[Task]:
        tasks = []
        for label, rows, query, publishing_page in lines:
            model_admin = self._registry[rows.model]
            # Officers hand updates in; publishing them is a task of the team.
            if publishing_page and only_reports(request.user):
                continue
            # People who may only view a list have nothing to do there.
            if not model_admin.has_change_permission(request):
                continue
            # Count only the rows that the list shows to this person.
            if count := model_admin.get_queryset(request).filter(pk__in=rows.values("pk")).count():
                address = f"{reverse(admin_urlname(rows.model._meta, 'changelist'))}?{query}"
                if publishing_page and model_admin.has_publish_permission(request):
                    address = reverse(admin_urlname(rows.model._meta, publishing_page))
                tasks.append(Task(label, count, address))
        return tasks


def _place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)
