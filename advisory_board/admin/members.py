"""Editing who sits on the board: memberships, and persons with what they have consented to."""

from django.contrib import admin
from django.db import transaction

from advisory_board.admin.erasure_page import ERASE_PAGE
from advisory_board.erasure import delete_person
from advisory_board.models import Consent, Membership, Person
from advisory_board.resources import MembershipResource, PersonResource
from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.forms.inlines import Lines
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin


class Memberships(Lines):
    model = Membership
    fields = ["seat", "term", "person", "organisation", "role", "start", "end"]
    autocomplete_fields = ["seat", "term", "person"]
    classes = ["collapse"]


@admin.register(Membership)
class MembershipAdmin(SpreadsheetAdmin, ContentAdmin):
    resource_class = MembershipResource
    published_with = "seat__group__body"
    list_display = ["seat", "term", "person", "organisation", "role", "start", "end"]
    list_filter = ["term", "seat__group", "role"]
    list_select_related = ["seat__group", "term__body", "person"]
    search_fields = ["person__name", "organisation", "seat__group__name"]
    autocomplete_fields = ["seat", "term", "person"]
    fields = ["seat", "term", "person", "organisation", "role", ("start", "end")]


class Consents(Lines):
    model = Consent
    fields = ["scope", "given_on", "withdrawn_on"]


@admin.register(Person)
class PersonAdmin(SpreadsheetAdmin, ContentAdmin):
    """A deletion leaves nothing behind, also not in the history."""

    pages = [ERASE_PAGE]
    resource_class = PersonResource
    list_display = ["name", "email"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "biography"]
    inlines = [Consents, Memberships]

    def delete_model(self, request, obj):
        delete_person(obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for person in queryset:
                delete_person(person)
