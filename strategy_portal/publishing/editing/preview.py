"""Drafts on the public page, exactly as readers will see them.

A preview publishes the row by its own verb, asks the public page for it as anybody would, and takes everything back:
there is no second template and no second query that could say something else than the page will. Nobody else ever
sees the database in that state, for its transaction is never committed.

The admin of what can be previewed offers ``place_of(row)``, a :class:`PublicPlace`; ``preview_steps(request, row)``,
the verbs that make the row what the preview shows, none when readers see it already; and
``other_previews(request, row)``, links to other previews of it.
"""

from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.editing.state_line import PageLink, VerbButton
from strategy_portal.publishing.lifecycle import rehearsal


class PublicPlace(NamedTuple):
    """Where readers find a row: an address, with an anchor if the page has one.

    ``name`` is the name of the page, for a row that has none of its own.
    """

    address: str
    name: str = ""


class Preview(NamedTuple):
    """What base.html says above a page that readers do not see like this; it is ``request.preview``.

    ``address`` is its own, ``form`` the one to go back to; ``others`` are other previews of the same row.
    """

    address: str
    form: str
    others: tuple[PageLink, ...] = ()


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


def preview_address(model_admin: ModelAdmin, row: Model, query: str = "") -> str:
    """Return the address of the preview; the anchor is that of the public page, which is shown there."""
    try:
        _page, mark, anchor = model_admin.place_of(row).address.partition("#")
    except ValidationError:  # the page that says so has no anchor
        mark = anchor = ""
    return model_admin.address_of("preview", row.pk) + query + mark + anchor


def preview_link(model_admin: ModelAdmin, row: Model) -> PageLink:
    """Return the link for those who may not change the row; the others have the button that saves first."""
    return PageLink(preview_address(model_admin, row), _("Preview (new tab)"), "look_only", in_new_tab=True)


def preview_button(model_admin: ModelAdmin) -> VerbButton:
    """Return the button that saves and shows the preview, in this tab: in another, the form would become stale."""
    leads_to = partial(preview_address, model_admin)
    return VerbButton("_preview", _("Save and preview"), is_main=False, right="view_or_change", leads_to=leads_to)


def preview_page(model_admin, request, object_id) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    with rehearsal():
        row = model_admin.visible_row(request, object_id)
        if row is None:
            return model_admin.not_found(request, object_id)
        try:
            return _previewed(model_admin, request, row)
        except ValidationError as error:
            reason = {"reason": in_words(error, row)}
            text = gettext("There is no preview: %(reason)s") % reason
            model_admin.message_user(request, text, messages.ERROR)
            return redirect(model_admin.address_of("change", row.pk))


def _previewed(model_admin, request, row) -> HttpResponse:
    steps = model_admin.preview_steps(request, row)
    if not steps:
        return redirect(model_admin.place_of(row).address)
    form = model_admin.address_of("change", row.pk)
    preview = Preview(request.get_full_path(), form, model_admin.other_previews(request, row))
    for step in steps:
        step(row)
    try:
        page = page_for_anybody(model_admin.place_of(row).address, preview)
    except Http404:
        raise ValidationError(gettext("The page on which readers will find it is not public yet.")) from None
    # A new answer: it takes over what is seen, and nothing that the page says to caches.
    response = HttpResponse(page.content, content_type=page["Content-Type"], status=page.status_code)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


PREVIEW_PAGE = AdminPage("preview", preview_page, route="<path:object_id>/preview/")
