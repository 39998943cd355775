"""Pages on which an update goes back: the team returns it with a reason, its author takes it back or revises it."""

from functools import partial

from django import forms
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from roadmap.admin.review import lock_projects_of
from roadmap.models import ProjectUpdate
from roadmap.verbs.updates import reject_update, revise_update, take_back_update
from strategy_portal.publishing.editing.pages import AdminPage

State = ProjectUpdate.State


class RejectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason of the rejection"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )


def reject_page(update_admin, request):
    """Ask for the reason why the updates named in the address are sent back, and send them back."""
    back = "publish" if request.GET.get("from") == "publish" else "changelist"
    rows = update_admin.get_queryset(request).open().filter(pk__in=update_admin.asked_about(request))
    form = RejectionForm(request.POST or None)
    if not form.is_valid():
        return update_admin.asking_page(
            request,
            rows,
            title=gettext("Send back updates"),
            text=gettext("Their authors read the reason. Updates sent back stay for the record, never public."),
            button=gettext("Send back"),
            form=form,
            back=back,
        )
    with transaction.atomic():
        lock_projects_of(rows)
        update_admin.attempt_each(
            request,
            rows,
            partial(reject_update, reason=form.cleaned_data["reason"]),
            seen=update_admin.versions_seen(request),
            done=lambda count: ngettext("%(count)d update is sent back.", "%(count)d updates are sent back.", count),
        )
    return redirect(update_admin.address_of(back))


def take_back_page(update_admin, request):
    """Ask whether the submitted update named in the address is to be a draft again, and make it one."""
    rows = update_admin.get_queryset(request).filter(
        pk__in=update_admin.asked_about(request)[:1], state=State.SUBMITTED
    )
    row = rows.first()
    if row is None or request.method != "POST":
        return update_admin.asking_page(
            request,
            rows,
            title=gettext("Take back"),
            text=gettext("This update becomes a draft again. You can change it and submit it anew."),
            button=gettext("Take back"),
        )
    update_admin.attempt_each(
        request, [row], take_back_update, done=lambda count: gettext("The update is a draft again.")
    )
    return redirect(update_admin.address_of("change", row.pk))


def revise_page(update_admin, request):
    """Ask whether the rejected update named in the address is to become a new draft, and make that draft."""
    rows = update_admin.get_queryset(request).filter(pk__in=update_admin.asked_about(request)[:1], state=State.REJECTED)
    row = rows.first()
    if row is None or request.method != "POST":
        return update_admin.asking_page(
            request,
            rows,
            title=gettext("Revise"),
            text=gettext("A new draft with the same content is made; this one stays for the record."),
            button=gettext("Make the draft"),
        )
    revision = revise_update(row, by=request.user)
    update_admin.log_addition(request, revision, [{"added": {}}])
    return redirect(update_admin.address_of("change", revision.pk))


RETURNING_PAGES = [
    AdminPage("reject", reject_page, "publish"),
    AdminPage("take_back", take_back_page, "take_back"),
    AdminPage("revise", revise_page, "revise"),
]
