"""Writing, submitting, publishing and sending back updates.

An officer (see :func:`roadmap.models.project_queryset.only_reports`) finds the updates of their own units' projects,
changes drafts, and takes a submitted one back before it is changed.
"""

from functools import partial

from django.contrib import admin
from django.http import Http404
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.admin.milestone_changes import MilestoneChanges, milestones_to_tell_of
from roadmap.admin.own_projects import own_projects_page
from roadmap.admin.returning import RETURNING_PAGES
from roadmap.admin.review import lock_projects_of, review_page
from roadmap.admin.update_inlines import UPDATE_FIELDS, offer_as_before
from roadmap.models import Project, ProjectUpdate
from roadmap.models.project_queryset import only_reports
from roadmap.past.update_effect import effect
from roadmap.resources import ProjectUpdateResource
from roadmap.verbs.updates import publish_project, publish_update, submit_update
from strategy.admin import SOURCE
from strategy_portal.publishing.editing.forms.relations import as_numbers, is_key
from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.preview import PREVIEW_PAGE, PublicPlace, preview_button, preview_link
from strategy_portal.publishing.editing.state_line import StateLine, VerbButton, badge
from strategy_portal.publishing.editing.verbs import VerbAdmin
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin

State = ProjectUpdate.State


def _update_context(update_admin, request, row) -> dict:
    context = {
        "difference": effect(row) if row and row.is_open else None,
        "project": update_admin.project_of(request, row),
    }
    if only_reports(request.user):
        # Submitting it or keeping a draft is choice enough; the next one begins at its project.
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
    return context


