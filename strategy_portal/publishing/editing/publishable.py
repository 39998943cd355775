"""Change forms and lists of what is a draft until it is published."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.preview import (
    PREVIEW_PAGE,
    PublicPlace,
    preview_button,
    preview_link,
)
from strategy_portal.publishing.editing.scheduling import SCHEDULE_PAGE, draft_badge, schedule_link, scheduled_state
from strategy_portal.publishing.editing.state_line import PageLink, StateLine, VerbButton, badge
from strategy_portal.publishing.editing.verbs import VerbAdmin
from strategy_portal.publishing.lifecycle import publishing_verb, withdraw
from strategy_portal.publishing.models import Visibility


def withdraw_page(model_admin, request):
    """Ask whether the entries named in the address are to be withdrawn, and withdraw them."""
    rows = model_admin.get_queryset(request).public().filter(pk__in=model_admin.asked_about(request))
    if request.method != "POST":
        return model_admin.asking_page(
            request,
            rows,
            title=gettext("Withdraw from the public"),
            text=gettext("These entries become drafts. Their pages answer “not found” until you publish them again."),
            button=gettext("Withdraw"),
        )
    model_admin.attempt_each(
        request,
        rows,
        withdraw,
        seen=model_admin.versions_seen(request),
        done=lambda count: ngettext("%(count)d entry is a draft again.", "%(count)d entries are drafts again.", count),
    )
    return redirect(model_admin.address_of("changelist"))


def _public_badge():
    return badge("viewlink", "public", Visibility.PUBLISHED.label)


class PublishableAdmin(VerbAdmin):
    """Rows that are drafts until they are published, at once or at a planned time."""

    pages = [PREVIEW_PAGE, SCHEDULE_PAGE, AdminPage("withdraw", withdraw_page, "publish")]

    actions = ["publish_selected", "schedule_selected", "withdraw_selected", "delete_selected"]

    def publish_row(self, row) -> None:
        publishing_verb(type(row))(row)

    def place_of(self, row) -> PublicPlace:
        """Return where readers will find ``row``. Raises :class:`ValidationError` when no page shows it."""
        return PublicPlace(row.get_absolute_url())

    def preview_steps(self, request, row) -> list[Callable]:
        return [] if row.is_public else [self.publish_row]

    def other_previews(self, request, row) -> tuple[PageLink, ...]:
        return ()

    def get_view_on_site_url(self, obj=None):
        """Lead to the row on the page that shows it, too, if it has none of its own."""
        if obj is None or not obj.is_public:
            return None
        with contextlib.suppress(ValidationError):
            return self.place_of(obj).address

    def state_line(self, request, row):
        publishing = VerbButton("_publish", _("Save and publish"), self.publish_row, _("“%(row)s” is public now."))
        if row is None:
            text = gettext("A new entry is a draft until it is published.")
            return StateLine(draft_badge(), text, (preview_button(self), publishing))
        if row.is_public:
            withdrawing = VerbButton(
                "_withdraw", _("Save and withdraw"), withdraw, _("“%(row)s” is a draft again."), is_main=False
            )
            day = formats.date_format(timezone.localtime(row.published_at), "DATE_FORMAT")
            text = gettext("Public since %(day)s.") % {"day": day}
            if self.has_change_permission(request, row):
                text = gettext("Public since %(day)s. What you save is public at once.") % {"day": day}
            return StateLine(_public_badge(), text, (withdrawing,))
        if row.is_scheduled:
            line = scheduled_state(self, row, publishing)
        else:
            text = gettext("Only the team sees this entry.")
            line = StateLine(draft_badge(), text, (publishing,), (schedule_link(self, row),))
        return replace(
            line,
            text=" ".join(filter(None, (line.text, self._whereabouts(row)))),
            verbs=(preview_button(self), *line.verbs),
            links=(preview_link(self, row), *line.links),
        )

    def _whereabouts(self, row) -> str:
        """Return on which page a draft without a page of its own will appear, in a sentence."""
        try:
            name = self.place_of(row).name
        except ValidationError as error:
            return " ".join(error.messages)
        return gettext("It will appear on this page: %(page)s.") % {"page": name} if name else ""

    @admin.display(description=_("visibility"), ordering="visibility")
    def visibility_mark(self, row):
        return _public_badge() if row.is_public else draft_badge(row)

    def get_list_display(self, request):
        first, *others = super().get_list_display(request)
        return [first, "visibility_mark", *others]

    def get_list_filter(self, request):
        attention_and_own = super().get_list_filter(request)
        return ["visibility", *attention_and_own]

    @admin.action(description=_("Publish selected %(verbose_name_plural)s"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        drafts = queryset.filter(visibility=Visibility.DRAFT).order_by("pk")
        self.attempt_each(
            request,
            drafts,
            self.publish_row,
            seen=self.versions_seen(request),
            done=lambda count: ngettext("%(count)d entry is public now.", "%(count)d entries are public now.", count),
        )

    @admin.action(description=_("Plan publication of selected %(verbose_name_plural)s"), permissions=["publish"])
    def schedule_selected(self, request, queryset):
        return self.ask_first(queryset.filter(visibility=Visibility.DRAFT), "schedule")

    @admin.action(description=_("Withdraw selected %(verbose_name_plural)s"), permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        return self.ask_first(queryset.public(), "withdraw")
