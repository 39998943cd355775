"""Builders of rows for tests. Every argument is optional; rows are public unless the test says otherwise.

Keyword arguments that a builder does not name are passed to the model. Many-to-many relations take a list. The state of
a project is always set by a published update, as in the portal itself.
"""

import datetime
import itertools

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from advisory_board import models as board
from roadmap import models as roadmap
from roadmap.verbs.updates import publish_update
from strategy import models as strategy
from strategy_portal.accounts import roles
from strategy_portal.publishing.models import Municipality, Page, Visibility

DAY = datetime.date(2026, 1, 15)
PASSWORD = "correct horse battery staple"

# Above all numbers that tests choose themselves.
_next_number = itertools.count(1001).__next__


def noon(day: datetime.date) -> datetime.datetime:
    """Return an aware time on ``day``."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def _row(model, values: dict, *, published: bool | None = None):
    """Create a row; ``published`` is None for models that have no visibility of their own."""
    many = {field.name: values.pop(field.name) for field in model._meta.many_to_many if field.name in values}
    if published is not None:
        values.setdefault("visibility", Visibility.PUBLISHED if published else Visibility.DRAFT)
        if values["visibility"] == Visibility.PUBLISHED:
            values.setdefault("published_at", noon(DAY))
    row = model.objects.create(**values)
    for name, related in many.items():
        getattr(row, name).set(related)
    return row


def _parent(values: dict, name: str, build) -> None:
    """Create the parent ``name`` of the row unless the test has given one."""
    if values.get(name) is None:
        values[name] = build()


# --- the portal -------------------------------------------------------------------------------------------------------


def municipality(**values) -> Municipality:
    return _row(Municipality, {"name": "Musterstadt", "official_name": "Stadt Musterstadt", **values})


def page(*, kind: str = Page.Kind.IMPRINT, published: bool = True, **values) -> Page:
    return _row(Page, {"kind": kind, "title": f"Page {kind}", "body": "Text.", **values}, published=published)


def user(*, username: str = "", **values):
    """Return a user without access to the admin."""
    return get_user_model().objects.create_user(
        username=username or f"user-{_next_number()}", password=values.pop("password", PASSWORD), **values
    )


def staff_user(*, permissions: tuple[str, ...] = (), **values):
    """Return a staff user with ``permissions`` such as ``"roadmap.change_project"``, by default none."""
    member = user(is_staff=True, **values)
    for name in permissions:
        app, codename = name.split(".")
        member.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return member


def member(role: str, **values):
    """Return a staff user with the rights of ``role``, a key of :data:`strategy_portal.accounts.roles.NAMES`.

    The group is the one that `migrate` has created.
    """
    account = user(is_staff=True, **values)
    account.groups.add(Group.objects.get(name=roles.NAMES[role]))
    return account


def superuser(**values):
    return user(is_staff=True, is_superuser=True, **values)


def client(account) -> Client:
    """Return a test client in which ``account`` is logged in."""
    browser = Client()
    browser.force_login(account)
    return browser


# --- the strategy -----------------------------------------------------------------------------------------------------


def edition(*, published: bool = True, **values) -> strategy.Edition:
    number = values.setdefault("number", _next_number())
    values.setdefault("title", f"Edition {number}")
    values.setdefault("as_of", DAY)
    if published:
        values.setdefault("status", strategy.Edition.Status.ADOPTED)
    return _row(strategy.Edition, values, published=published)


def frozen_edition(**values) -> strategy.FrozenEdition:
    _parent(values, "edition", edition)
    checksum = f"{_next_number():064x}"
    defaults = {"frozen_at": noon(DAY), "content": {"title": "Edition"}, "pdf": b"%PDF-", "sha256": checksum}
    return _row(strategy.FrozenEdition, {**defaults, **values})


def _any_edition(published: bool = True) -> strategy.Edition:
    """Return an edition for a wording: an existing one, or a new one."""
    wanted = Visibility.PUBLISHED if published else Visibility.DRAFT
    return strategy.Edition.objects.filter(visibility=wanted).first() or edition(published=published)


def field(
    *, published: bool = True, edition: strategy.Edition | None = None, title: str = "", text: str = "Text.", **values
):
    """Return a field of action with a wording in ``edition``, by default any public one (a draft if not published)."""
    number = values.setdefault("number", _next_number())
    values.setdefault("name", f"Field {number}")
    values.setdefault("slug", f"field-{number}")
    row = _row(strategy.ActionField, values)
    field_wording(field=row, edition=edition or _any_edition(published), title=title, text=text)
    return row


def statement(
    *, published: bool = True, edition: strategy.Edition | None = None, title: str = "", text: str = "Text.", **values
):
    """Return a vision statement with a wording in ``edition``, by default any public one (a draft if not published)."""
    number = values.setdefault("number", _next_number())
    values.setdefault("name", f"Statement {number}")
    values.setdefault("slug", f"statement-{number}")
    row = _row(strategy.VisionStatement, values)
    statement_wording(statement=row, edition=edition or _any_edition(published), title=title, text=text)
    return row


def field_wording(**values) -> strategy.ActionFieldWording:
    """Return a wording; unless a field is given, it is the only wording of a new field."""
    number = _next_number()
    _parent(values, "edition", _any_edition)
    _parent(
        values,
        "field",
        lambda: _row(strategy.ActionField, {"number": number, "name": f"Field {number}", "slug": f"field-{number}"}),
    )
    values["title"] = values.get("title") or values["field"].name
    return _row(strategy.ActionFieldWording, {"text": "Text.", **values})


def statement_wording(**values) -> strategy.VisionStatementWording:
    """Return a wording; unless a statement is given, it is the only wording of a new statement."""
    number = _next_number()
    _parent(values, "edition", _any_edition)
    _parent(
        values,
        "statement",
        lambda: _row(
            strategy.VisionStatement, {"number": number, "name": f"Statement {number}", "slug": f"statement-{number}"}
        ),
    )
    values["title"] = values.get("title") or values["statement"].name
    return _row(strategy.VisionStatementWording, {"text": "Text.", **values})


def _consultation(model, values: dict):
    values.setdefault("position", _next_number())
    return _row(model, {"body": "Council", "role": strategy.Consultation.Role.DECISION, **values})


def consultation_step(**values) -> strategy.ConsultationStep:
    _parent(values, "edition", _any_edition)
    return _consultation(strategy.ConsultationStep, values)


def strategy_event(*, published: bool = True, **values) -> strategy.StrategyEvent:
    position = values.setdefault("position", _next_number())
    defaults = {"kind": strategy.StrategyEvent.Kind.WORKSHOP, "title": f"Event {position}", "start": DAY}
    return _row(strategy.StrategyEvent, {**defaults, **values}, published=published)


def partner(*, published: bool = True, **values) -> strategy.Partner:
    defaults = {"name": f"Partner {_next_number()}", "role": strategy.Partner.Role.COOPERATION}
    return _row(strategy.Partner, {**defaults, **values}, published=published)


def focus_area(**values) -> strategy.FocusArea:
    _parent(values, "edition", _any_edition)
    defaults = {"title": f"Focus {_next_number()}", "text": "Text."}
    return _row(strategy.FocusArea, {**defaults, **values})


def goal(*, published: bool = True, **values) -> strategy.Goal:
    values.setdefault("title", f"Goal {_next_number()}")
    if not values.get("field") and not values.get("statement"):
        values["field"] = field(published=published)
    return _row(strategy.Goal, values, published=published)


def indicator(**values) -> strategy.Indicator:
    _parent(values, "goal", goal)
    defaults = {"title": f"Indicator {_next_number()}", "unit": "per cent"}
    return _row(strategy.Indicator, {**defaults, **values})


def indicator_value(**values) -> strategy.IndicatorValue:
    _parent(values, "indicator", indicator)
    defaults = {"as_of": DAY, "value": 1}
    return _row(strategy.IndicatorValue, {**defaults, **values})


def glossary_term(*, published: bool = True, **values) -> strategy.GlossaryTerm:
    defaults = {"term": f"Term {_next_number()}", "explanation": "Explanation."}
    return _row(strategy.GlossaryTerm, {**defaults, **values}, published=published)


# --- the roadmap ------------------------------------------------------------------------------------------------------


def department(**values) -> roadmap.Department:
    number = _next_number()
    return _row(roadmap.Department, {"name": f"Department {number}", "slug": f"department-{number}", **values})


STATE = {"status": "", "schedule": "", "state_reason": "", "priority": "", "priority_reason": ""}


def project(*, published: bool = True, confirmed_on: datetime.date = DAY, **values) -> roadmap.Project:
    """Return a project. Values for its state become a published update dated ``confirmed_on``.

    A draft has no update unless a state is given. If the state needs a reason, one is made up.
    """
    state = {name: values.pop(name, default) for name, default in STATE.items()}
    number = values.setdefault("number", _next_number())
    values.setdefault("title", f"Project {number}")
    values.setdefault("slug", f"project-{number}")
    values.setdefault("benefit", "Saves a walk to the town hall.")
    row = _row(roadmap.Project, values, published=published)
    if row.is_public or any(state.values()):
        if not state["status"]:
            state["status"] = roadmap.Status.RUNNING if state["schedule"] else roadmap.Status.IDEA
        update(project=row, date=confirmed_on, text="Added to the roadmap.", **state)
        # Only these fields: other values keep the form in which the test gave them.
        row.refresh_from_db(fields=[*STATE, "confirmed_on"])
    return row


def milestone(**values) -> roadmap.Milestone:
    _parent(values, "project", project)
    return _row(roadmap.Milestone, {"title": f"Milestone {_next_number()}", **values})


def update(*, state: str = roadmap.ProjectUpdate.State.PUBLISHED, **values) -> roadmap.ProjectUpdate:
    """Return an update in ``state``; a published one was published by its verb and has changed its project."""
    _parent(values, "project", project)
    values = {"date": DAY, "text": "Something happened.", **values}
    needs_reason = values.get("status") in roadmap.NEEDS_REASON or values.get("schedule") == roadmap.Schedule.DELAYED
    if needs_reason and not values.get("state_reason"):
        values["state_reason"] = "A supplier is late."
    if state == roadmap.ProjectUpdate.State.REJECTED:
        values.setdefault("rejection_reason", "Names a person.")
    if state != roadmap.ProjectUpdate.State.PUBLISHED:
        return _row(roadmap.ProjectUpdate, {"state": state, **values})
    row = _row(roadmap.ProjectUpdate, values)
    publish_update(row, at=max(noon(values["date"]), noon(DAY)))
    row.refresh_from_db()
    return row


def milestone_change(**values) -> roadmap.MilestoneChange:
    """Return a draft's change to a milestone of its project; unless dates are given, that it was reached."""
    _parent(values, "milestone", milestone)
    _parent(values, "update", lambda: update(project=values["milestone"].project, state="draft"))
    if not values.get("due"):
        values.setdefault("reached_on", DAY)
    return _row(roadmap.MilestoneChange, values)


