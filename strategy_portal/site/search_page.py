"""The search page, and the suggestions while somebody types."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from strategy_portal.publishing.pages.rendering import render_page
from strategy_portal.publishing.search.engine import MOST_LETTERS, Found, Hit, example_titles, search, searchable
from strategy_portal.publishing.search.index import Kind, kinds

SHOWN_PER_KIND = 10
PER_PAGE = 20
SUGGESTED = 8
SUGGESTED_FROM = 2  # letters
EXAMPLES = 5


class Query(forms.Form):
    """The parameters of the address: search words, and optionally a kind of result.

    Invalid parameters are reported in ``errors`` and otherwise ignored.
    """

    q = forms.CharField(
        label=_("Search term"),
        max_length=MOST_LETTERS,
        required=False,
        error_messages={"max_length": _("The search term is too long: 200 letters are the limit.")},
    )
    art = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("There is no such kind of result.")})

    def __init__(self, data):
        super().__init__(data)
        self.kinds = {kind.slug: kind for kind in kinds()}
        self.fields["art"].choices = [(slug, kind.label) for slug, kind in self.kinds.items()]
        self.is_valid()

    @property
    def text(self) -> str:
        return self.cleaned_data.get("q", "")

    @property
    def is_blank(self) -> bool:
        return not self.text and "q" not in self.errors

    @property
    def kind(self) -> Kind | None:
        return self.kinds.get(self.cleaned_data.get("art", ""))

    def address(self, **others: str) -> str:
        """Return the address of these results, narrowed or changed by ``others``."""
        return f"{reverse('search')}?{urlencode({'q': self.text, **others})}"


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind, the address that shows only these and, for projects, their address in the roadmap."""

    kind: Kind
    hits: list[Hit]
    address: str
    roadmap_address: str
    is_chosen: bool

    @property
    def first_hits(self) -> list[Hit]:
        return self.hits[:SHOWN_PER_KIND]


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    found = search(query.text)
    groups = _groups(found, query)
    return render_page(
        request,
        "site/search.html",
        {
            "query": query,
            "found": found,
            "groups": groups,
            "address": query.address(),
            "is_of_all_kinds": query.kind is None,
            "page": _page(groups, request.GET.get("seite", "1")),
            "searchable": searchable() if query.is_blank else [],
            "examples": _links(example_titles(("field", "focus_area"), most=EXAMPLES)) if query.is_blank else [],
            "single_words": _links(word for word, count in found.counts if count) if not found.hits else [],
        },
    )


def _links(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return each of ``texts`` with the address of its search results."""
    return [(text, f"{reverse('search')}?{urlencode({'q': text})}") for text in texts]


def _groups(found: Found, query: Query) -> list[HitGroup]:
    """Return a group for each kind that has hits, and for the chosen kind even if it has none."""
    by_kind = found.by_kind
    shown = [kind for kind in query.kinds.values() if kind in by_kind or kind == query.kind]
    return [
        HitGroup(
            kind,
            by_kind.get(kind, []),
            query.address(art=kind.slug),
            f"{reverse('roadmap')}?{urlencode({'q': query.text})}" if kind.key == "project" else "",
            is_chosen=kind == query.kind,
        )
        for kind in shown
    ]


def _page(groups: list[HitGroup], number: str) -> Page | None:
    """Return the page ``number`` of the chosen group, or None if no kind was chosen."""
    for group in groups:
        if group.is_chosen:
            try:
                return Paginator(group.hits, PER_PAGE).page(number)
            except InvalidPage as error:
                raise Http404 from error
    return None


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    is_long_enough = len(query.text) >= SUGGESTED_FROM
    found = search(query.text, unfinished=True) if is_long_enough else Found([])
    return render_page(
        request,
        "site/suggestions.html",
        {
            "query": query,
            "is_long_enough": is_long_enough,
            "found": found,
            "hits": found.hits[:SUGGESTED],
            "address": query.address(),
        },
    )
