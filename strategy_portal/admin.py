"""The administration as a whole: the order of its models, and its welcome page."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet, Value
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.attention import Question, Task, overdue_publications, questions, special_tasks
from strategy_portal.publishing.editing.forms.markdown_preview import markdown_preview
from strategy_portal.publishing.models import Publishable, Visibility
from strategy_portal.publishing.text.label import Label

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
                _position(model._meta.app_label, list(ORDER)),
                _position(model.__name__, ORDER[model._meta.app_label]),
            ),
        )

    def _overdue(self, today) -> list[Question]:
        """Return the questions about planned publications that match any row; one query asks all models at once."""
        overdue = [overdue_publications(model) for model in self.publishable_models()]
        first, *others = (
            question.rows(today).order_by().annotate(question=Value(place)).values_list("question", flat=True)
            for place, question in enumerate(overdue)
        )
        return [overdue[place] for place in sorted(set(first.union(*others)))]

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _position(model["object_name"], ORDER.get(app["app_label"], [])))
        return sorted(apps, key=lambda app: _position(app["app_label"], list(ORDER)))

    def index(self, request, extra_context=None):
        return super().index(
            request, {"tasks": self.tasks(request), "drafts": self.drafts(request), **(extra_context or {})}
        )

    def tasks(self, request) -> list[Task]:
        """Return the questions that match rows today, for the lists that this person may open."""
        today = timezone.localdate()
        lines = [
            (question.label, question.rows(today), f"attention={question.key}", question.publishing_page)
            for question in [*self._overdue(today), *questions()]
            if question.concerns(request.user)
        ]
        return special_tasks(request, self) + self._counted(request, lines)

    def drafts(self, request) -> list[Task]:
        """Return how many drafts of each kind wait for publication, for the lists that this person may open."""
        drafts = [(model, model.objects.filter(visibility=Visibility.DRAFT)) for model in self.publishable_models()]
        return self._counted(
            request, [(model._meta.verbose_name_plural, rows, "visibility__exact=draft", "") for model, rows in drafts]
        )

    def _counted(self, request, lines: list[tuple[Label, QuerySet, str, str]]) -> list[Task]:
        tasks = []
        for label, rows, query, publishing_page in lines:
            model_admin = self._registry[rows.model]
            # People who may only view a list have nothing to do there.
            if not model_admin.has_change_permission(request):
                continue
            # Count only the rows that the list shows to this person.
            if count := model_admin.get_queryset(request).filter(pk__in=rows.values("pk")).count():
                address = f"{model_admin.address_of('changelist')}?{query}"
                if publishing_page and model_admin.has_publish_permission(request):
                    address = model_admin.address_of(publishing_page)
                tasks.append(Task(label, count, address))
        return tasks


def _position(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)