def reporting_round(**values) -> roadmap.ReportingRound:
    """Return an open round."""
    defaults = {"title": f"Round {_next_number()}", "opened_on": DAY, "deadline": DAY + datetime.timedelta(14)}
    return _row(roadmap.ReportingRound, {**defaults, **values})


def project_link(**values) -> roadmap.ProjectLink:
    _parent(values, "project", project)
    number = _next_number()
    defaults = {"title": f"Link {number}", "url": f"https://example.org/{number}"}
    return _row(roadmap.ProjectLink, {**defaults, **values})


def former_address(**values) -> roadmap.FormerAddress:
    _parent(values, "project", project)
    return _row(roadmap.FormerAddress, {"slug": f"former-{_next_number()}", **values})


def project_consultation(**values) -> roadmap.ProjectConsultation:
    _parent(values, "project", project)
    return _consultation(roadmap.ProjectConsultation, values)


# --- the advisory board -----------------------------------------------------------------------------------------------


def body(*, published: bool = True, **values) -> board.Body:
    return _row(board.Body, {"name": f"Board {_next_number()}", **values}, published=published)


def _any_body() -> board.Body:
    return board.Body.objects.public().first() or body()


def term(**values) -> board.Term:
    _parent(values, "body", _any_body)
    return _row(board.Term, {"number": _next_number(), **values})


