"""An officer's own projects: how each stands, and the two ways to report - to write, or to confirm with one click."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from roadmap.freshness import Freshness, freshness
from roadmap.models import Project, ProjectUpdate, ReportingRound
from roadmap.updates import confirm_unchanged, undo_confirmation
from strategy_portal.publishing.admin.standing import in_words

State = ProjectUpdate.State


@dataclass(frozen=True)
class OwnProject:
    """``open_updates`` are drafts, submitted ones and those sent back since the last publication, newest first."""

    project: Project
    freshness: Freshness
    open_updates: list[ProjectUpdate]

    @property
    def confirmable(self) -> bool:
        """Whether one click confirms it: what :func:`confirm_unchanged` would not refuse, and is expected to change."""
        waits = any(update.state == State.SUBMITTED for update in self.open_updates)
        return self.project.is_public and not self.project.has_ended and not waits


def own_projects(user, *, today: datetime.date) -> list[OwnProject]:
    """Return the projects led by the units of ``user``, those to be checked first at the top, in two queries."""
    updates = ProjectUpdate.objects.exclude(state=State.PUBLISHED).order_by("-date", "-pk")
    rows = (
        Project.objects.reported_by(user)
        .select_related("lead_department")
        .prefetch_related(Prefetch("updates", updates, to_attr="unpublished"))
    )
    found = []
    for project in rows:
        # What was sent back and has been overtaken by a published update is history.
        recent = [
            update
            for update in project.unpublished
            if update.state != State.REJECTED or project.confirmed_on is None or update.date >= project.confirmed_on
        ]
        found.append(OwnProject(project, freshness(project, today=today), recent))
    return sorted(found, key=lambda row: (row.freshness.next_check or datetime.date.max, row.project.number))


def own_projects_page(update_admin, request: HttpRequest) -> HttpResponse:
    if not update_admin.has_add_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        _act(update_admin, request)
        return redirect(update_admin.address_of("own"))
    return TemplateResponse(
        request,
        "admin/roadmap/projectupdate/own.html",
        {
            **update_admin.admin_site.each_context(request),
            "opts": update_admin.opts,
            "title": gettext("My projects"),
            "rows": own_projects(request.user, today=timezone.localdate()),
            "round": ReportingRound.objects.filter(closed_on=None).first(),
        },
    )


def _act(update_admin, request: HttpRequest) -> None:
    try:
        if key := request.POST.get("confirm"):
            _confirm(update_admin, request, _chosen(Project.objects.reported_by(request.user), key))
        elif key := request.POST.get("undo"):
            own = ProjectUpdate.objects.filter(project__in=Project.objects.reported_by(request.user))
            undo_confirmation(_chosen(own, key))
            messages.success(request, gettext("The confirmation is taken back."))
    except ValidationError as error:
        messages.error(request, in_words(error, ProjectUpdate()))


def _confirm(update_admin, request: HttpRequest, project: Project) -> None:
    may_publish = update_admin.has_publish_permission(request)
    update = confirm_unchanged(project, by=request.user, date=timezone.localdate(), publish=may_publish)
    update_admin.log_addition(request, update, [{"added": {}}])
    sentence = gettext("“%(project)s” is confirmed as unchanged; the team publishes it.")
    if may_publish:
        sentence = gettext("“%(project)s” is confirmed as unchanged, and readers see it.")
    messages.success(request, sentence % {"project": project})


def _chosen(rows, key: str):
    """Return the row that a button names. Raises :class:`Http404` for any that is not among ``rows``."""
    if not (key.isascii() and key.isdecimal() and len(key) < 16):
        raise Http404
    row = rows.filter(pk=int(key)).first()
    if row is None:
        raise Http404
    return row
