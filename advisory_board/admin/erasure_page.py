"""How the administration forgets a person: a page that asks, and a deletion that leaves nothing behind."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

from advisory_board.erasure import delete_person, erase_person, mentions


class Erasing:
    """The admin of persons. Who may delete a person may also erase what is known of one that cannot be deleted."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.erase_view)
        return [path("<path:object_id>/erase/", view, name="advisory_board_person_erase"), *super().get_urls()]

    def erase_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether the personal data of somebody are to be erased for good, and erase them."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            person = self.get_object(request, object_id)
            if person is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            if not self.has_delete_permission(request, person):
                raise PermissionDenied
            if request.method == "POST":
                erase_person(person, by=request.user)
                self.message_user(request, gettext("The personal data are erased."), messages.SUCCESS)
                return redirect(self.address_of("change", person.pk))
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": gettext("Erase personal data"),
                "original": person,
                "mentions": mentions(person),
                "memberships": person.memberships.select_related("seat__group", "term__body"),
            }
            return TemplateResponse(request, "admin/records/erase.html", context)

    def delete_model(self, request, obj):
        delete_person(obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for person in queryset:
                delete_person(person)