def seat_group(**values) -> board.SeatGroup:
    _parent(values, "body", _any_body)
    number = _next_number()
    defaults = {"position": number, "name": f"Group {number}", "quota": 5}
    return _row(board.SeatGroup, {**defaults, **values})


def seat(**values) -> board.Seat:
    _parent(values, "group", seat_group)
    return _row(board.Seat, {"number": _next_number(), **values})


def person(**values) -> board.Person:
    """Return a person who consents to nothing."""
    return _row(board.Person, {"name": f"Person {_next_number()}", **values})


def consent(**values) -> board.Consent:
    _parent(values, "person", person)
    defaults = {"scope": board.Consent.Scope.NAME, "given_on": DAY}
    return _row(board.Consent, {**defaults, **values})


def membership(**values) -> board.Membership:
    """Return a membership; without a person, an organisation holds the seat."""
    given = values.get("term")
    _parent(values, "seat", lambda: seat(group=seat_group(body=given.body if given else None)))
    body = values["seat"].group.body
    _parent(values, "term", lambda: body.terms.first() or term(body=body))
    if not values.get("person"):
        values.setdefault("organisation", "Trade")
    return _row(board.Membership, values)


def call_for_members(*, published: bool = True, **values) -> board.CallForMembers:
    _parent(values, "group", seat_group)
    defaults = {"body": values["group"].body, "seats": 5, "opens": DAY}
    return _row(board.CallForMembers, {**defaults, **values}, published=published)


