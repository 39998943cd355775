"""The page that asks before the personal data of somebody are erased.

Who may delete a person may also erase what is known of one that cannot be deleted.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from advisory_board.erasure import erase_person, mentions
from strategy_portal.publishing.editing.pages import AdminPage


def erase_page(person_admin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask whether the personal data of somebody are to be erased for good, and erase them."""
    with transaction.atomic():
        person = person_admin.get_object(request, object_id)
        if person is None:
            return person_admin.not_found(request, object_id)
        if not person_admin.has_delete_permission(request, person):
            raise PermissionDenied
        if request.method == "POST":
            erase_person(person, by=request.user)
            person_admin.message_user(request, gettext("The personal data are erased."), messages.SUCCESS)
            return redirect(person_admin.address_of("change", person.pk))
        return person_admin.page(
            request,
            "admin/records/erase.html",
            title=gettext("Erase personal data"),
            original=person,
            mentions=mentions(person),
            memberships=person.memberships.select_related("seat__group", "term__body"),
        )


ERASE_PAGE = AdminPage("erase", erase_page, "delete", "<path:object_id>/erase/")
