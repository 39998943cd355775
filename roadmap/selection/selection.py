"""The selection of projects that an address asks for, the same for every view of the roadmap."""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roadmap.models import Project, ProjectQuerySet
from roadmap.selection.facets import (
    LABELS,
    SORTINGS,
    SWITCHES,
    WORDED_BY_CITY,
    ProjectRow,
    ProjectTable,
    Test,
    facet,
    read_table,
    sift,
)
from strategy_portal.publishing.look.forms import Facet
from strategy_portal.publishing.search import engine as search
from strategy_portal.publishing.text.label import Label

PARAMETERS = ("q", *LABELS, "seit", "sortierung", "ansicht")
BEST_MATCH = ""  # how a search is sorted unless the address asks for something else
LONGEST_NAMED = 40  # letters of an unknown value that a hint repeats
MOST_NAMED = 3  # unknown values of one filter that a hint repeats


@dataclass(frozen=True)
class RoadmapView:
    """One way to show a selection: how it is offered, the template of its part of the page, and what that is given.

    ``context`` is called with the selection and the number of the page, as given in the address.
    """

    label: Label
    icon: str
    template: str
    context: Callable[["Selection", str], dict]
    has_order: bool = True  # there is something to sort
    needs: Collection[str] = ()  # filters of which one must have a choice, or there is nothing to show


class SeveralValues(forms.MultipleChoiceField):
    """Several values of one filter, each once. Unknown ones are left out here; the form names them."""

    def clean(self, value: list[str]) -> list[str]:
        asked = set(value or [])
        return [known for known, _label in self.choices if known in asked]


@dataclass(frozen=True)
class ChosenFilter:
    """One thing that narrows the selection; ``address`` is the selection without it."""

    label: Label
    value: str
    is_worded_by_city: bool
    address: str


@dataclass(frozen=True)
class SelectionLink:
    """The same selection in another view or order."""

    label: Label
    address: str
    is_current: bool
    icon: str = ""


@dataclass(frozen=True)
class WiderSelection:
    """What is found when all values of one filter are dropped."""

    filters: list[ChosenFilter]
    count: int
    address: str


