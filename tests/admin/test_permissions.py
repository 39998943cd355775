"""Who may do what in the administration: every address, verb and action for every role, as a committed table.

There is one test for each registered model, one for pages that belong to no model and one for searches.
``WRITE_PERMISSIONS=1 python -m pytest -n0 tests/admin/test_permissions.py`` rewrites ``permissions.txt``; review the
changes and commit them. The cells:

    yes     may do it                             all/some/none   how many of all rows a list or search shows
    -       is refused, or gets "not found"       see             may view it but not change it
    login   is asked to log in                    kept            may delete such rows, but a rule protects this one
"""

import copy
import logging
import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy

from roadmap.models import ReportingRound
from strategy_portal.accounts import roles
from strategy_portal.admin import PortalAdminSite
from strategy_portal.publishing.models import Municipality, Page
from tests import make, world
from tests.admin.forms import filled_in
from tests.admin.test_every_page import autocompletes
from tests.harness.remembered import remembered

TABLE = Path(__file__).with_name("permissions.txt")
READERS = ["anonymous", "no_role", *roles.NAMES]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# The table has a part for each model, and these two.
MODELS = {model._meta.label_lower: model for model in admin.site._registry}
PAGES_OF_NO_MODEL, SEARCHES = "pages of no model", "searches"
PARTS = [*sorted(MODELS), PAGES_OF_NO_MODEL, SEARCHES]
# Django's message for an action that is not offered.
NO_ACTION = gettext_lazy("No action selected.")


# --- the world ----------------------------------------------------------------------------------------------------


# Label of a model -> [(state of a row in words, key of the row)], recorded while the rows are built.
stands: dict[str, list[tuple[str, int]]] = {}


def add(how, *rows) -> None:
    for row in rows:
        stands.setdefault(row._meta.label, []).append((how, row.pk))


@remembered
def populated() -> None:
    """Create a user of each kind, and rows of all models in every state that matters for permissions."""
    stands.clear()
    for reader in READERS[1:]:
        build = partial(make.member, reader) if reader in roles.NAMES else make.staff_user
        build(username=reader)
    world.city(1)
    unit = make.department()
    unit.officers.set(get_user_model().objects.filter(username="officer"))
    make.indicator_value()
    for how, public in (("draft", False), ("public", True)):
        edition = make.edition(published=public)
        goal = make.goal(published=public)
        project = make.project(published=public, lead_department=unit)
        body = make.body(published=public)
        group = make.seat_group(body=body)
        seat = make.seat(group=group)
        meeting = make.meeting(published=public, body=body)
        add(how, edition, goal, project, body, group, seat, meeting)
        add(how, make.field(published=public, edition=edition), make.statement(published=public, edition=edition))
        indicator = make.indicator(goal=goal)
        add(
            how,
            indicator,
            make.indicator_value(indicator=indicator),
            make.partner(published=public),
            make.strategy_event(published=public),
        )
        add(how, make.glossary_term(published=public), make.milestone(project=project))
        add(how, make.former_address(project=make.project(published=public)))
        add(how, make.term(body=body), make.membership(seat=seat), make.agenda_item(meeting=meeting))
        add(how, make.call_for_members(published=public, group=group), make.impulse(published=public))
        add(how, make.board_document(published=public, body=body), make.recommendation(published=public, body=body))
    # From the loop above, ``project`` is the public one; the officer's department leads it.
    for state in ("draft", "submitted", "published", "rejected"):
        add(f"{state}, own", make.update(project=project, state=state))
    add("draft, of others", make.update(project=make.project(), state="draft"))
    page = Page.objects.first()
    page.visibility, page.published_at = "draft", None
    page.save()
    add("draft", page)
    add("public", Page.objects.last())
    add("", unit, make.person(), make.frozen_edition(edition=edition))
    add("", ReportingRound.objects.create(title="Autumn", opened_on=make.DAY, deadline=make.DAY))
    add("", Group.objects.create(name="Own"))
    add("", Municipality.objects.get())
    add("account", make.user(username="bob", is_staff=True))
    add("superuser", make.superuser(username="root"))