@admin.register(ProjectUpdate)
class ProjectUpdateAdmin(SpreadsheetAdmin, VerbAdmin):
    pages = [
        AdminPage("own", own_projects_page, "add"),
        AdminPage("publish", review_page, "publish"),
        *RETURNING_PAGES,
        PREVIEW_PAGE,
    ]
    form_context = [_update_context]
    resource_class = ProjectUpdateResource
    change_form_template = "admin/roadmap/projectupdate/change_form.html"
    list_display = ["project", "state_mark", "date", "new_state", "author"]
    list_display_links = ["project", "date"]
    list_select_related = ["project", "author"]
    date_hierarchy = "date"
    search_fields = ["project__title", "text"]
    inlines = [MilestoneChanges]
    actions = ["publish_selected", "reject_selected", "delete_selected"]

    TONES = {
        State.DRAFT: ("hidelink", "draft"),
        State.SUBMITTED: ("alert", "draft"),
        State.PUBLISHED: ("viewlink", "public"),
        State.REJECTED: ("no", "rejected"),
    }

    def is_public(self, row):
        return row.state == State.PUBLISHED

    # --- who sees and changes which ones -----------------------------------------------------------------------------

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def lock_before(self, object_id):
        if is_key(object_id):
            lock_projects_of(ProjectUpdate.objects.filter(pk=object_id))

    def locked_rows(self):
        return super().locked_rows().select_related("project")

    def get_object(self, request, object_id, from_field=None):
        """Answer "not found" where Django would lead to the start page: this row is none of an officer's business."""
        row = super().get_object(request, object_id, from_field)
        if row is None and only_reports(request.user):
            raise Http404
        return row

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if obj is None or not may:
            return may
        return obj.state == State.DRAFT or obj.state == State.SUBMITTED and not only_reports(request.user)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and not (obj and obj.state != State.DRAFT and only_reports(request.user))

    def has_take_back_permission(self, request, obj=None):
        """Whoever may change updates may take a submitted one back, to change it."""
        return super().has_change_permission(request) and (obj is None or obj.state == State.SUBMITTED)

    def has_revise_permission(self, request, obj=None):
        return self.has_add_permission(request) and (obj is None or obj.state == State.REJECTED)

    def has_see_deleted_permission(self, request):
        """Only the team sees what was deleted: officers would see that of all units."""
        return super().has_see_deleted_permission(request) and not only_reports(request.user)

    # --- the form ----------------------------------------------------------------------------------------------------

    def project_of(self, request, obj=None) -> Project | None:
        """Return the project that the update is about; for a new one, the project that the address names.

        Raises :class:`Http404` when the address names one that this person may not see.
        """
        if obj:
            return obj.project
        key = request.GET.get("project", "")
        if not key:
            return None
        found = Project.objects.visible_to(request.user).filter(pk__in=as_numbers([key])).first()
        if found is None:
            raise Http404
        return found

    def get_inlines(self, request, obj):
        """Show changes of milestones once the project is known; in a row that cannot be changed, if there are any."""
        known = self.project_of(request, obj) is not None
        if known and (obj is None or self.has_change_permission(request, obj) or obj.milestone_changes.exists()):
            return super().get_inlines(request, obj)
        return []

    def get_formset_kwargs(self, request, obj, inline, prefix):
        project = self.project_of(request, obj if obj.pk else None)
        listed = [{"milestone": milestone.pk} for milestone in milestones_to_tell_of(project, obj)]
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "initial": listed}

    def get_fieldsets(self, request, obj=None):
        own = (None, {"fields": [self._about(request, obj), *UPDATE_FIELDS]})
        return [own] if only_reports(request.user) else [own, SOURCE]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, self._about(request, obj)] if obj else fields

    def _about(self, request, obj) -> str:
        """Return the field that names the project; Django's own would link officers to a page not for them."""
        return "project_title" if obj and only_reports(request.user) else "project"

    @admin.display(description=_("project"))
    def project_title(self, row):
        return row.project.title

    def get_autocomplete_fields(self, request):
        # Officers choose from a few; the search is for those who see all projects.
        return [] if only_reports(request.user) else ["project"]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        return super().formfield_for_choice_field(db_field, request, **offer_as_before(db_field, kwargs))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "project":
            projects = Project.objects.visible_to(request.user)
            named = self.project_of(request) if request.resolver_match.url_name.endswith("_add") else None
            kwargs["queryset"] = projects.filter(pk=named.pk) if named else projects
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {"date": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def verb_response(self, request, row):
        """Redirect an officer who has submitted an update to their own projects, to report on the next one."""
        response = super().verb_response(request, row)
        submitted = response and row.state == State.SUBMITTED
        return redirect(self.address_of("own")) if submitted and only_reports(request.user) else response

    def response_post_save_add(self, request, obj):
        if only_reports(request.user):
            return redirect(self.address_of("own"))
        return super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        if only_reports(request.user):
            return redirect(self.address_of("own"))
        return super().response_post_save_change(request, obj)

    # --- the list ----------------------------------------------------------------------------------------------------

    def get_list_display(self, request):
        return ["project", "state_mark", "date", "beginning"] if only_reports(request.user) else self.list_display

    def get_list_filter(self, request):
        others = super().get_list_filter(request)
        filters = ["state", "is_confirmation"]
        return [*others, *filters, *([] if only_reports(request.user) else ["status", "project__lead_department"])]

    def changelist_view(self, request, extra_context=None):
        context = {
            "may_review": self.has_publish_permission(request),
            "may_report": self.has_add_permission(request) and request.user.departments.exists(),
        }
        if only_reports(request.user):
            context["deleted_address"] = ""  # the page would refuse them
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=_("text"))
    def beginning(self, row):
        return Truncator(row.text).words(12)

    @admin.display(description=_("new state"))
    def new_state(self, row):
        words = [row.get_status_display(), row.get_schedule_display(), row.get_priority_display()]
        return " · ".join(str(word) for word in words if word)

    @admin.display(description=_("state"), ordering="state")
    def state_mark(self, row):
        return self._badge(row.state)

    def reason_to_keep(self, row):
        return gettext("A published update cannot be deleted.") if self.is_public(row) else ""

    # --- the project's page as it would be ---------------------------------------------------------------------------

    def place_of(self, row):
        return PublicPlace(row.project.get_absolute_url())

    def preview_steps(self, request, row):
        if row.state == State.PUBLISHED:
            return []
        return [*([] if row.project.is_public else [self._publish_project]), publish_update]

    def other_previews(self, request, row):
        return ()

    @staticmethod
    def _publish_project(update):
        publish_project(update.project)

    # --- its state, and the verbs ---------------------------------------------------------------------------------

    def state_line(self, request, row):
        publishing = VerbButton(
            "_publish", _("Save and publish update"), publish_update, _("The update “%(row)s” is public now.")
        )
        submitting = VerbButton(
            "_submit",
            _("Save and submit for publication"),
            partial(submit_update, by=request.user),
            _("The update “%(row)s” is submitted; the team publishes it."),
            right="change",
            is_main=only_reports(request.user),
        )
        if row is None:
            text = gettext("A new update is a draft until it is submitted or published.")
            return StateLine(self._badge(State.DRAFT), text, (preview_button(self), submitting, publishing))
        state_badge = self._badge(row.state)
        if row.state == State.PUBLISHED:
            day = formats.date_format(timezone.localtime(row.published_at), "DATE_FORMAT")
            return StateLine(
                state_badge, gettext("Published on %(day)s. It is history now and never changes.") % {"day": day}
            )
        if row.state == State.REJECTED:
            text = gettext("Sent back: %(reason)s") % {"reason": row.rejection_reason}
            return StateLine(
                state_badge, text, (), (self.link_to("revise", row, _("Revise as a new draft …"), "revise"),)
            )
        previewing = preview_link(self, row)
        rejecting = self.link_to("reject", row, _("Send back …"))
        if row.state == State.DRAFT:
            text = gettext("It changes the project once it is published.")
            return StateLine(state_badge, text, (preview_button(self), submitting, publishing), (previewing, rejecting))
        text = gettext("It waits for publication and changes the project then.")
        taking_back = self.link_to("take_back", row, _("Take back …"), "take_back")
        return StateLine(state_badge, text, (preview_button(self), publishing), (previewing, taking_back, rejecting))

    def _badge(self, state):
        return badge(*self.TONES[State(state)], State(state).label)

    @admin.action(description=_("Check and publish selected updates"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        return self.ask_first(queryset, "publish")

    @admin.action(description=_("Send back selected updates"), permissions=["publish"])
    def reject_selected(self, request, queryset):
        return self.ask_first(queryset.open(), "reject")
