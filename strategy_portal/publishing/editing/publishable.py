"""Change forms and lists of what is a draft until it is published."""

import contextlib
from dataclasses import replace

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.preview import Previews
from strategy_portal.publishing.editing.scheduling import Scheduling
from strategy_portal.publishing.editing.standing import Standing, Verb, mark
from strategy_portal.publishing.editing.verbs import VerbAdmin
from strategy_portal.publishing.lifecycle import publish, withdraw
from strategy_portal.publishing.models import Visibility


class PublishableAdmin(Previews, Scheduling, VerbAdmin):
    """Rows that are drafts until they are published."""

    actions = ["publish_selected", "schedule_selected", "withdraw_selected", "delete_selected"]

    def publish_row(self, row) -> None:
        publish(row)

    def steps_of_preview(self, request, row):
        return [] if row.is_public else [self.publish_row]

    def get_view_on_site_url(self, obj=None):
        """Lead to the row on the page that shows it, too, if it has none of its own."""
        if obj is None or not obj.is_public:
            return None
        with contextlib.suppress(ValidationError):
            return self.place_of(obj).address

    def standing(self, request, row):
        publishing = Verb("_publish", _("Save and publish"), self.publish_row, _("“%(row)s” is public now."))
        if row is None:
            text = gettext("A new entry is a draft until it is published.")
            return Standing(self.draft_badge(), text, (self.preview_verb(), publishing))
        if row.is_public:
            withdrawing = Verb(
                "_withdraw", _("Save and withdraw"), withdraw, _("“%(row)s” is a draft again."), is_main=False
            )
            day = formats.date_format(timezone.localtime(row.published_at), "DATE_FORMAT")
            text = gettext("Public since %(day)s.") % {"day": day}
            if self.has_change_permission(request, row):
                text = gettext("Public since %(day)s. What you save is public at once.") % {"day": day}
            return Standing(self._public_badge(), text, (withdrawing,))
        if row.is_scheduled:
            standing = self.scheduled_standing(row, publishing)
        else:
            text = gettext("Only the team sees this entry.")
            standing = Standing(self.draft_badge(), text, (publishing,), (self.schedule_link(row),))
        return replace(
            standing,
            text=" ".join(filter(None, (standing.text, self._whereabouts(row)))),
            verbs=(self.preview_verb(), *standing.verbs),
            links=(self.preview_link(row), *standing.links),
        )

    def _whereabouts(self, row) -> str:
        """Return on which page a draft without a page of its own will appear, in a sentence."""
        try:
            name = self.place_of(row).name
        except ValidationError as error:
            return " ".join(error.messages)
        return gettext("It will appear on this page: %(page)s.") % {"page": name} if name else ""

    @staticmethod
    def _public_badge():
        return mark("viewlink", "public", Visibility.PUBLISHED.label)

    @admin.display(description=_("visibility"), ordering="visibility")
    def visibility_mark(self, row):
        return self._public_badge() if row.is_public else self.draft_badge(row)

    def get_list_display(self, request):
        first, *others = super().get_list_display(request)
        return [first, "visibility_mark", *others]

    def get_list_filter(self, request):
        attention_and_own = super().get_list_filter(request)
        return ["visibility", *attention_and_own]

    def get_urls(self):
        return [*self.own_pages({"withdraw": self.withdraw_page}), *super().get_urls()]

    @admin.action(description=_("Publish selected %(verbose_name_plural)s"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        drafts = queryset.filter(visibility=Visibility.DRAFT).order_by("pk")
        self.attempt_each(
            request,
            drafts,
            self.publish_row,
            seen=self.seen_versions(request),
            done=lambda count: ngettext("%(count)d entry is public now.", "%(count)d entries are public now.", count),
        )

    @admin.action(description=_("Plan publication of selected %(verbose_name_plural)s"), permissions=["publish"])
    def schedule_selected(self, request, queryset):
        return self.ask_first(queryset.filter(visibility=Visibility.DRAFT), "schedule")

    @admin.action(description=_("Withdraw selected %(verbose_name_plural)s"), permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        return self.ask_first(queryset.public(), "withdraw")

    def withdraw_page(self, request):
        """Ask whether the entries named in the address are to be withdrawn, and withdraw them."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).public().filter(pk__in=self.asked_about(request))
        if request.method != "POST":
            return self.asking_page(
                request,
                rows,
                title=gettext("Withdraw from the public"),
                text=gettext(
                    "These entries become drafts. Their pages answer “not found” until you publish them again."
                ),
                button=gettext("Withdraw"),
            )
        self.attempt_each(
            request,
            rows,
            withdraw,
            seen=self.seen_versions(request),
            done=lambda count: ngettext(
                "%(count)d entry is a draft again.", "%(count)d entries are drafts again.", count
            ),
        )
        return redirect(self.address_of("changelist"))
