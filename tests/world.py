"""A whole city in a few lines: everything that a public page can show, ``size`` times."""

import datetime

from advisory_board.models import Body, Meeting
from roadmap.models import Project
from strategy.models import ActionField, Edition
from strategy_portal.publishing.models import Page
from tests import make

__all__ = ["ActionField", "Body", "Edition", "Meeting", "Project", "FUTURE", "PAST", "city"]

PAST = datetime.date(2025, 5, 6)
FUTURE = datetime.date(2099, 5, 6)


def city(size: int = 1) -> None:
    """Build a city with ``size`` of everything; names and addresses count from 1."""
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
