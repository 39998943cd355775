"""Rows for the spreadsheets of every list, full of texts that are difficult in files, programs and formulas."""

import datetime
import random
from collections.abc import Callable
from decimal import Decimal

from django.db import models

from advisory_board.models import AgendaItem, Impulse, Meeting, Membership, Person, SeatGroup, Vote
from roadmap.models import Department, Milestone, Project, ProjectUpdate
from strategy.models import ActionField, ActionFieldWording, Goal, IndicatorValue
from tests import make

PIECES = [
    "=1+1",
    "+49 2431",
    "-1",
    "@SUM(A1)",
    "'",
    "''=",
    '"',
    '""',
    "`",
    ";",
    ",",
    "\t",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
]
PIECES += [
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\x1f",
    "Straße",
    "ÄÖÜ",
    "o\u0308",
    "😀",
    "＝",
    "_x0041_",
    "x005F_",
    "&amp;",
    "<b>",
]
PIECES += [
    "]]>",
    "1.234",
    "1,5",
    "01.02.2026",
    "ja",
    "#NV",
    "007",
    "1e5",
    "NULL",
    "sep=;",
    "„Zitat“",
    "\\",
    "%s",
    "{0}",
]
DAYS = [datetime.date(1899, 12, 31), datetime.date(1900, 2, 28), datetime.date(2026, 2, 1), datetime.date(2099, 12, 31)]


class Chance(random.Random):
    """Draws random values that a field accepts, the same ones in every run."""

    def text(self, length: int = 400) -> str:
        """Return a text that is not empty, sometimes about as long as ``length`` allows."""
        text = "".join(self.choices(PIECES, k=self.randint(1, 8)))
        if self.random() < 0.1:
            text *= length // len(text)
        return f"{text}{self.randint(0, 10**6)}"[-length:]

    def value(self, field: models.Field):
        if (field.blank or field.null) and self.random() < 0.3:
            return None if field.null else ""
        if field.choices:
            return self.choice([key for key, _label in field.flatchoices if key])
        if isinstance(field, models.EmailField):
            return f"{self.randint(1, 99)}+a'b@example.org"
        if isinstance(field, models.URLField):
            return f"https://example.org/?a={self.randint(1, 99)};b=%22"
        if isinstance(field, models.CharField | models.TextField):
            return self.text(field.max_length or 400)
        if isinstance(field, models.BooleanField):
            return self.random() < 0.5
        if isinstance(field, models.DateField):
            return self.choice(DAYS)
        if isinstance(field, models.TimeField):
            return datetime.time(self.randint(0, 23), self.choice([0, 5, 59]))
        if isinstance(field, models.DecimalField):
            return Decimal(self.choice(["0", "-0.01", "12.5", "1234.56", "999999999999.99", "1000"]))
        if isinstance(field, models.IntegerField):
            return self.randint(0, 32_000)
        raise TypeError(f"no value for {field!r}")

    def values(self, model: type[models.Model], *names: str) -> dict:
        return {name: self.value(model._meta.get_field(name)) for name in names}


def departments(chance: Chance, *, public: bool) -> None:
    for n in range(6):
        make.department(slug=f"amt-{n}", **chance.values(Department, "number", "name", "contact_email"))


def fields(chance: Chance, *, public: bool) -> None:
    edition = make.edition(published=public, title=chance.text(200))
    for n in range(1, 6):
        texts = chance.values(ActionFieldWording, "title", "text", "plain_text")
        icon = chance.choice(["", "bus"])
        row = ActionField(number=n, slug=f"feld-{n}", icon=icon, colour="#1d5c87", **chance.values(ActionField, "name"))
        row.save()
        if n > 1:
            make.field_wording(edition=edition, field=row, **texts)


