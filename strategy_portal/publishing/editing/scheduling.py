"""Publication at a planned time: the page that asks for the time, and the state line of an entry that waits for it."""

import datetime
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.editing.state_line import PageLink, StateLine, VerbButton, badge
from strategy_portal.publishing.lifecycle import cancel_schedule, rehearse, schedule_publication
from strategy_portal.publishing.models import Publishable, Visibility


class TimeForm(forms.Form):
    """A day and a time in the city's time zone. ``cleaned_data["at"]`` is both as one aware time."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time of day"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def clean(self):
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if day and time:
            try:
                at = from_current_timezone(datetime.datetime.combine(day, time))
            except ValidationError as error:  # an hour that daylight saving time leaves out or repeats
                self.add_error("time", error)
            else:
                self.cleaned_data["at"] = at
                if at <= timezone.now():
                    self.add_error("day", gettext("This time has passed. Choose one in the future."))
        return self.cleaned_data


def spelled(at: datetime.datetime) -> str:
    """Return the day and the time of ``at`` in the city's time zone, as in a sentence."""
    local = timezone.localtime(at)
    words = {"day": formats.date_format(local, "DATE_FORMAT"), "time": formats.date_format(local, "G:i")}
    return gettext("%(day)s at %(time)s") % words


def suggested(rows: list[Publishable]) -> dict:
    """Return what the form shows first: the time planned for ``rows`` so far, else tomorrow at eight."""
    now = timezone.now()
    planned = [row.publish_at for row in rows if row.is_scheduled and row.publish_at > now]
    if not planned:
        return {"day": timezone.localdate() + datetime.timedelta(1), "time": datetime.time(8)}
    local = timezone.localtime(min(planned))
    return {"day": local.date(), "time": local.time()}


def schedule_link(model_admin: Any, row: Publishable) -> PageLink:
    label = _("Choose another time …") if row.is_scheduled else _("Plan publication …")
    return model_admin.link_to("schedule", row, label)


def scheduled_state(model_admin: Any, row: Publishable, publishing: VerbButton) -> StateLine:
    """Return the state line of a draft that waits for its time, or whose time has passed without success."""
    canceling = VerbButton(
        "_cancel_schedule",
        _("Save and cancel the plan"),
        cancel_schedule,
        _("“%(row)s” stays a draft until somebody publishes it."),
        is_main=False,
    )
    at = row.publish_at or timezone.now()
    when = {"when": spelled(at)}
    if at > timezone.now():
        text = gettext("It will be published on %(when)s.") % when
    elif reason := _refusal(model_admin, row):
        text = gettext("It was to be published on %(when)s. That is not possible: %(reason)s")
        text %= {**when, "reason": reason}
    else:
        text = gettext("It was to be published on %(when)s and is overdue.") % when
    return StateLine(draft_badge(row), text, (publishing, canceling), (schedule_link(model_admin, row),))


def _refusal(model_admin, row: Publishable) -> str:
    try:
        rehearse(model_admin.publish_row, row)
    except ValidationError as error:
        return in_words(error, row)
    return ""


def draft_badge(row: Publishable | None = None) -> SafeString:
    if row and row.is_scheduled:
        when = formats.date_format(timezone.localtime(row.publish_at), "SHORT_DATETIME_FORMAT")
        return badge("hidelink", "draft", gettext("Planned: %(when)s") % {"when": when})
    return badge("hidelink", "draft", Visibility.DRAFT.label)


def schedule_page(model_admin, request):
    """Ask when the drafts named in the address are to become public, and note it down."""
    named = model_admin.get_queryset(request).filter(
        visibility=Visibility.DRAFT, pk__in=model_admin.asked_about(request)
    )
    rows = [row for row in named if model_admin.has_change_permission(request, row)]
    form = TimeForm(request.POST or None, initial=suggested(rows))
    if not rows or not form.is_valid():
        return model_admin.asking_page(
            request,
            rows,
            title=gettext("Plan publication"),
            text=gettext("At this time, the portal publishes these entries by itself as they then stand.")
            + " "
            + gettext("Until then they stay drafts. Times are those of the city (%(zone)s).")
            % {"zone": timezone.get_current_timezone_name()},
            button=gettext("Plan publication"),
            form=form,
        )
    model_admin.attempt_each(
        request,
        rows,
        partial(schedule_publication, at=form.cleaned_data["at"], publishing=model_admin.publish_row),
        seen=model_admin.versions_seen(request),
        done=lambda count: ngettext(
            "The publication of %(count)d entry is planned.",
            "The publication of %(count)d entries is planned.",
            count,
        ),
    )
    if len(rows) == 1:
        return redirect(model_admin.address_of("change", rows[0].pk))
    return redirect(model_admin.address_of("changelist"))


SCHEDULE_PAGE = AdminPage("schedule", schedule_page, "publish")
