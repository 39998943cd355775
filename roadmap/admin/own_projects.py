"""An officer's own projects: the state of each, and how to report: write an update, or confirm with one click."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from roadmap.freshness import Freshness, freshness
from roadmap.models import Project, ProjectUpdate, ReportingRound
from roadmap.verbs.rounds import answers, current_round
from roadmap.verbs.updates import confirm_unchanged, undo_confirmation
from strategy_portal.publishing.editing.forms.relations import as_numbers
from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.editing.state_line import badge

State = ProjectUpdate.State


@dataclass(frozen=True)
class OwnProject:
    """``open_updates`` are drafts, submitted ones and those sent back since the last publication, newest first.

    ``has_reported`` is None where no open round asks about the project.
    """

    project: Project
    freshness: Freshness
    open_updates: list[ProjectUpdate]
    has_reported: bool | None = None

    @property
    def waits(self) -> bool:
        return any(update.state == State.SUBMITTED for update in self.open_updates)

    @property
    def confirmable(self) -> bool:
        """Whether one click confirms it: :func:`confirm_unchanged` would not refuse, and it is expected to change."""
        return self.project.is_public and not self.project.has_ended and not self.waits

    @property
    def is_done(self) -> bool:
        """Whether nothing is expected of the officer now."""
        return not self.confirmable or bool(self.has_reported)

    @property
    def chosen_with_all(self) -> bool:
        """Whether "select all" ticks it: not where somebody is already writing an update."""
        return not self.is_done and all(update.state != State.DRAFT for update in self.open_updates)

    @property
    def badge(self):
        if self.has_reported is None:
            return ""
        if self.has_reported:
            return badge("yes", "public", gettext("Reported in this round"))
        return badge("alert", "draft", gettext("Report is missing"))


def own_projects(
    user: AbstractUser | AnonymousUser, *, today: datetime.date, round: ReportingRound | None = None
) -> list[OwnProject]:
    """Return the projects led by the units of ``user``: first those with something to do, by the day of the next check.

    In two queries, and one more for the ``round`` that is open.
    """
    updates = ProjectUpdate.objects.exclude(state=State.PUBLISHED).order_by("-date", "-pk")
    rows = (
        Project.objects.reported_by(user)
        .select_related("lead_department")
        .prefetch_related(Prefetch("updates", updates, to_attr="unpublished"))
    )
    reported = answers(round) if round else {}
    found = []
    for project in rows:
        # An update that was sent back is history once a later one is published.
        recent = [
            update
            for update in project.unpublished
            if update.state != State.REJECTED or project.confirmed_on is None or update.date >= project.confirmed_on
        ]
        is_asked = round and project.is_public and (project.pk in reported or not project.has_ended)
        has_reported = project.pk in reported if is_asked else None
        found.append(OwnProject(project, freshness(project, today=today), recent, has_reported))
    return sorted(
        found, key=lambda row: (row.is_done, row.freshness.next_check or datetime.date.max, row.project.number)
    )


def own_projects_page(update_admin, request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        _act(update_admin, request)
        return redirect(update_admin.address_of("own"))
    current = current_round()
    rows = own_projects(request.user, today=timezone.localdate(), round=current)
    asked = [row for row in rows if row.has_reported is not None]
    return update_admin.page(
        request,
        "admin/roadmap/projectupdate/own.html",
        title=gettext("My projects"),
        rows=rows,
        round=current,
        asked=len(asked),
        reported=sum(row.has_reported for row in asked),
        several=sum(row.confirmable for row in rows) > 1,
        all_chosen="all" in request.GET,
    )


def _act(update_admin, request: HttpRequest) -> None:
    own = Project.objects.reported_by(request.user)
    try:
        if "confirm_chosen" in request.POST:
            _confirm_chosen(update_admin, request, own.filter(pk__in=as_numbers(request.POST.getlist("project"))))
        elif key := request.POST.get("confirm"):
            project = _chosen(own, key)
            _confirm(update_admin, request, project)
            messages.success(request, _confirmed(update_admin, request) % {"project": project})
        elif key := request.POST.get("undo"):
            undo_confirmation(_chosen(ProjectUpdate.objects.filter(project__in=own), key))
            messages.success(request, gettext("The confirmation is taken back."))
    except ValidationError as error:
        messages.error(request, in_words(error, ProjectUpdate()))


def _confirm(update_admin, request, project: Project) -> None:
    may_publish = update_admin.has_publish_permission(request)
    update = confirm_unchanged(project, by=request.user, date=timezone.localdate(), publish=may_publish)
    update_admin.log_addition(request, update, [{"added": {}}])


def _confirmed(update_admin, request: HttpRequest) -> str:
    if update_admin.has_publish_permission(request):
        return gettext("“%(project)s” is confirmed as unchanged, and readers see it.")
    return gettext("“%(project)s” is confirmed as unchanged; the team publishes it.")


def _confirm_chosen(update_admin, request: HttpRequest, projects: Iterable[Project]) -> None:
    """Confirm each of ``projects``; one that is refused is named and does not hold up the others."""
    count = refused = 0
    for project in projects:
        try:
            _confirm(update_admin, request, project)
            count += 1
        except ValidationError as error:
            refused += 1
            messages.error(request, f"{project}: {in_words(error, ProjectUpdate())}")
    if count:
        messages.success(request, _all_confirmed(update_admin, request, count) % {"count": count})
    elif not refused:
        messages.warning(request, gettext("Nothing is ticked."))


def _all_confirmed(update_admin, request: HttpRequest, count: int) -> str:
    if update_admin.has_publish_permission(request):
        return ngettext(
            "%(count)d project is confirmed as unchanged.", "%(count)d projects are confirmed as unchanged.", count
        )
    return ngettext(
        "%(count)d project is confirmed as unchanged; the team publishes the confirmation.",
        "%(count)d projects are confirmed as unchanged; the team publishes the confirmations.",
        count,
    )


def _chosen(rows, key: str):
    """Return the row that a button names. Raises :class:`Http404` for any that is not among ``rows``."""
    row = rows.filter(pk__in=as_numbers([key])).first()
    if row is None:
        raise Http404
    return row
