"""Reporting rounds: opening one, seeing how far it is, reminding those who have not reported, closing it."""

import datetime
from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import ReportingRound
from roadmap.verbs.round_mail import Delivery
from roadmap.verbs.rounds import (
    RoundProgress,
    close_round,
    current_round,
    open_round,
    period_address,
    progress,
    remind,
    to_write_to,
    waiting_in,
)
from strategy_portal.publishing.editing.forms.content_form import ContentForm
from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.editing.state_line import StateLine, badge
from strategy_portal.publishing.editing.verbs import VerbAdmin

USUAL_LENGTH = datetime.timedelta(weeks=3)


class RoundForm(ContentForm):
    class Meta:
        help_texts = {"deadline": _("Units that have not reported by then are overdue.")}

    def _post_clean(self):
        """A round begins on the day on which it is opened; the deadline is compared with that."""
        if self.instance._state.adding:
            self.instance.opened_on = timezone.localdate()
        super()._post_clean()


def outcome(delivery: Delivery) -> list[tuple[int, str]]:
    """Return what became of the e-mails: sentences for the team, each with its message level."""
    said = []
    if count := len(delivery.sent):
        text = ngettext("%(count)d unit was sent an e-mail.", "%(count)d units were sent an e-mail.", count)
        said.append((messages.SUCCESS, text % {"count": count}))
    if delivery.failed:
        text = gettext("The e-mails to these units could not be sent: %(units)s. “Remind” tries it once more.")
        said.append((messages.ERROR, text % {"units": ", ".join(map(str, delivery.failed))}))
    if delivery.unreachable:
        text = gettext("These units have no e-mail address and were sent nothing: %(units)s.")
        said.append((messages.WARNING, text % {"units": ", ".join(map(str, delivery.unreachable))}))
    return said or [(messages.INFO, gettext("Nobody had to be written to."))]


def _asked_about(round_admin, request) -> ReportingRound | None:
    """Return the open round that the address names."""
    return round_admin.get_queryset(request).filter(pk__in=round_admin.asked_about(request)[:1], closed_on=None).first()


def remind_page(round_admin, request: HttpRequest) -> HttpResponse:
    """Ask whether the units that have not reported are to be reminded, and remind them."""
    row = _asked_about(round_admin, request)
    if row is None or request.method != "POST":
        units = to_write_to(progress(row), day=timezone.localdate()) if row else []
        return round_admin.page(
            request,
            "admin/roadmap/reportinground/remind.html",
            title=gettext("Remind"),
            round=row,
            units=[unit for unit in units if unit.has_address],
            unreachable=[unit for unit in units if not unit.has_address],
        )
    run = partial(remind, at=timezone.now(), tell=partial(round_admin.tell, request))
    _attempt(round_admin, request, row, run)
    return redirect(round_admin.address_of("change", row.pk))


def close_page(round_admin, request: HttpRequest) -> HttpResponse:
    """Ask whether the round named in the address is over, and close it."""
    row = _asked_about(round_admin, request)
    if row is None or request.method != "POST":
        return round_admin.asking_page(
            request,
            [row] if row else [],
            title=gettext("Close round"),
            text=_result(progress(row), waiting_in(row)) if row else "",
            button=gettext("Close round"),
        )
    if _attempt(round_admin, request, row, partial(close_round, on=timezone.localdate())):
        round_admin.message_user(
            request, gettext("The round “%(round)s” is closed.") % {"round": row}, messages.SUCCESS
        )
    return redirect(round_admin.address_of("change", row.pk))


def _attempt(round_admin, request, row, run) -> bool:
    error = round_admin.attempt(request, row, run)
    if error:
        round_admin.message_user(request, error, messages.ERROR)
    return not error


