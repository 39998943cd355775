"""What changed between two days, as a page and as a table: in the whole roadmap, a field of action or a project."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from roadmap.models import Project
from roadmap.past.changes import Changes, changes_between
from roadmap.past.compared_days import ComparisonForm, next_wider, offers
from roadmap.past.history import History, histories
from roadmap.past.state import StateWord
from strategy.models import ActionField
from strategy_portal.publishing.pages.addresses import absolute
from strategy_portal.publishing.pages.rendering import render_page
from strategy_portal.publishing.spreadsheets import csv_response

MESSAGES_SHOWN = 30  # the newest; hundreds of projects report every quarter


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form, found, shown = _compare(request, today)
    first_day = min((history.first_day for history in found.values()), default=None)
    offered = offers(today, first_day=first_day, filters=form.filters)
    return render_page(
        request,
        "roadmap/changes/changes.html",
        {
            "form": form,
            "changes": shown,
            "messages_shown": shown.messages[:MESSAGES_SHOWN],
            "offers": offered,
            "wider": None if shown else next_wider(offered, form.comparison, found.values()),
        },
    )


@require_safe
def changes_csv(request: HttpRequest) -> HttpResponse:
    """Return all changes and messages of the page as a CSV file, one per line."""
    form, _found, shown = _compare(request, timezone.localdate())
    headings = [
        *(pgettext("what has changed", "Change"), gettext("Day"), gettext("Number"), gettext("Project")),
        *(gettext("before"), gettext("now")),
        *(gettext("Message"), gettext("Reason"), gettext("Web address"), gettext("Fictional example")),
    ]
    rows = [
        _line(str(group.kind.label), change, _words(change.was), _words(change.now), change.reason)
        for group in shown.groups
        for change in group.changes
    ] + [
        _line(gettext("Other message"), message, "", _words(message.now), message.step.update.state_reason)
        for message in shown.messages
    ]
    return csv_response("-".join([gettext("changes"), *form.comparison.parameters.values()]), headings, rows)


def _compare(request: HttpRequest, today: datetime.date) -> tuple[ComparisonForm, dict[int, History], Changes]:
    projects = list(Project.objects.public().only("number", "slug", "title", "is_example"))
    form = ComparisonForm(request.GET, fields=list(ActionField.objects.public()), projects=projects, today=today)
    found = histories(form.selected())
    return form, found, changes_between(projects, found, form.comparison.start, form.comparison.end)


def _words(found: list[StateWord]) -> str:
    return ", ".join(map(str, found))


def _line(kind: str, row, before: str, now: str, reason: str) -> list:
    project = row.project
    return [
        *(kind, row.step.date, project.number, project.title, before, now, row.step.update.text, reason),
        *(absolute(project.get_absolute_url()), project.is_example),
    ]
