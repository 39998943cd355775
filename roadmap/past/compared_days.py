"""Two days that a reader compares: as they stand in the address, and the ones that the page of changes offers."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import formats
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from roadmap.models import Project, ProjectConsultation, ProjectQuerySet
from roadmap.past.history import History
from strategy.models import ActionField, Consultation, ConsultationStep, Edition
from strategy_portal.publishing import dates
from strategy_portal.publishing.dates import Precision

WEEKS = 12
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Comparison:
    """The state at the end of the day ``start`` against the state at the end of the day ``end``."""

    start: datetime.date
    end: datetime.date

    def __str__(self):
        """Both days, as the beginning of a sentence."""
        return gettext("Between %(start)s and %(end)s") % {
            "start": formats.date_format(self.start, "DATE_FORMAT"),
            "end": formats.date_format(self.end, "DATE_FORMAT"),
        }

    @property
    def parameters(self) -> dict[str, str]:
        return {"von": self.start.isoformat(), "bis": self.end.isoformat()}


def last_weeks(end: datetime.date) -> Comparison:
    """Return the twelve weeks up to ``end``, or what the calendar has of them."""
    start = max(end.toordinal() - 7 * WEEKS, datetime.date.min.toordinal())
    return Comparison(datetime.date.fromordinal(start), end)


def last_quarter(today: datetime.date) -> Comparison:
    """Return the calendar quarter before that of ``today``, from the last evening before it to its last evening."""
    end = today.replace(month=3 * dates.quarter_of(today) - 2, day=1) - ONE_DAY
    return Comparison(end.replace(month=end.month - 2, day=1) - ONE_DAY, end)


def last_year(today: datetime.date) -> Comparison:
    """Return the calendar year before that of ``today``, from the last evening before it to its last evening."""
    end = today.replace(month=1, day=1) - ONE_DAY
    return Comparison(end.replace(month=1, day=1) - ONE_DAY, end)


def last_decision(today: datetime.date) -> Consultation | None:
    """Return the latest public decision of the council up to ``today``, on an edition or on a project, in two queries.

    One whose date is known to the year only is none to count from.
    """
    decisions = [
        steps.filter(role=Consultation.Role.DECISION, date__lte=today)
        .exclude(date_precision=Precision.YEAR)
        .order_by("-date", "-pk")
        .first()
        for steps in (
            ConsultationStep.objects.filter(edition__in=Edition.objects.public()),
            ProjectConsultation.objects.filter(project__in=Project.objects.public()),
        )
    ]
    return max(filter(None, decisions), key=lambda step: step.date, default=None)


@dataclass(frozen=True)
class Offer:
    """A comparison that the page offers, as a link that keeps the ``filters`` of the address."""

    label: str
    comparison: Comparison
    filters: dict[str, str]

    @property
    def url(self) -> str:
        return _query(self.comparison, self.filters)


def _query(comparison: Comparison, filters: dict[str, str]) -> str:
    return "?" + urlencode(comparison.parameters | filters)


def offers(today: datetime.date, *, first_day: datetime.date | None, filters: dict[str, str]) -> list[Offer]:
    """Return what the page offers, the shortest first; ``first_day`` is that of the oldest update, if there is one."""
    quarter, year = last_quarter(today), last_year(today)
    found = [
        (gettext("Last %(number)d weeks") % {"number": WEEKS}, last_weeks(today)),
        (gettext("Last quarter (%(name)s)") % {"name": dates.spell(quarter.end, Precision.QUARTER)}, quarter),
        (gettext("Last year (%(name)s)") % {"name": dates.spell(year.end, Precision.YEAR)}, year),
    ]
    if decision := last_decision(today):
        names = {"body": decision.body, "date": dates.spell(decision.date, decision.date_precision)}
        label = gettext("Since the last council decision (%(body)s, %(date)s)") % names
        found.append((label, Comparison(decision.date, today)))
    if first_day:
        found.append((gettext("Since the beginning"), Comparison(first_day - ONE_DAY, today)))
    return [Offer(label, comparison, filters) for label, comparison in found]


def next_wider(offered: list[Offer], comparison: Comparison, found: Collection[History]) -> Offer | None:
    """Return the offer that reaches back a little further than ``comparison`` and in which something happened."""
    wider = [
        offer
        for offer in offered
        if offer.comparison.start < comparison.start
        and any(
            step.tells_news
            for history in found
            for step in history.between(offer.comparison.start, offer.comparison.end)
        )
    ]
    return max(wider, key=lambda offer: offer.comparison.start, default=None)


class ComparisonForm(forms.Form):
    """Days and filters of the page of changes; :attr:`hints` says what could not be used.

    ``fields`` and ``projects`` are the public rows that can be chosen.
    """

    # ISO is what the browser's own field sends; the other is what people write where there is none.
    FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]

    von = forms.DateField(label=pgettext_lazy("period", "From"), input_formats=FORMATS, required=False)
    bis = forms.DateField(label=pgettext_lazy("period", "To"), input_formats=FORMATS, required=False)
    feld = forms.ChoiceField(label=_("Field of action"), required=False)
    projekt = forms.ChoiceField(label=_("Project"), required=False)

    def __init__(self, data, *, fields: list[ActionField], projects: list[Project], today: datetime.date):
        given = {name: data[name] for name in self.base_fields if data.get(name)}
        super().__init__(given, auto_id="comparison-%s", use_required_attribute=False)
        self.rows = {
            "feld": {field.slug: field for field in fields},
            "projekt": {project.slug: project for project in projects},
        }
        for name, rows in self.rows.items():
            if not rows and name not in given:
                del self.fields[name]
                continue
            self.fields[name].choices = [("", _("All")), *((slug, str(row)) for slug, row in rows.items())]
            self.fields[name].error_messages["invalid_choice"] = _("There is no such value.")
        for name in ("von", "bis"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": str(today)})
            self.fields[name].error_messages["invalid"] = _("There is no such day. Write it as 2026-01-31.")
        self.is_valid()
        self.hints = [f"{self.fields[name].label}: {' '.join(map(str, each))}" for name, each in self.errors.items()]
        self.comparison = self._comparison(today)

    def _comparison(self, today: datetime.date) -> Comparison:
        start, end = self.cleaned_data.get("von"), self.cleaned_data.get("bis")
        if start and end and start > end:
            self.hints.append(gettext("The first day is after the last one; the two have been exchanged."))
            start, end = end, start
        if end and end > today:
            self.hints.append(gettext("The last day is still to come; the comparison ends today."))
            end = today
        end = end or today
        if start and start > end:
            self.hints.append(
                gettext("The first day is still to come; these are the last %(number)d weeks.") % {"number": WEEKS}
            )
            start = None
        comparison = Comparison(start, end) if start else last_weeks(end)
        for name, day in (("von", comparison.start), ("bis", comparison.end)):
            # Days that were not given are shown; those that were stay as they are, right or wrong.
            self.data.setdefault(name, day.isoformat())
        return comparison

    @property
    def filters(self) -> dict[str, str]:
        """The filters that hold, as they stand in the address."""
        return {name: self.cleaned_data[name] for name in self.rows if self.row(name)}

    @property
    def query(self) -> str:
        """Days and filters that hold, to follow an address."""
        return _query(self.comparison, self.filters)

    @property
    def field(self) -> ActionField | None:
        return self.row("feld")

    @property
    def project(self) -> Project | None:
        return self.row("projekt")

    def selected(self) -> ProjectQuerySet:
        """Return the public projects that the filters select."""
        projects = Project.objects.public()
        if self.field:
            projects = projects.of_field(self.field)
        return projects.filter(pk=self.project.pk) if self.project else projects

    def row(self, name: str) -> Any:
        """Return the field of action or project that the filter ``name`` selects."""
        return self.rows[name].get(self.cleaned_data.get(name))
