"""Writing, publishing and rejecting updates, by themselves and beside their project."""

from functools import partial

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import ProjectUpdate
from roadmap.updates import publish_update, reject_update
from strategy.admin import SOURCE
from strategy_portal.publishing.admin.content import Blocks, Lines
from strategy_portal.publishing.admin.verbs import Standing, Verb, VerbAdmin, mark

State = ProjectUpdate.State
UPDATE_FIELDS = [
    "date",
    "text",
    ("status", "schedule"),
    "state_reason",
    "priority",
    "priority_reason",
    "source_link",
]


class OpenUpdates(Blocks):
    """Updates that are not public yet. Published ones are not among its rows, so no form can reach them."""

    model = ProjectUpdate
    verbose_name = _("new update")
    verbose_name_plural = _("new updates (they change the status, the schedule and the priority)")
    fields = [*UPDATE_FIELDS, ("source", "is_example")]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).filter(state__in=[State.DRAFT, State.SUBMITTED])

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "date":
            kwargs["initial"] = timezone.localdate
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PublishedUpdates(Lines):
    """The history: to be read only."""

    model = ProjectUpdate
    verbose_name_plural = _("published updates (the history; never changed)")
    fields = ["date", "text", "status", "schedule", "priority"]
    readonly_fields = fields
    classes = ["collapse"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).filter(state=State.PUBLISHED)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RejectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason of the rejection"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )


@admin.register(ProjectUpdate)
class ProjectUpdateAdmin(VerbAdmin):
    list_display = ["project", "state_mark", "date", "status", "schedule", "priority", "author"]
    list_display_links = ["project", "date"]
    list_filter = ["state", "status", "project__lead_department"]
    list_select_related = ["project", "author"]
    date_hierarchy = "date"
    search_fields = ["project__title", "text"]
    autocomplete_fields = ["project"]
    fieldsets = [(None, {"fields": ["project", *UPDATE_FIELDS]}), SOURCE]
    actions = ["publish_selected", "reject_selected", "delete_selected"]

    OPEN = (State.DRAFT, State.SUBMITTED)
    TONES = {
        State.DRAFT: ("hidelink", "draft"),
        State.SUBMITTED: ("alert", "draft"),
        State.PUBLISHED: ("viewlink", "public"),
        State.REJECTED: ("no", "rejected"),
    }

    def is_public(self, row):
        return row.state == State.PUBLISHED

    def standing(self, request, row):
        publishing = Verb(
            "_publish", _("Save and publish update"), publish_update, _("The update “%(row)s” is public now.")
        )
        if row is None:
            return Standing(
                self._badge(State.DRAFT), gettext("A new update is a draft until you publish it."), (publishing,)
            )
        badge = self._badge(row.state)
        if row.state == State.PUBLISHED:
            day = formats.date_format(timezone.localtime(row.published_at), "DATE_FORMAT")
            return Standing(badge, gettext("Published on %(day)s. It is history now and never changes.") % {"day": day})
        if row.state == State.REJECTED:
            return Standing(badge, gettext("Rejected: %(reason)s") % {"reason": row.rejection_reason})
        rejecting = (f"{self.address_of('reject')}?pk={row.pk}", _("Reject …"))
        text = gettext("It changes the project once it is published.")
        return Standing(badge, text, (publishing,), (rejecting,))

    def _badge(self, state):
        return mark(*self.TONES[State(state)], State(state).label)

    @admin.display(description=_("state"), ordering="state")
    def state_mark(self, row):
        return self._badge(row.state)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.state not in self.OPEN)

    def reason_to_keep(self, row):
        return gettext("A published update cannot be deleted.") if self.is_public(row) else ""

    def get_changeform_initial_data(self, request):
        return {"date": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self):
        name = "roadmap_projectupdate_reject"
        return [path("reject/", self.admin_site.admin_view(self.reject_page), name=name), *super().get_urls()]

    @admin.action(description=_("Publish selected updates"), permissions=["change"])
    def publish_selected(self, request, queryset):
        """The oldest first, so that several updates of one project lead to what the last one says."""
        self.attempt_each(
            request,
            queryset.order_by("date", "pk"),
            publish_update,
            done=lambda count: ngettext("%(count)d update is public now.", "%(count)d updates are public now.", count),
        )

    @admin.action(description=_("Reject selected updates"), permissions=["change"])
    def reject_selected(self, request, queryset):
        return self.ask_first(queryset.filter(state__in=self.OPEN), "reject")

    def reject_page(self, request):
        """Ask for the reason why the updates named in the address are rejected, and reject them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).filter(pk__in=self.asked_about(request), state__in=self.OPEN)
        form = RejectionForm(request.POST or None)
        if not form.is_valid():
            return self.asking_page(
                request,
                rows,
                title=gettext("Reject updates"),
                text=gettext("Rejected updates stay for the record and never become public."),
                button=gettext("Reject"),
                form=form,
            )
        self.attempt_each(
            request,
            rows,
            partial(reject_update, reason=form.cleaned_data["reason"]),
            done=lambda count: ngettext("%(count)d update is rejected.", "%(count)d updates are rejected.", count),
        )
        return redirect(self.address_of("changelist"))
