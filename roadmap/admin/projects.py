"""Editing projects with all that belongs to them. Their state changes only through updates."""

from dataclasses import replace
from functools import partial

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from roadmap.admin.merging import MERGING_PAGES
from roadmap.admin.update_inlines import OpenUpdates, PublishedUpdates
from roadmap.models import Department, Milestone, Project, ProjectConsultation, ProjectLink, ProjectUpdate
from roadmap.resources import DepartmentResource, MilestoneResource, ProjectResource
from roadmap.verbs.addresses import is_taken
from roadmap.verbs.merging import merged_into
from roadmap.verbs.updates import confirm_unchanged, publish_update
from strategy.admin import SOURCE, Consultations
from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.forms.inlines import Lines
from strategy_portal.publishing.editing.preview import preview_address
from strategy_portal.publishing.editing.publishable import PublishableAdmin
from strategy_portal.publishing.editing.state_line import PageLink, StateLine, VerbButton
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin

State = ProjectUpdate.State
WITH_UPDATES = "?updates=1"


@admin.register(Department)
class DepartmentAdmin(SpreadsheetAdmin, ContentAdmin):
    resource_class = DepartmentResource
    list_display = ["name", "number", "contact_email"]
    search_fields = ["number", "name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["number", "name", "slug", "contact_email"]
    autocomplete_fields = ["officers"]

    def get_fields(self, request, obj=None):
        """Who reports for a unit is decided by those who look after the accounts: it gives rights."""
        may_appoint = request.user.has_perm("auth.change_user")
        return [*super().get_fields(request, obj), *(["officers"] if may_appoint else [])]


class Milestones(Lines):
    model = Milestone
    fields = ["title", "due", "due_precision", "reached_on"]


class Resolutions(Consultations):
    model = ProjectConsultation


class Links(Lines):
    model = ProjectLink
    fields = ["title", "url"]
    classes = ["collapse"]


@admin.register(Project)
class ProjectAdmin(SpreadsheetAdmin, PublishableAdmin):
    pages = MERGING_PAGES
    resource_class = ProjectResource
    list_display = ["title", "status", "schedule", "priority", "confirmed_on", "lead_department"]
    list_filter = ["status", "schedule", "priority", "lead_field", "lead_department", "horizon", "is_example"]
    list_select_related = ["lead_department"]
    search_fields = ["number", "title", "benefit", "description"]
    prepopulated_fields = {"slug": ["title"]}
    counted_by = "number"
    autocomplete_fields = [
        "lead_field",
        "further_fields",
        "statements",
        "lead_department",
        "participating_departments",
        "partners",
        "related",
        "depends_on",
        "superseded_by",
    ]
    readonly_fields = ["status", "schedule", "state_reason", "priority", "priority_reason", "confirmed_on"]
    fieldsets = [
        (None, {"fields": ["number", "title", "slug", "benefit", "description", "next_steps"]}),
        (
            _("State"),
            {
                "fields": [("status", "schedule"), "state_reason", "priority", "priority_reason", "confirmed_on"],
                "description": _("What the latest published update says. To change it, write a new update below."),
            },
        ),
        (_("What it serves"), {"fields": ["lead_field", "further_fields", "statements"]}),
        (
            _("Period"),
            {
                "fields": [
                    "horizon",
                    ("planned_start", "planned_start_precision"),
                    ("planned_end", "planned_end_precision"),
                    ("actual_start", "actual_start_precision"),
                    ("actual_end", "actual_end_precision"),
                    "check_interval",
                ]
            },
        ),
        (
            _("Who does it"),
            {
                "fields": [
                    "lead_department",
                    "participating_departments",
                    "partners",
                    "contact_function",
                    "contact_email",
                    "funding",
                ]
            },
        ),
        (
            _("Taking part"),
            {"fields": ["participation", "participation_form", "no_participation_reason", "analogue_access"]},
        ),
        (
            _("Other projects"),
            {"fields": ["related", "depends_on", "superseded_by"], "classes": ["collapse"]},
        ),
        SOURCE,
    ]
    inlines = [OpenUpdates, Milestones, PublishedUpdates, Resolutions, Links]

    actions = [*PublishableAdmin.actions, "confirm_selected"]

    def has_publish_updates_permission(self, request, obj=None):
        return request.user.has_perm("roadmap.publish_projectupdate")

    @admin.action(description=_("Confirm selected projects as unchanged"), permissions=["publish_updates"])
    def confirm_selected(self, request, queryset):
        """Confirm that what the public reads of each is still true; readers see that at once."""
        self.attempt_each(
            request,
            queryset.order_by("pk"),
            partial(confirm_unchanged, by=request.user, date=timezone.localdate(), publish=True),
            seen=self.versions_seen(request),
            done=lambda count: ngettext(
                "%(count)d project is confirmed as unchanged.", "%(count)d projects are confirmed as unchanged.", count
            ),
        )

    def slug_is_taken(self, slug):
        return is_taken(slug)

    def state_line(self, request, row):
        line = super().state_line(request, row)
        if row is None:
            return line
        duplicating = self.link_to("duplicate", row, _("Duplicate …"), "duplicate")
        if into := merged_into(row):
            text = gettext("Merged with “%(project)s”; its address leads there.") % {"project": into}
            undoing = self.link_to("undo_merge", row, _("Undo the merge …"))
            return StateLine(line.badge, text, (), (undoing,), (duplicating,))
        if not row.is_public:
            return replace(line, tools=(duplicating,))
        publishing = VerbButton(
            "_publish_updates", _("Save and publish new updates"), self.publish_updates, _("“%(row)s” is up to date.")
        )
        # The form is long, and this is what people come for.
        writing = PageLink("#updates-group", _("Write an update"))
        if not self.has_change_permission(request, row):
            address = reverse("admin:roadmap_projectupdate_add", query={"project": row.pk})
            writing = PageLink(address, _("Write an update"), right="update")
        address = preview_address(self, row, WITH_UPDATES)
        previewing = PageLink(address, _("Preview new updates (new tab)"), "preview_updates", in_new_tab=True)
        merging = self.link_to("merge", row, _("Merge …"))
        verbs, links = (publishing, *line.verbs), (previewing, writing)
        return StateLine(line.badge, line.text, verbs, links, (duplicating, merging))

    def has_preview_updates_permission(self, request, obj=None) -> bool:
        """Whether there is something to preview, for those who may look at updates that are not public yet."""
        may = self.admin_site.get_model_admin(ProjectUpdate).has_view_or_change_permission(request)
        return may and obj is not None and self._open_updates(obj).exists()

    def preview_steps(self, request, row):
        steps = super().preview_steps(request, row)
        if "updates" in request.GET and self.has_preview_updates_permission(request, row):
            steps.append(self.publish_updates)
        return steps

    def other_previews(self, request, row):
        if row.is_public or not self.has_preview_updates_permission(request, row):
            return ()
        if "updates" in request.GET:
            return (PageLink(preview_address(self, row), _("Without the drafted updates")),)
        return (PageLink(preview_address(self, row, WITH_UPDATES), _("With the drafted updates")),)

    def has_duplicate_permission(self, request, obj=None) -> bool:
        return self.has_add_permission(request)

    def has_update_permission(self, request, obj=None) -> bool:
        """Whether this person may write updates; that needs no right to change the project."""
        return request.user.has_perm("roadmap.add_projectupdate")

    def publish_updates(self, row):
        """Publish what is drafted for ``row``, the oldest first; all of it or nothing."""
        for update in self._open_updates(row):
            publish_update(update)

    @staticmethod
    def _open_updates(row):
        return row.updates.open().order_by("date", "pk")

    def reason_to_keep(self, row):
        if not row.is_public and row.updates.filter(state=State.PUBLISHED).exists():
            return gettext("It has published updates, which are its history; it can only stay a draft.")
        return super().reason_to_keep(row)

    def save_formset(self, request, form, formset, change):
        if formset.model is ProjectUpdate:
            for update in (extra.instance for extra in formset.extra_forms):
                update.author = request.user
        super().save_formset(request, form, formset, change)


@admin.register(Milestone)
class MilestoneAdmin(SpreadsheetAdmin, ContentAdmin):
    resource_class = MilestoneResource
    published_with = "project"
    list_display = ["title", "project", "due", "due_precision", "reached_on"]
    list_filter = [("reached_on", admin.EmptyFieldListFilter), "project__lead_department"]
    list_select_related = ["project"]
    search_fields = ["title", "project__title"]
    autocomplete_fields = ["project"]
    fields = ["project", "title", ("due", "due_precision"), "reached_on"]