# --- requests -------------------------------------------------------------------------------------------------------


def cell(response, everything: int = 0) -> str:
    """Return the cell of the table for ``response``; ``everything`` is the number of rows that a full list shows."""
    if response.status_code == 403:
        return "-"
    if response.status_code == 302:
        place = response["Location"].partition("?")[0]
        if place == reverse("admin:login"):
            return "login"
        return "-" if place == reverse("admin:index") else "yes"
    if response.status_code != 200:
        return str(response.status_code)
    context = page_of(response).context
    if "cl" in context:
        return share(context["cl"].result_count, everything)
    if response["Content-Type"] == "application/json":
        return share(len(response.json()["results"]), everything)
    if context.get("perms_lacking") and not context["protected"]:
        return "-"
    if context.get("original") and context.get("has_change_permission") is False:
        return "see"
    return "yes"


def share(shown: int, everything: int) -> str:
    return "all" if shown == everything else "some" if shown else "none"


def page_of(response) -> SimpleNamespace:
    """Return the context of a page that was not rendered."""
    return SimpleNamespace(context=getattr(response, "context_data", None) or {})


class Matrix:
    """Sends every request as each user. ``lines``: request -> cells of the table, one for each user."""

    def __init__(self):
        populated()
        self.clients = {reader: Client() for reader in READERS}
        for reader in READERS[1:]:
            self.clients[reader].force_login(get_user_model().objects.get(username=reader))
        self.examples = {
            label: [(how, apps.get_model(label)._default_manager.get(pk=key)) for how, key in rows]
            for label, rows in stands.items()
        }
        self.lines: dict[str, list[str]] = {}
        self.contradictions: list[str] = []

    def ask(self, reader: str, address: str, data: dict | None = None, *, after=lambda: None):
        """Get ``address``, or post ``data`` to it; return the response and the result of ``after``. Rolls back."""
        with transaction.atomic():
            client = self.clients[reader]
            client.cookies.pop("messages", None)
            response = client.get(address) if data is None else client.post(address, data)
            found = after()
            transaction.set_rollback(True)
        return response, found

    def compare(self, name: str, words: dict[str, str], offered: list[str]) -> None:
        """Record it if a button is shown to users who may not use it, or hidden from users who may."""
        allowed = [reader for reader in READERS if words[reader] == "yes"]
        if allowed != offered:
            self.contradictions.append(f"{name}: offered to {offered}, allowed to {allowed}")

    def line(self, name: str, words: dict[str, str]) -> None:
        assert name not in self.lines
        self.lines[name] = [words[reader] for reader in READERS]

    def fill(self, part: str) -> None:
        if part == SEARCHES:
            self.searches()
            return
        for route, name in routes(admin.site.get_urls()):
            label = ".".join(route.split("/")[:2])
            if part != (label if label in MODELS else PAGES_OF_NO_MODEL):
                continue
            if part == PAGES_OF_NO_MODEL:
                self.site_page(name, route)
            elif "<" not in route:
                self.page_of_all(name, MODELS[part])
            else:
                # Only deleted rows can be revived; one of the existing rows is enough to see who gets access.
                rows = self.examples[MODELS[part]._meta.label][: 1 if name.endswith("_revive") else None]
                for how, row in rows:
                    self.page_of_one(name, route, how, row)

    def site_page(self, name: str, route: str) -> None:
        """Pages that belong to no model. Everybody may log in and out; searches have lines of their own."""
        if name == "app_list":
            for app in sorted({model._meta.app_label for model in admin.site._registry}):
                self.get(f"{app}/", reverse("admin:app_list", args=[app]))
        elif name == "markdown_preview":
            address = reverse(f"admin:{name}")
            answers = {reader: self.ask(reader, address, {"text": "Text."})[0] for reader in READERS}
            self.line(f"{route}: post", {reader: cell(answer) for reader, answer in answers.items()})
        elif name not in ("login", "logout", "autocomplete"):
            self.get(route or "start page", reverse(f"admin:{name}"))

    def get(self, name: str, address: str, everything: int = 0) -> dict:
        answers = {reader: self.ask(reader, address)[0] for reader in READERS}
        self.line(name, {reader: cell(answer, everything) for reader, answer in answers.items()})
        return answers

    def page_of_all(self, name: str, model) -> None:
        """Lists with their actions, add pages, and pages that ask about the rows in their address."""
        label = model._meta.label_lower
        page = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        address = reverse(f"admin:{name}")
        if page == "changelist":
            self.actions(label, model, address, self.get(f"{label} list", address, model.objects.count()))
            return
        if page != "add":
            address += "?" + "&".join(f"pk={row.pk}" for _how, row in self.examples[model._meta.label])
        answers = self.get(f"{label} {page}", address)
        self.posts(f"{label} {page}: post", address, answers)

    def page_of_one(self, name: str, route: str, how: str, row) -> None:
        page = name.removeprefix(f"{row._meta.app_label}_{row._meta.model_name}_")
        about = f"{row._meta.label_lower} {page}" + (f" ({how})" if how else "")
        # A parameter that is not the key of the row is the key of one of its versions.
        named = PARAMETER.findall(route)
        keys = [row.pk if parameter in ("object_id", "id", "pk") else row.history.first().pk for parameter in named]
        address = reverse(f"admin:{name}", args=keys)
        if page == "delete":
            self.delete(about, address, row)
            return
        answers = self.get(about, address)
        if page == "history":
            return
        self.posts(f"{about}: post", address, answers)
        self.verbs(about, address, answers)

    def delete(self, about: str, address: str, row) -> None:
        words = {}
        for reader in READERS:
            response, kept = self.ask(
                reader, address, {"post": "yes"}, after=lambda: type(row).objects.filter(pk=row.pk).exists()
            )
            words[reader] = "kept" if kept and cell(response) == "yes" else cell(response)
        self.line(about, words)

    def posts(self, name: str, address: str, answers: dict, **pressed: str) -> None:
        """Send the form. A rule that makes a verb refuse results in a message and does not count as "not allowed"."""
        words = {}
        for reader in READERS:
            response, _nothing = self.ask(reader, address, {**self.sent(reader, answers), **pressed})
            words[reader] = cell(response)
            # Errors are fine in an empty add form; a form that was shown filled in must be valid.
            if page_of(response).context.get("errors") and not name.endswith(" add: post"):
                self.contradictions.append(f"{name}: {reader} has sent nonsense")
        self.line(name, words)

    def sent(self, reader: str, answers: dict) -> dict:
        """Return the data of this user's own form; if the user gets no form, that of the administrator's form."""
        for response in (answers[reader], answers["administrator"]):
            context = page_of(response).context
            if "adminform" in context and context.get("has_change_permission", True):
                return filled_in(page_of(response))
        return {}

    def verbs(self, about: str, address: str, answers: dict) -> None:
        contexts = {reader: page_of(answer).context for reader, answer in answers.items()}
        offered = {reader: [verb.name for verb in contexts[reader].get("verbs", [])] for reader in READERS}
        for verb in sorted({name for names in offered.values() for name in names}):
            name = f"{about}: {verb}"
            self.posts(name, address, answers, **{verb: "1"})
            words = dict(zip(READERS, self.lines[name], strict=True))
            self.compare(name, words, [reader for reader in READERS if verb in offered[reader]])
        for reader in READERS:
            for link in contexts[reader].get("links", []):
                word = "yes" if link.address.startswith("#") else cell(self.ask(reader, link.address)[0])
                if word != "yes":
                    self.contradictions.append(f"{about}: {reader} follows {link.address} and gets {word}")

    def actions(self, label: str, model, address: str, answers: dict) -> None:
        contexts = {reader: page_of(answer).context for reader, answer in answers.items()}
        forms = {reader: context.get("action_form") for reader, context in contexts.items()}
        offered = {
            reader: [name for name, _label in form.fields["action"].choices if name] if form else []
            for reader, form in forms.items()
        }
        _how, row = self.examples[model._meta.label][0]
        for action in sorted({name for names in offered.values() for name in names}):
            words = {}
            for reader in READERS:
                response, _nothing = self.ask(reader, address, {"action": action, "_selected_action": [row.pk]})
                refused = str(NO_ACTION) in [str(message) for message in get_messages(response.wsgi_request)]
                words[reader] = "-" if refused or "cl" in page_of(response).context else cell(response)
            self.compare(f"{label} list: {action}", words, [reader for reader in READERS if action in offered[reader]])
            self.line(f"{label} list: {action}", words)

    def searches(self) -> None:
        for app, model, field in autocompletes():
            wanted = apps.get_model(app, model)._meta.get_field(field).remote_field.model
            address = reverse("admin:autocomplete", query={"app_label": app, "model_name": model, "field_name": field})
            self.get(f"{app}.{model} {field}: search", address, wanted.objects.count())