class Selection(forms.Form):
    """Filters, sorting and view of the roadmap, as given in the address.

    What cannot be understood is named in ``hints`` and left out; everything else still applies. ``views`` are all that
    the roadmap has, by their name in the address; the first one is shown unless the address says otherwise.
    """

    q = forms.CharField(label=gettext_lazy("Search in projects"), max_length=200, required=False)
    seit = forms.DateField(
        label=gettext_lazy("Changed since"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("This is not a date. Write it as 2026-12-31.")},
    )
    sortierung = forms.ChoiceField(choices=[(name, label) for name, (label, _key) in SORTINGS.items()], required=False)
    ansicht = forms.ChoiceField(required=False)

    def __init__(self, data, views: Mapping[str, RoadmapView]):
        self._default_view = next(iter(views))
        self._all_views = views
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        for name, label in LABELS.items():
            self.fields[name] = SeveralValues(
                label=label, choices=list(self.table.choices[name].items()), required=False
            )
        self.fields["sortierung"].label = _("Sorting")
        self.fields["ansicht"].label = _("Kind of view")
        self.fields["ansicht"].choices = [(name, view.label) for name, view in self.known_views.items()]
        for name in ("sortierung", "ansicht"):
            self.fields[name].error_messages["invalid_choice"] = _("There is no such value.")
        self.is_valid()

    @cached_property
    def table(self) -> ProjectTable:
        return read_table()

    @property
    def known_views(self) -> dict[str, RoadmapView]:
        """The views that this city has something for."""
        return {
            name: view
            for name, view in self._all_views.items()
            if not view.needs or any(self.table.choices[needed] for needed in view.needs)
        }

    # --- what the address says ---

    @property
    def text(self) -> str:
        return self.cleaned_data.get("q", "")

    @property
    def since(self) -> datetime.date | None:
        return self.cleaned_data.get("seit")

    @property
    def view(self) -> RoadmapView:
        return self._all_views[self._view_name]

    @property
    def _view_name(self) -> str:
        return self.cleaned_data.get("ansicht") or self._default_view

    @property
    def default_sorting(self) -> str:
        return BEST_MATCH if self.text else "prioritaet"

    @property
    def sorting(self) -> str:
        return self.cleaned_data.get("sortierung") or self.default_sorting

    def values(self, name: str) -> list[str]:
        """Return the valid values of a filter that may be repeated, in the order of the choices."""
        return self.cleaned_data[name]

    @cached_property
    def parameters(self) -> dict[str, list[str]]:
        """What is valid and not a default, as given in the address: parameter -> values."""
        found = {"q": [self.text], **{name: self.values(name) for name in LABELS}}
        found["seit"] = [self.since.isoformat()] if self.since else []
        found["sortierung"] = [self.sorting] if self.sorting != self.default_sorting else []
        found["ansicht"] = [self._view_name] if self._view_name != self._default_view else []
        return {name: values for name, values in found.items() if any(values)}

    def address(self, **changes) -> str:
        """Return "?..." of this selection, with parameters replaced (text or list) or dropped (None).

        It contains neither a page number nor empty parameters.
        """
        wanted = dict(self.parameters)
        for name, value in changes.items():
            wanted[name] = [value] if isinstance(value, str) else value or []
        return "?" + urlencode([(name, value) for name in PARAMETERS for value in wanted.get(name, []) if value])

    @property
    def query(self) -> str:
        """The query string for another page that shows this selection in its own way."""
        return self.address(ansicht=None).rstrip("?")

    @property
    def hints(self) -> list[tuple[Label | None, str]]:
        """What could not be understood: label of the filter, and a sentence."""
        found = [(self.fields[name].label, " ".join(map(str, errors))) for name, errors in self.errors.items()]
        for name in LABELS:
            known = self.table.choices[name]
            asked = dict.fromkeys(value for value in self.data.getlist(name) if value and value not in known)
            for value in list(asked)[:MOST_NAMED]:
                shown = value.replace("\x00", "")
                shown = shown if len(shown) <= LONGEST_NAMED else f"{shown[:LONGEST_NAMED]}…"
                found.append((self.fields[name].label, _("“%(value)s” is unknown here.") % {"value": shown}))
        return found

    # --- what it selects ---

    @cached_property
    def _tests(self) -> dict[str, Test]:
        tests = {name: self._has_one_of(name) for name in LABELS if self.values(name)}
        if self.since:
            tests["seit"] = lambda row: row.changed is not None and row.changed >= self.since
        if self.text:
            tests["q"] = lambda row: row.pk in self._matches
        return tests

    def _has_one_of(self, name: str) -> Test:
        wanted = set(self.values(name))
        return lambda row: not wanted.isdisjoint(row.values[name])

    @cached_property
    def _search(self) -> search.Found:
        return search.search(self.text, kind="project")

    @cached_property
    def _matches(self) -> dict[int, int]:
        """Which projects the text finds: primary key -> rank, best first."""
        return {pk: rank for rank, pk in enumerate(self._search.pks)}

    @property
    def corrected(self) -> str:
        """The text that was searched instead, if a word was not found but a similar one was; else empty."""
        return self._search.corrected if self.text else ""

    @cached_property
    def _sifted(self) -> tuple[list[ProjectRow], dict[str, list[ProjectRow]]]:
        return sift(self.table.rows, self._tests)

    @cached_property
    def rows(self) -> list[ProjectRow]:
        """The rows that all filters select, sorted."""
        key = (lambda row: self._matches[row.pk]) if self.sorting == BEST_MATCH else SORTINGS[self.sorting][1]
        return sorted(self._sifted[0], key=key)

    @property
    def found(self) -> list[int]:
        """The primary keys of what all filters select, sorted."""
        return [row.pk for row in self.rows]

    @property
    def total(self) -> int:
        """The number of all public projects."""
        return len(self.table.rows)

    @property
    def is_narrowed(self) -> bool:
        return bool(self._tests)

    def projects(self) -> ProjectQuerySet:
        """Return the public projects that all filters select; ``in_order`` sorts them."""
        return Project.objects.public().filter(pk__in=self.found)

    def in_order(self, projects) -> list[Project]:
        ranks = {pk: rank for rank, pk in enumerate(self.found)}
        return sorted(projects, key=lambda project: ranks[project.pk])

    # --- what readers are offered ---

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters that tell projects apart, each with the choices that are chosen or that a project has."""
        passed, near = self._sifted
        found = (facet(name, self.table, [*passed, *near.get(name, [])], self.values(name)) for name in LABELS)
        return [offered for offered in found if offered]

    @property
    def dates(self) -> list[forms.BoundField]:
        return [self["seit"]]

    @cached_property
    def filters(self) -> list[ChosenFilter]:
        """Everything that narrows the selection, one by one."""
        return [found for name in ("q", *LABELS, "seit") for found in self._filters_of(name)]

    def _filters_of(self, name: str) -> list[ChosenFilter]:
        if name == "q":
            shown = {self.text: _("“%(text)s”") % {"text": self.text}} if self.text else {}
        elif name == "seit":
            shown = {"": date_format(self.since)} if self.since else {}
        else:
            shown = {value: self.table.choices[name][value] for value in self.values(name)}
        label = "" if name in SWITCHES else _("Search term") if name == "q" else self.fields[name].label or ""
        return [
            ChosenFilter(
                label,
                text,
                name in WORDED_BY_CITY,
                self.address(**{name: [other for other in shown if other != value]}),
            )
            for value, text in shown.items()
        ]

    @property
    def wider_selections(self) -> list[WiderSelection]:
        """The selection without each filter that alone hides projects: at most three, the most projects first."""
        near = sorted(self._sifted[1].items(), key=lambda item: -len(item[1]))
        return [
            WiderSelection(self._filters_of(name), len(rows), self.address(**{name: None})) for name, rows in near[:3]
        ]

    @property
    def views(self) -> list[SelectionLink]:
        """Links to this selection in each view."""
        return [
            SelectionLink(
                view.label,
                self.address(ansicht=name if name != self._default_view else None),
                name == self._view_name,
                view.icon,
            )
            for name, view in self.known_views.items()
        ]

    @property
    def sortings(self) -> list[SelectionLink]:
        labels = {name: label for name, (label, _key) in SORTINGS.items()}
        if self.text:
            labels = {BEST_MATCH: _("Best match"), **labels}
        return [
            SelectionLink(
                label, self.address(sortierung=name if name != self.default_sorting else None), name == self.sorting
            )
            for name, label in labels.items()
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form keeps in hidden fields: sorting and view."""
        return [(name, self.parameters[name][0]) for name in ("sortierung", "ansicht") if name in self.parameters]

    @property
    def result(self) -> str:
        """The number of results, in words."""
        if self.is_narrowed:
            return _("%(found)s of %(total)s projects") % {"found": len(self.rows), "total": self.total}
        return ngettext("%(total)s project", "%(total)s projects", self.total) % {"total": self.total}
