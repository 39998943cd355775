"""The page on which the team reads what submitted updates would change, and publishes or sends back what is ticked."""

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from roadmap.models import Project, ProjectUpdate
from roadmap.past.update_effect import effects
from roadmap.verbs.updates import publish_update
from strategy_portal.publishing.editing.forms.relations import is_key

State = ProjectUpdate.State
MOST = 100  # on one page


def review_page(update_admin, request: HttpRequest) -> HttpResponse:
    """Show the open updates that the address names, all submitted ones if it names none, and publish ticked ones."""
    if request.method == "POST":
        ticked = dict(_ticked(request.POST.getlist("update")))
        if not ticked:
            messages.warning(request, gettext("Nothing is ticked."))
        elif "send_back" in request.POST:
            query = urlencode([*(("pk", key) for key in ticked), ("from", "publish")])
            return redirect(f"{update_admin.address_of('reject')}?{query}")
        else:
            _publish(update_admin, request, seen=ticked)
        return redirect(request.get_full_path())
    rows = update_admin.get_queryset(request).open()
    if "pk" in request.GET:
        rows = rows.filter(pk__in=update_admin.asked_about(request))
    else:
        rows = rows.filter(state=State.SUBMITTED)
    keys = list(rows.order_by("date", "pk").values_list("pk", flat=True))
    found = effects(ProjectUpdate.objects.filter(pk__in=keys[:MOST]).order_by("date", "pk"))
    return update_admin.page(
        request,
        "admin/roadmap/projectupdate/review.html",
        title=gettext("Check and publish updates"),
        differences=[difference for difference in found if not difference.only_confirms],
        confirmations=[difference for difference in found if difference.only_confirms],
        left_out=len(keys[MOST:]),
    )


def lock_projects_of(updates: QuerySet[ProjectUpdate]) -> None:
    """Lock the projects of ``updates`` before the updates: every verb does so in this order, to avoid deadlocks."""
    list(Project.objects.select_for_update(of=("self",)).filter(updates__in=updates).order_by("pk"))


@transaction.atomic
def _publish(update_admin, request: HttpRequest, *, seen: dict[int, str]) -> None:
    """Publish what is ticked, the oldest first, each only if it still says what was read: ``seen`` is its stamp by key.

    Everything is locked before it is compared, so that nothing changes between comparing and publishing. One
    that is refused does not hold up the others.
    """
    visible = update_admin.get_queryset(request).filter(pk__in=seen).values("pk")
    lock_projects_of(visible)
    chosen = ProjectUpdate.objects.filter(pk__in=visible).order_by("date", "pk")
    list(chosen.order_by("pk").select_for_update(of=("self",)))
    as_seen = []
    for difference in effects(chosen):
        update = difference.update
        # A second click finds what is public already; the verb says so.
        if difference.stamp == seen[update.pk] or update.state == State.PUBLISHED:
            as_seen.append(update)
        else:
            sentence = gettext("It has changed since you looked at it. This is how it stands now.")
            messages.error(request, f"{update}: {sentence}")
    update_admin.attempt_each(
        request,
        as_seen,
        publish_update,
        done=lambda count: ngettext("%(count)d update is public now.", "%(count)d updates are public now.", count),
    )


def _ticked(values: Iterable[str]) -> Iterable[tuple[int, str]]:
    """Return the key and the stamp of each ticked box; what no page of ours sends is left out."""
    for value in values:
        key, _colon, stamp = value.partition(":")
        if is_key(key):
            yield int(key), stamp
