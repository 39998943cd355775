"""Drafts on the public page, exactly as readers will see them.

A preview publishes the row by its own verb, asks the public page for it as anybody would, and takes everything back:
there is no second template and no second query that could say something else than the page will. Nobody else ever
sees the database in that state, for its transaction is never committed.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, resolve
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from strategy_portal.publishing.editing.standing import Link, Verb, in_words
from strategy_portal.publishing.lifecycle import rehearsal


class Place(NamedTuple):
    """Where readers find a row: an address, with an anchor if the page has one.

    ``name`` is the name of the page, for a row that has none of its own.
    """

    address: str
    name: str = ""


class Preview(NamedTuple):
    """What base.html says above a page that readers do not see like this; it is ``request.preview``.

    ``address`` is its own, ``form`` the one to go back to; ``ways`` are other previews of the same row.
    """

    address: str
    form: str
    ways: tuple[Link, ...] = ()


def page_for_anybody(address: str, preview: Preview) -> HttpResponse:
    """Return what a reader without account, cookie or script gets at ``address`` of this portal, marked as ``preview``.

    The view is called without the middleware, which would take the reader of the preview for that of the page. Raises
    :class:`Http404` when there is no such page.
    """
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = address.partition("#")[0]
    request.resolver_match = found = resolve(request.path)
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)
    request.LANGUAGE_CODE = get_language()
    request.preview = preview
    return found.func(request, *found.args, **found.kwargs)


class Previews:
    """The part of an admin that shows rows on their public page before they are there."""

    def place_of(self, row) -> Place:
        """Return where readers will find ``row``. Raises :class:`ValidationError` when no page shows it."""
        return Place(row.get_absolute_url())

    def steps_of_preview(self, request, row) -> list[Callable]:
        """Return the verbs that make ``row`` what the preview shows; none when readers see it already."""
        raise NotImplementedError

    def ways_of_preview(self, request, row) -> tuple[Link, ...]:
        return ()

    def preview_address(self, row, query: str = "") -> str:
        """Return the address of the preview; the anchor is that of the public page, which is shown there."""
        try:
            _page, mark, anchor = self.place_of(row).address.partition("#")
        except ValidationError:  # the page that says so has no anchor
            mark = anchor = ""
        return self.address_of("preview", row.pk) + query + mark + anchor

    def preview_link(self, row) -> Link:
        return Link(self.preview_address(row), _("Preview (new tab)"), "look_only", in_new_tab=True)

    def has_look_only_permission(self, request, obj=None) -> bool:
        """Whether this person gets a link to the preview; who may change the row gets the button that saves first."""
        return self.has_view_permission(request, obj) and not self.has_change_permission(request, obj)

    def preview_verb(self) -> Verb:
        """Return the button that saves and shows the preview, in this tab: in another, the form would become stale."""
        return Verb(
            "_preview", _("Save and preview"), is_main=False, right="view_or_change", leads_to=self.preview_address
        )

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        page = self.admin_site.admin_view(self.preview_page)
        return [path("<path:object_id>/preview/", page, name=name), *super().get_urls()]

    def preview_page(self, request, object_id):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        with rehearsal():
            row = self._row_of(request, object_id)
            if row is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            try:
                return self._previewed(request, row)
            except ValidationError as error:
                reason = {"reason": in_words(error, row)}
                self.message_user(request, gettext("There is no preview: %(reason)s") % reason, messages.ERROR)
                return redirect(self.address_of("change", row.pk))

    def _previewed(self, request, row) -> HttpResponse:
        steps = self.steps_of_preview(request, row)
        if not steps:
            return redirect(self.place_of(row).address)
        form = self.address_of("change", row.pk)
        preview = Preview(request.get_full_path(), form, self.ways_of_preview(request, row))
        for step in steps:
            step(row)
        try:
            page = page_for_anybody(self.place_of(row).address, preview)
        except Http404:
            raise ValidationError(gettext("The page on which readers will find it is not public yet.")) from None
        # A new answer: it takes over what is seen, and nothing that the page says to caches.
        response = HttpResponse(page.content, content_type=page["Content-Type"], status=page.status_code)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
