"""Change forms with a line that says in what state an entry is and offers the verbs that change it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.forms.relations import as_numbers
from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.editing.shown_versions import FIELD_NAME, check_unchanged, versions_token
from strategy_portal.publishing.editing.state_line import PageLink, StateLine, VerbButton


def _state_context(model_admin, request, row) -> dict:
    line = model_admin.state_line(request, row)
    return {
        "state_line": line,
        "verbs": [button for button in line.verbs if model_admin.may_press(request, button, row)],
        "links": [link for link in line.links if model_admin.may_follow(request, link, row)],
        "tools": [link for link in line.tools if model_admin.may_follow(request, link, row)],
        "reason_to_keep": model_admin.reason_to_keep(row) if row and model_admin.has_delete_permission(request) else "",
    }


class VerbAdmin(ContentAdmin):
    """Rows whose state is changed by verbs and never by a field of the form."""

    change_form_template = "admin/verbs/change_form.html"
    form_context = [_state_context]

    def state_line(self, request: HttpRequest, row) -> StateLine:
        """Return what the form says about the state of ``row``, which is None when one is about to be added."""
        raise NotImplementedError

    def has_look_only_permission(self, request, obj=None) -> bool:
        """Whether this person may look at the row and not change it: who may change it has buttons that save first."""
        return self.has_view_permission(request, obj) and not self.has_change_permission(request, obj)

    def may_follow(self, request, offer: VerbButton | PageLink, row) -> bool:
        return getattr(self, f"has_{offer.right}_permission")(request, row)

    def may_press(self, request, button: VerbButton, row) -> bool:
        return self.has_change_permission(request, row) and self.may_follow(request, button, row)

    def response_add(self, request, obj, post_url_continue=None):
        return self.verb_response(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.verb_response(request, obj) or super().response_change(request, obj)

    def verb_response(self, request, row) -> HttpResponse | None:
        """Run the verb whose button was pressed. When it refuses, the saved changes stay and the reason is told.

        Who may not press the button has not seen it: the whole form is refused, and nothing of it is saved.
        """
        pressed = [button for button in self.state_line(request, row).verbs if button.name in request.POST]
        if not pressed:
            return None
        if not self.may_press(request, pressed[0], row):
            raise PermissionDenied
        if pressed[0].run is None:
            return redirect(pressed[0].leads_to(row))
        error = self.attempt(request, row, pressed[0].run)
        if error:
            saved = gettext("Your changes are saved, but this was not possible: %(reason)s") % {"reason": error}
            self.message_user(request, saved, messages.ERROR)
        else:
            self.message_user(request, pressed[0].done % {"row": row}, messages.SUCCESS)
        context: dict[str, Any] = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(context, self.address_of("change", row.pk)))

    def attempt(self, request, row, run: Callable[[models.Model], None], *, seen: dict[str, str] | None = None) -> str:
        """Run a verb in a transaction of its own and log it; return why it refused, or nothing.

        With ``seen``, the versions of :meth:`versions_seen`, the row has to be what the editor saw in the list.
        """
        try:
            with transaction.atomic():
                if seen is not None:
                    check_unchanged(row, seen)
                run(row)
                row.refresh_from_db()
                self.log_change(request, row, str(self.state_line(request, row).text))
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

    def link_to(self, page: str, row, label: str, right: str = "publish") -> PageLink:
        """Return the link to the page that asks before something happens to ``row``."""
        return PageLink(f"{self.address_of(page)}?pk={row.pk}", label, right)

    def ask_first(self, queryset, page: str) -> HttpResponse:
        """Send the editor to the page that asks before something happens to ``queryset``."""
        keys = "&".join(f"pk={pk}" for pk in queryset.order_by().values_list("pk", flat=True))
        return redirect(f"{self.address_of(page)}?{keys}")

    def asked_about(self, request) -> list[int]:
        """Return the keys that the address of an asking page names; what is no key is left out."""
        return as_numbers(request.GET.getlist("pk"))

    def asking_page(
        self, request, rows, *, title: str, text: str, button: str, form=None, back: str = "changelist"
    ) -> TemplateResponse:
        """Ask before something happens to ``rows``. ``back`` is the page of this admin from which the editor came."""
        return self.page(
            request,
            "admin/verbs/asking_page.html",
            title=title,
            rows=rows,
            text=text,
            button=button,
            form=form,
            back_address=self.address_of(back),
            # A form that comes back with an error still asks about what was seen first.
            seen=request.POST.get(FIELD_NAME) or versions_token(self.opts, list(rows)),
        )