def selection_criterion(**values) -> board.SelectionCriterion:
    _parent(values, "call", call_for_members)
    number = _next_number()
    defaults = {"position": number, "title": f"Criterion {number}"}
    return _row(board.SelectionCriterion, {**defaults, **values})


def meeting(*, published: bool = True, **values) -> board.Meeting:
    _parent(values, "body", _any_body)
    number = values.setdefault("number", _next_number())
    defaults = {"title": f"Meeting {number}", "date": DAY}
    return _row(board.Meeting, {**defaults, **values}, published=published)


def agenda_item(**values) -> board.AgendaItem:
    _parent(values, "meeting", meeting)
    number = _next_number()
    defaults = {"number": number, "title": f"Item {number}"}
    return _row(board.AgendaItem, {**defaults, **values})


def impulse(*, published: bool = True, **values) -> board.Impulse:
    return _row(board.Impulse, {"topic": f"Topic {_next_number()}", **values}, published=published)


def attendance(**values) -> board.Attendance:
    _parent(values, "meeting", meeting)
    _parent(values, "membership", lambda: membership(seat=seat(group=seat_group(body=values["meeting"].body))))
    return _row(board.Attendance, values)


def vote(**values) -> board.Vote:
    _parent(values, "agenda_item", agenda_item)
    return _row(board.Vote, {"yes": 6, **values})


def minutes(*, published: bool = True, **values) -> board.Minutes:
    _parent(values, "meeting", meeting)
    values.setdefault("state", board.Minutes.State.PUBLISHED if published else board.Minutes.State.DRAFT)
    if values["state"] != board.Minutes.State.DRAFT:
        values.setdefault("approved_on", DAY)
    return _row(board.Minutes, {"text": "Text.", **values})


def board_document(*, published: bool = True, **values) -> board.BoardDocument:
    _parent(values, "body", lambda: values["meeting"].body if values.get("meeting") else _any_body())
    number = _next_number()
    defaults = {"title": f"Document {number}", "url": f"https://example.org/{number}"}
    return _row(board.BoardDocument, {**defaults, **values}, published=published)


def recommendation(*, published: bool = True, **values) -> board.Recommendation:
    _parent(values, "body", _any_body)
    number = _next_number()
    if values.get("state") in board.Recommendation.ANSWERED:
        values.setdefault("answered_on", DAY)
    if values.get("state") == board.Recommendation.State.NOT_ADOPTED:
        values.setdefault("answer_reason", "Costs too much.")
    defaults = {
        "number": f"DB-{2026 + number // 100}/{number % 100:02d}",
        "title": f"Recommendation {number}",
        "text": "The city should.",
        "date": DAY,
    }
    return _row(board.Recommendation, {**defaults, **values}, published=published)


def recommendation_consultation(**values) -> board.RecommendationConsultation:
    _parent(values, "recommendation", recommendation)
    return _consultation(board.RecommendationConsultation, values)