def routes(patterns, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield route and name of every address of the admin. Routes without a name only redirect."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from routes(pattern.url_patterns, route)
        elif pattern.name:
            yield route, pattern.name


def known_users():
    """Return a function that finds a user by key, with cached permissions: no request in these tests changes them."""
    users = {user.pk: user for user in get_user_model().objects.all()}
    for user in users.values():
        user.get_all_permissions()  # caches them in the user object
    return lambda backend, key: copy.copy(users[key])


# --- the table ------------------------------------------------------------------------------------------------------


def written(lines: dict[str, list[str]]) -> str:
    """Return the table as text: each line has a request, and one cell below the name of each user."""
    width = max(map(len, lines)) + 2
    rows = [("", READERS), *sorted(lines.items())]
    return "".join(
        (name.ljust(width) + "".join(word.ljust(15) for word in words)).rstrip() + "\n" for name, words in rows
    )


def read(table: str) -> dict[str, list[str]]:
    """Return the lines of a table that :func:`written` has written."""
    heading, *rows = table.splitlines()
    width = heading.index(READERS[0])
    return {row[:width].rstrip(): row[width:].split() for row in rows}


def part_of(name: str) -> str:
    """Return the part of the table that the line with ``name`` belongs to."""
    if name.endswith(": search"):
        return SEARCHES
    label = name.partition(" ")[0]
    return label if label in MODELS else PAGES_OF_NO_MODEL


@pytest.mark.any_database
@pytest.mark.parametrize("part", PARTS)
def test_every_address_verb_and_action_obeys_the_roles(db, monkeypatch, caplog, part):
    # The context of a page says everything, and rendering would take most of the time.
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(PortalAdminSite, "each_context", lambda site, request: {})
    monkeypatch.setattr("strategy.admin.editions.edition_pdf_bytes", lambda edition, today: b"%PDF")
    monkeypatch.setattr("strategy_portal.publishing.editing.preview.page_for_anybody", lambda *_: HttpResponse())
    caplog.set_level(logging.CRITICAL, "django.request")
    matrix = Matrix()
    monkeypatch.setattr(ModelBackend, "get_user", known_users())
    matrix.fill(part)
    assert matrix.contradictions == []
    assert {part_of(name) for name in matrix.lines} <= {part}

    if os.environ.get("WRITE_PERMISSIONS"):
        others = {name: words for name, words in read(TABLE.read_text("utf-8")).items() if part_of(name) != part}
        TABLE.write_text(written(others | matrix.lines), encoding="utf-8")
    table = {name: words for name, words in read(TABLE.read_text("utf-8")).items() if part_of(name) == part}
    assert matrix.lines == table


def test_the_table_is_as_it_would_be_written():
    table = TABLE.read_text("utf-8")

    assert written(read(table)) == table
    assert {part_of(name) for name in read(table)} == set(PARTS)


def test_the_migration_makes_the_groups_of_today(db):
    groups = {
        group.name: {f"{right.content_type.app_label}.{right.codename}" for right in group.permissions.all()}
        for group in Group.objects.prefetch_related("permissions__content_type")
    }

    assert groups == {roles.NAMES[key]: rights for key, rights in roles.read(roles.TABLE).items()}
