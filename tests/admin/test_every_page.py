"""Every page of the admin: it responds, it respects permissions, and the number of its queries is constant."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap.models import Reminder
from strategy_portal.publishing.models import ContentRevision, StoredPdf, Upload
from strategy_portal.publishing.records import is_record
from tests import make, world
from tests.admin.forms import address, registered
from tests.harness.remembered import remembered

# The portal creates these itself; there is nothing to edit.
MADE_BY_THE_PORTAL = {ContentRevision, StoredPdf, Reminder, Upload}
# Nothing can be added here: there is one city, there are four pages, and editions are frozen by a verb.
WITHOUT_ADD_PAGE = {"publishing.Municipality", "publishing.Page", "strategy.FrozenEdition"}


@remembered
def everything() -> None:
    """Create at least one row of every model in the admin."""
    world.city(1)
    make.frozen_edition(edition=make.edition())
    make.person()
    make.reporting_round(closed_on=make.DAY)
    make.former_address()
    Group.objects.create(name="Editors")


def addresses() -> list[str]:
    """Return every address of the admin, with the key of an existing row where one is needed."""
    site = admin.site
    found = {reverse(f"admin:{name}") for name in ("index", "password_change", "jsi18n", "autocomplete")}
    for model, model_admin in site._registry.items():
        key = model._default_manager.values_list("pk", flat=True).first()
        for pattern in model_admin.get_urls():
            if pattern.name:
                found.add(reverse(f"admin:{pattern.name}", args=[key] * str(pattern.pattern).count("<")))
    return sorted(found)


def test_every_model_can_be_edited():
    inlines = {inline.model for model_admin in admin.site._registry.values() for inline in model_admin.inlines}
    labels = ("publishing", "strategy", "roadmap", "advisory_board")
    models = {model for label in labels for model in apps.get_app_config(label).get_models()}

    models = {model for model in models if not is_record(model)}
    assert models - inlines - set(admin.site._registry) == MADE_BY_THE_PORTAL


@pytest.mark.any_database
def test_pages_answer_when_the_portal_is_empty(alice):
    pages = [address(model, page) for model in registered() for page in ("changelist", "add")]

    refused = {page: status for page in pages if (status := alice.get(page).status_code) != 200}

    assert refused == {"/en/verwaltung/strategy/frozenedition/add/": 403}


def test_pages_answer_when_it_is_full(alice):
    everything()
    pages = {}
    for model in registered():
        row = model._default_manager.first()
        pages |= {address(model, page): 200 for page in ("changelist", "add")} | {address(row): 200}
        pages[address(row, "history")] = 200
        pages[address(model, "changelist") + "?q=1"] = 200
        if model._meta.label in WITHOUT_ADD_PAGE:
            pages[address(model, "add")] = 403
    # There is only one city, so its list redirects to it.
    pages["/en/verwaltung/publishing/municipality/"] = 302
    pages["/en/verwaltung/publishing/municipality/?q=1"] = 302

    assert {page: alice.get(page).status_code for page in pages} == pages


def queries(client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_lists_take_a_constant_number_of_queries(alice):
    lists = [address(model, "changelist") for model in registered() if model._meta.label != "publishing.Municipality"]
    counts = []
    for size in (1, 3):
        with transaction.atomic():
            world.city(size)
            for _ in range(size):
                make.update(state="submitted")
                make.membership(person=make.person())
                make.frozen_edition()
                make.reporting_round(closed_on=make.DAY)
                make.former_address()
            counts.append({page: queries(alice, page) for page in lists})
            transaction.set_rollback(True)

    assert counts[0] == counts[1]


def autocompletes() -> list[tuple[str, str, str]]:
    found = set()
    for model_admin in admin.site._registry.values():
        for owner in (model_admin, *(inline(model_admin.model, admin.site) for inline in model_admin.inlines)):
            found |= {(owner.opts.app_label, owner.opts.model_name, field) for field in owner.autocomplete_fields}
    return sorted(found)


def test_every_relation_is_found_by_typing(alice):
    world.city(1)
    make.person()
    assert len(autocompletes()) == 40

    for app_label, model_name, field_name in autocompletes():
        query = {"app_label": app_label, "model_name": model_name, "field_name": field_name, "term": ""}
        response = alice.get("/en/verwaltung/autocomplete/", query)

        assert (field_name, response.status_code) == (field_name, 200)
        assert response.json()["results"], field_name
        assert alice.get("/en/verwaltung/autocomplete/", {**query, "term": "1"}).status_code == 200


@pytest.mark.any_database
def test_strangers_are_asked_to_log_in(db):
    everything()
    assert len(addresses()) > 150

    answers = {page: Client().get(page) for page in addresses()}

    expected = {page: (302, f"/verwaltung/login/?next={page}") for page in answers}
    assert {page: (answer.status_code, answer.headers.get("Location")) for page, answer in answers.items()} == expected


@pytest.mark.any_database
def test_staff_without_rights_sees_nothing(charlie):
    everything()
    open_to_all_staff = {"/verwaltung/": 200, "/verwaltung/jsi18n/": 200, "/verwaltung/password_change/": 200}

    answers = {page: charlie.get(page).status_code for page in addresses()}

    assert {page: status for page, status in answers.items() if status != 403} == open_to_all_staff
    welcome = charlie.get("/verwaltung/")
    assert (welcome.context["tasks"], welcome.context["drafts"], welcome.context["app_list"]) == ([], [], [])


@pytest.mark.parametrize("query", ["?pk=x", "?pk=99999999999999999999999", "?pk=-1", "?pk=", "?pk=²"])
@pytest.mark.parametrize("page", ["roadmap/project/withdraw/", "roadmap/projectupdate/reject/"])
def test_odd_keys_are_ignored(alice, page, query):
    response = alice.get(f"/en/verwaltung/{page}{query}")

    assert response.status_code == 200
    assert list(response.context["rows"]) == []


def test_odd_filters_are_harmless(alice):
    for query in ("?attention=unknown", "?visibility__exact=x", "?p=99999999999", "?date__year=0"):
        assert alice.get(f"/en/verwaltung/roadmap/project/{query}").status_code in (200, 302), query


@pytest.mark.parametrize(
    "page",
    [
        "roadmap/project/?q=%00",
        "roadmap/project/?status__exact=%00",
        "roadmap/project/?%00=1",
        "roadmap/project/withdraw/?pk=1&pk=%00",
        "autocomplete/?app_label=roadmap&model_name=project&field_name=lead_field&term=%00",
    ],
)
def test_nul_characters_are_refused(alice, page):
    make.field()

    assert alice.get(f"/en/verwaltung/{page}").status_code == 400