def _result(found: RoundProgress, waiting: int) -> str:
    numbers = {"answered": found.answered, "total": found.total}
    text = gettext("%(answered)d of %(total)d projects have reported.") % numbers
    if waiting:
        sentence = ngettext(
            "%(count)s update still waits for publication.", "%(count)s updates still wait for publication.", waiting
        )
        text += " " + sentence % {"count": waiting}
    if found.missing:
        text += " " + gettext("What is missing is not asked for any more; updates can be written all the same.")
    return text


def _progress_context(round_admin, request, row) -> dict:
    # There is one open round at a time: no other is added, and one that was just opened is shown.
    context = {"show_save_and_add_another": False, "show_save_and_continue": False}
    if row:
        context |= {
            "progress": progress(row),
            "is_overdue": row.is_open and row.deadline < timezone.localdate(),
            "period_address": period_address(row, today=timezone.localdate()),
            "projects_address": reverse("admin:roadmap_project_changelist"),
            "waiting": waiting_in(row),
            "may_publish": request.user.has_perm("roadmap.publish_projectupdate"),
        }
    return context


@admin.register(ReportingRound)
class ReportingRoundAdmin(VerbAdmin):
    pages = [AdminPage("remind", remind_page, "change"), AdminPage("close", close_page, "change")]
    form_context = [_progress_context]
    form = RoundForm
    change_form_template = "admin/roadmap/reportinground/change_form.html"
    list_display = ["title", "state_mark", "opened_on", "deadline", "closed_on"]
    search_fields = ["title"]
    fields = ["title", "deadline"]

    def is_public(self, row) -> bool:
        return False  # readers see what was reported, and nothing of the round itself

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def reason_to_keep(self, row):
        if row.updates.exists():
            return gettext("Updates were submitted in this round; it stays for the record.")
        return ""

    @admin.display(description=_("state"), ordering="closed_on")
    def state_mark(self, row):
        if row.is_open:
            return badge("changelink", "draft", pgettext("round", "open"))
        return badge("yes", "public", pgettext("round", "closed"))

    def state_line(self, request, row):
        if row is None:
            text = gettext("Every unit that leads a project gets an e-mail with its list once the round is open.")
            return StateLine(badge("changelink", "draft", gettext("Not open yet")), text)
        days = {name: formats.date_format(getattr(row, name) or row.deadline) for name in ("deadline", "closed_on")}
        if not row.is_open:
            return StateLine(self.state_mark(row), gettext("Closed on %(closed_on)s.") % days)
        text = gettext("Units report by %(deadline)s.") % days
        if row.deadline < timezone.localdate():
            text = gettext("The deadline was %(deadline)s.") % days
        pages = [("remind", gettext("Remind …")), ("close", gettext("Close round …"))]
        links = tuple(self.link_to(page, row, label, "change") for page, label in pages)
        return StateLine(self.state_mark(row), text, (), links)

    # --- opening ------------------------------------------------------------------------------------------------------

    def get_changeform_initial_data(self, request):
        return {"deadline": timezone.localdate() + USUAL_LENGTH, **super().get_changeform_initial_data(request)}

    def add_view(self, request, form_url="", extra_context=None):
        """Refuse a second round before somebody fills in the form, or if somebody else was faster."""
        current = current_round()
        if current and self.has_add_permission(request):
            self.message_user(request, gettext("Another round is open; close it first."), messages.WARNING)
            return redirect(self.address_of("change", current.pk))
        try:
            return super().add_view(request, form_url, extra_context)
        except ValidationError as error:
            self.message_user(request, in_words(error, ReportingRound()), messages.ERROR)
            return redirect(self.address_of("changelist"))

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        tell = partial(self.tell, request)
        opened = open_round(title=obj.title, deadline=obj.deadline, on=obj.opened_on, tell=tell)
        obj.pk, obj._state.adding = opened.pk, False

    def tell(self, request, delivery: Delivery) -> None:
        for level, text in outcome(delivery):
            self.message_user(request, text, level)

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, gettext("The round “%(round)s” is open.") % {"round": obj}, messages.SUCCESS)
        return redirect(self.address_of("change", obj.pk))