def indicator_values(chance: Chance, *, public: bool) -> None:
    field = make.field()
    for _goal in range(2):
        goal = make.goal(field=field, published=public, **chance.values(Goal, "title"))
        for indicator in (make.indicator(goal=goal, title=title) for title in ("Anzahl", chance.text(200))):
            for day in DAYS:
                values = chance.values(IndicatorValue, "value", "source")
                make.indicator_value(indicator=indicator, as_of=day, **values)


def persons(chance: Chance, *, public: bool) -> None:
    for _n in range(5):
        make.person(**chance.values(Person, "name", "email", "biography"))
    for _n in range(2):
        make.person(name="'=Zwilling")


def memberships(chance: Chance, *, public: bool) -> None:
    persons(chance, public=public)
    for _n in range(2):
        body = make.body(published=public, name=chance.text(200))
        group = make.seat_group(body=body, **chance.values(SeatGroup, "name"))
        term = make.term(body=body, number=1)
        for number in (1, 2):
            seat = make.seat(group=group, number=number)
            for person in [None, *Person.objects.order_by("?")[:3]]:
                values = chance.values(Membership, "organisation", "start")
                role = chance.choice(["substitute", "guest"])
                make.membership(seat=seat, term=term, person=person, role=role, **values)


def meetings(chance: Chance, *, public: bool) -> None:
    names = ("title", "date", "date_precision", "start_time", "form", "place", "link", "is_open", "state", "summary")
    body = make.body(name=chance.text(200))
    for n in range(1, 7):
        make.meeting(body=body, number=n, published=public, **chance.values(Meeting, *names, "source"))


def agenda(chance: Chance, *, public: bool) -> None:
    impulse = make.impulse(published=public, **chance.values(Impulse, "topic"))
    for _n in range(2):
        meeting = make.meeting(published=public, title=chance.text(200))
        for n in range(1, 5):
            values = chance.values(AgendaItem, "title", "is_public", "result", "text")
            item = make.agenda_item(meeting=meeting, number=n, impulse=chance.choice([None, impulse]), **values)
            if n > 2:
                make.vote(agenda_item=item, **chance.values(Vote, "yes", "no", "abstain", "biased"))


def projects(chance: Chance, *, public: bool) -> None:
    department = make.department(name=chance.text(100))
    field, statement = make.field(), make.statement()
    texts = ("title", "benefit", "description", "next_steps", "horizon", "funding", "contact_function", "contact_email")
    dates = ("planned_start", "planned_start_precision", "actual_end", "actual_end_precision", "analogue_access")
    made = []
    for n in range(1, 6):
        state = {"status": "running", "schedule": "delayed", "state_reason": chance.text()} if public else {}
        row = make.project(
            number=n,
            slug=f"projekt-{n}",
            published=public,
            lead_department=department,
            lead_field=field,
            statements=[statement],
            participating_departments=[department],
            **state,
            **chance.values(Project, *texts, *dates),
        )
        row.depends_on.set(made)
        row.related.set(made)
        made.append(row)


def milestones(chance: Chance, *, public: bool) -> None:
    for _n in range(2):
        project = make.project(published=public, title=chance.text(100))
        for _m in range(3):
            make.milestone(
                project=project, reached_on=make.DAY, **chance.values(Milestone, "title", "due", "due_precision")
            )


def updates(chance: Chance, *, public: bool) -> None:
    project = make.project(published=public)
    for state in ProjectUpdate.State.values:
        if state != ProjectUpdate.State.PUBLISHED or public:
            values = chance.values(ProjectUpdate, "priority", "priority_reason", "source_link")
            make.update(
                project=project, state=state, text=chance.text(), status="paused", state_reason=chance.text(), **values
            )
    for _n in range(2):  # two identical updates of the same day
        make.update(project=project, state="draft", text="+1")


FILLINGS: dict[type[models.Model], Callable] = {
    Department: departments,
    ActionField: fields,
    IndicatorValue: indicator_values,
    Person: persons,
    Membership: memberships,
    Meeting: meetings,
    AgendaItem: agenda,
    Project: projects,
    Milestone: milestones,
    ProjectUpdate: updates,
}
