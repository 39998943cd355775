"""Change forms with a line that says how an entry stands and offers the verbs that change that."""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.admin.content import ContentAdmin
from strategy_portal.publishing.admin.preview import Previews
from strategy_portal.publishing.admin.scheduling import Scheduling
from strategy_portal.publishing.admin.seen import FIELD_NAME, check_seen, seen_token
from strategy_portal.publishing.admin.standing import Link, Standing, Verb, in_words, mark
from strategy_portal.publishing.lifecycle import publish, withdraw
from strategy_portal.publishing.models import Visibility


class VerbAdmin(ContentAdmin):
    """Rows whose state is changed by verbs and never by a field of the form."""

    change_form_template = "admin/verbs/change_form.html"

    def standing(self, request: HttpRequest, row) -> Standing:
        """Return how ``row`` stands; None stands for a row that is about to be added."""
        raise NotImplementedError

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        standing = self.standing(request, obj)
        context["standing"] = standing
        context["verbs"] = [verb for verb in standing.verbs if self._may_press(request, verb, obj)]
        links = [Link(*parts) for parts in standing.links]  # a bare (address, label) will do
        context["links"] = [link for link in links if self._may(request, link, obj)]
        context["reason_to_keep"] = self.reason_to_keep(obj) if obj and self.has_delete_permission(request) else ""
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _may(self, request, offer: "Verb | Link", row) -> bool:
        return getattr(self, f"has_{offer.right}_permission")(request, row)

    def _may_press(self, request, verb: Verb, row) -> bool:
        return self.has_change_permission(request, row) and self._may(request, verb, row)

    def response_add(self, request, obj, post_url_continue=None):
        return self._verb_response(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._verb_response(request, obj) or super().response_change(request, obj)

    def _verb_response(self, request, row) -> HttpResponse | None:
        """Run the verb whose button was pressed. When it refuses, the saved changes stay and the reason is told.

        Who may not press the button has not seen it: the whole form is refused, and nothing of it is saved.
        """
        pressed = [verb for verb in self.standing(request, row).verbs if verb.name in request.POST]
        if not pressed:
            return None
        if not self._may_press(request, pressed[0], row):
            raise PermissionDenied
        if pressed[0].leads_to:
            return redirect(pressed[0].leads_to(row))
        error = self.attempt(request, row, pressed[0].run)
        if error:
            saved = gettext("Your changes are saved, but this was not possible: %(reason)s") % {"reason": error}
            self.message_user(request, saved, messages.ERROR)
        else:
            self.message_user(request, pressed[0].done % {"row": row}, messages.SUCCESS)
        context = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(context, self.address_of("change", row.pk)))

    def attempt(self, request, row, run: Callable[[models.Model], None], *, seen: dict[str, str] | None = None) -> str:
        """Run a verb in a transaction of its own and log it; return why it refused, or nothing.

        With ``seen``, the versions of :meth:`seen_versions`, the row has to be what the editor saw in the list.
        """
        try:
            with transaction.atomic():
                if seen is not None:
                    check_seen(row, seen)
                run(row)
                row.refresh_from_db()
                self.log_change(request, row, str(self.standing(request, row).text))
        except ValidationError as error:
            return in_words(error, row)
        return ""

    def attempt_each(
        self,
        request,
        rows: Iterable[models.Model],
        run: Callable[[models.Model], None],
        *,
        done,
        seen: dict[str, str] | None = None,
    ) -> None:
        """Run a verb for each of ``rows``, each in a transaction of its own; name those that it refused.

        ``done(count)`` is the sentence about those that went well.
        """
        count = 0
        for row in rows:
            error = self.attempt(request, row, run, seen=seen)
            if error:
                self.message_user(request, f"{row}: {error}", messages.ERROR)
            else:
                count += 1
        if count:
            self.message_user(request, done(count) % {"count": count}, messages.SUCCESS)

    def ask_first(self, queryset, page: str) -> HttpResponse:
        """Send the editor to the page that asks before something happens to ``queryset``."""
        keys = "&".join(f"pk={pk}" for pk in queryset.order_by().values_list("pk", flat=True))
        return redirect(f"{self.address_of(page)}?{keys}")

    def asked_about(self, request) -> list[int]:
        """Return the keys that the address of an asking page names; what is no key is left out."""
        return [int(pk) for pk in request.GET.getlist("pk") if pk.isascii() and pk.isdecimal() and len(pk) < 16]

    def asking_page(
        self, request, rows, *, title: str, text: str, button: str, form=None, back: str = "changelist"
    ) -> TemplateResponse:
        """Ask before something happens to ``rows``. ``back`` is the page of this admin from which the editor came."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "rows": rows,
            "text": text,
            "button": button,
            "form": form,
            "back_address": self.address_of(back),
            # A form that comes back with an error still asks about what was seen first.
            "seen": request.POST.get(FIELD_NAME) or seen_token(self.opts, list(rows)),
        }
        return TemplateResponse(request, "admin/verbs/asking_page.html", context)


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
        name = f"{self.opts.app_label}_{self.opts.model_name}_withdraw"
        return [path("withdraw/", self.admin_site.admin_view(self.withdraw_page), name=name), *super().get_urls()]

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
