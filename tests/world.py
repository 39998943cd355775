"""Test data for a whole city: everything that a public page can show, ``size`` times."""

import datetime

from django.core.management import call_command

from advisory_board.models import Body, Meeting
from roadmap.models import Horizon, Milestone, Priority, Project, ProjectUpdate, Schedule, Status
from strategy.models import ActionField, Edition
from strategy_portal.publishing.models import Page, Visibility
from tests import make
from tests.harness.remembered import remembered

__all__ = ["ActionField", "Body", "Edition", "Meeting", "Project", "FUTURE", "PAST", "city", "load", "roadmap"]

PAST = datetime.date(2025, 5, 6)
FUTURE = datetime.date(2099, 5, 6)


@remembered
def city(size: int = 1) -> None:
    """Build a city with ``size`` rows of everything; names and addresses are numbered from 1."""
    make.municipality(is_example=True, claim="Digital, and still on paper.")
    for kind in Page.Kind:
        make.page(kind=kind)
    edition = make.edition(
        number=1, title="Strategy", summary="Short.", introduction="Long.", resolution_text="The council resolves."
    )
    make.edition(number=2, title="Older", status="superseded")
    for n in range(1, size + 1):
        make.consultation_step(edition=edition, position=n, yes=9, no=4, abstain=4)
        make.strategy_event(position=n, participants=15, participants_note="Staff")
        make.partner(text="Helped.")
        make.focus_area(edition=edition)
        make.glossary_term()
    fields = [make.field(edition=edition, number=n, name=f"Field {n}", slug=f"field-{n}") for n in range(1, size + 1)]
    statements = [
        make.statement(edition=edition, number=n, name=f"Statement {n}", slug=f"statement-{n}")
        for n in range(1, size + 1)
    ]
    goals = [make.goal(field=fields[0], text="Aim.") for _ in range(size)]
    indicators = [make.indicator(goal=goal, target_value=9, target_date=FUTURE) for goal in goals]
    for indicator in indicators:
        make.indicator_value(indicator=indicator)
    projects = _projects(size, fields, statements)
    _board(size, fields, statements, projects)


def _projects(size, fields, statements):
    department = make.department()
    partner = make.partner()
    projects = []
    for n in range(1, size + 1):
        project = make.project(
            number=n,
            slug=f"project-{n}",
            status="running",
            schedule="delayed",
            priority="high",
            priority_reason="Many ask for it.",
            description="**What** it is.",
            next_steps="More.",
            lead_field=fields[0],
            further_fields=fields,
            statements=statements,
            lead_department=department,
            participating_departments=[department],
            partners=[partner],
            horizon="short",
            planned_start=PAST,
            planned_end=FUTURE,
            planned_end_precision="quarter",
            participation="external",
            participation_form="Come.",
            analogue_access="By telephone.",
            funding="10,000 euros",
            contact_function="Digital team",
            contact_email="team@example.org",
            is_example=True,
            related=projects[:],
            depends_on=projects[:],
        )
        make.milestone(project=project, due=PAST, reached_on=PAST)
        make.milestone(project=project, due=FUTURE)
        make.project_link(project=project)
        make.project_consultation(project=project, position=1, paper_number="V/1")
        projects.append(project)
    make.project(number=900, slug="done", status="completed", actual_end=PAST)
    return projects


def _board(size, fields, statements, projects):
    body = make.body(name="Board", purpose="Advises.", start=PAST, is_example=True)
    term = make.term(body=body, number=1, months=24, start=PAST)
    group = make.seat_group(body=body, name="Citizens", quota=size + 1)
    call = make.call_for_members(body=body, group=group, applications=67)
    for n in range(1, size + 1):
        membership = make.membership(seat=make.seat(group=group, number=n), term=term)
        make.selection_criterion(call=call)
        meeting = make.meeting(body=body, number=n, state="held", date=PAST, summary="Good.")
        make.attendance(meeting=meeting, membership=membership)
        make.minutes(meeting=meeting)
        make.board_document(meeting=meeting)
        make.board_document(body=body)
        make.meeting(body=body, number=100 + n, date=FUTURE)
    first = body.meetings.get(number=1)
    for n in range(1, size + 1):
        impulse = make.impulse(result="An idea.", projects=projects)
        item = make.agenda_item(
            meeting=first, number=n, result="recommended", text="Minutes of the item.", impulse=impulse
        )
        make.vote(agenda_item=item, yes=9, no=1, abstain=1)
        recommendation = make.recommendation(
            body=body,
            agenda_item=item,
            number=f"DB-2026/{n:02d}",
            projects=projects,
            fields=fields,
            statements=statements,
            state="adopted",
            answer="Yes.",
            resulting_project=projects[0],
        )
        make.recommendation_consultation(recommendation=recommendation, position=1)


def roadmap(size: int) -> list[Project]:
    """Build a city with ``size`` varied projects, each with two milestones and two updates, in a few bulk statements.

    The projects take turns in three fields, two statements and two departments, and in all values of status, priority
    and horizon.
    """
    _roadmap(size)
    return list(Project.objects.order_by("number"))


@remembered
def _roadmap(size: int) -> None:
    make.municipality()
    edition = make.edition()
    fields = [make.field(edition=edition, number=n, name=f"Field {n}", slug=f"field-{n}") for n in (1, 2, 3)]
    statements = [make.statement(edition=edition, number=n, slug=f"statement-{n}") for n in (1, 2)]
    departments = [make.department(name=f"Department {n}", slug=f"department-{n}") for n in (1, 2)]
    projects = Project.objects.bulk_create(
        Project(
            number=n,
            slug=f"project-{n}",
            title=f"Project {n}",
            benefit="Saves a walk to the town hall.",
            visibility=Visibility.PUBLISHED,
            published_at=make.noon(make.DAY),
            lead_field=fields[n % 3],
            lead_department=departments[n % 2],
            horizon=Horizon.values[n % 3],
            planned_start=PAST,
            planned_end=FUTURE,
            confirmed_on=make.DAY,
            **_state(n),
        )
        for n in range(1, size + 1)
    )
    ProjectUpdate.objects.bulk_create(
        ProjectUpdate(
            project=project,
            date=date,
            text="News.",
            state=ProjectUpdate.State.PUBLISHED,
            published_at=make.noon(make.DAY),
            **state,
        )
        for project in projects
        for date, state in ((PAST, {}), (make.DAY, _state(project.number)))
    )
    Milestone.objects.bulk_create(
        Milestone(project=project, title=title, due=due, reached_on=reached_on)
        for project in projects
        for title, due, reached_on in (("First", PAST, PAST), ("Second", FUTURE, None))
    )
    Project.statements.through.objects.bulk_create(
        Project.statements.through(project=project, visionstatement=statements[project.number % 2])
        for project in projects
    )
    Project.further_fields.through.objects.bulk_create(
        Project.further_fields.through(project=project, actionfield=fields[(project.number + 1) % 3])
        for project in projects
    )


def _state(number: int) -> dict:
    status = Status.values[number % len(Status.values)]
    schedule = Schedule.values[number % 3] if status in (Status.PLANNED, Status.RUNNING) else ""
    return {
        "status": status,
        "schedule": schedule,
        "state_reason": "A supplier is late.",
        "priority": Priority.values[number % len(Priority.values)],
        "priority_reason": "Many ask for it.",
    }


@remembered
def load(name: str) -> None:
    """Load one of the cities in the folder fixtures, like the command load_city."""
    call_command("load_city", name, verbosity=0)
