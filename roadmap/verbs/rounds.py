"""Reporting rounds (Meldungsrunden): who has to report by when, how far that is, and the e-mails about it.

A round covers the public projects that have not ended, by the unit that leads them. A project has reported when an
update of the round is submitted or published; mere confirmations count apart. An update sent back does not count.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from roadmap.models import ENDED, Department, Project, ProjectUpdate, Reminder, ReportingRound
from roadmap.past.history import histories
from roadmap.verbs.round_mail import Delivery, Letter, deliver, recipients

State = ProjectUpdate.State


# --- how far it is ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitProgress:
    """How far a unit is: its projects with news, those merely confirmed, and those that nothing is said about."""

    department: Department
    reported: list[Project]
    confirmed: list[Project]
    missing: list[Project]
    last_mail: datetime.datetime | None

    @property
    def total(self) -> int:
        return len(self.reported) + len(self.confirmed) + len(self.missing)

    @property
    def has_address(self) -> bool:
        return bool(recipients(self.department))


@dataclass(frozen=True)
class RoundProgress:
    """The units in the order of their numbers. ``without_unit`` are silent projects that no unit is asked about."""

    round: ReportingRound
    units: list[UnitProgress]
    without_unit: list[Project]

    @property
    def reported(self) -> int:
        return sum(len(unit.reported) for unit in self.units)

    @property
    def confirmed(self) -> int:
        return sum(len(unit.confirmed) for unit in self.units)

    @property
    def missing(self) -> int:
        return sum(len(unit.missing) for unit in self.units)

    @property
    def answered(self) -> int:
        return self.reported + self.confirmed

    @property
    def total(self) -> int:
        return self.answered + self.missing


def current_round() -> ReportingRound | None:
    return ReportingRound.objects.filter(closed_on=None).first()


def progress(round: ReportingRound) -> RoundProgress:
    """Return how far ``round`` is, in five queries (six once it is closed).

    The result of a closed round stays: it counts what was under way on its last day. The unit is the one of today.
    """
    news = answers(round)
    by_unit: dict[int | None, list[Project]] = {}
    for project in _covered(round, news):
        by_unit.setdefault(project.lead_department_id, []).append(project)
    departments = Department.objects.filter(pk__in=[key for key in by_unit if key]).prefetch_related("officers")
    last_mails = dict(round.reminders.order_by().values_list("department").annotate(Max("sent_at")))
    units = [
        UnitProgress(
            department,
            [project for project in by_unit[department.pk] if news.get(project.pk) is True],
            [project for project in by_unit[department.pk] if news.get(project.pk) is False],
            [project for project in by_unit[department.pk] if project.pk not in news],
            last_mails.get(department.pk),
        )
        for department in departments
    ]
    return RoundProgress(round, units, [project for project in by_unit.get(None, []) if project.pk not in news])


def missing_of(user: AbstractUser | AnonymousUser, round: ReportingRound) -> int:
    """Return how many projects led by the units of ``user`` have not reported, in two queries; of an open round."""
    news = answers(round)
    return sum(project.pk not in news for project in _under_way().reported_by(user))


def waiting_in(round: ReportingRound) -> int:
    """Return how many updates of ``round`` are submitted and not published yet."""
    return round.updates.filter(state=State.SUBMITTED).count()


def answers(round: ReportingRound) -> dict[int, bool]:
    """Return primary key of each project that has reported -> whether it told news."""
    updates = round.updates.filter(state__in=[State.SUBMITTED, State.PUBLISHED]).order_by("-is_confirmation")
    return {key: not confirms for key, confirms in updates.values_list("project", "is_confirmation")}


def _under_way():
    return Project.objects.public().exclude(status__in=ENDED)


def _covered(round: ReportingRound, news: dict[int, bool]) -> list[Project]:
    """Return the projects of the round by title; what has ended in an update of the round belongs to it."""
    projects = Project.objects.public().order_by("title", "pk")
    if round.closed_on is None:
        return [project for project in projects if project.pk in news or not project.has_ended]
    then = {key: history.state_at(round.closed_on) for key, history in histories().items()}
    return [
        project
        for project in projects
        if project.pk in news or (state := then.get(project.pk)) and state.status not in ENDED
    ]


def period_address(round: ReportingRound, *, today: datetime.date) -> str:
    """Return the public page of what has changed in the round, or until ``today`` while it is open.

    That page compares the ends of two days: what happened on the opening day is new against the day before.
    """
    start, end = round.opened_on - datetime.timedelta(1), round.closed_on or today
    return f"{reverse('changes')}?{urlencode({'von': start.isoformat(), 'bis': end.isoformat()})}"


# --- verbs ------------------------------------------------------------------------------------------------------------

# Called after the e-mails, with what became of them.
Tell = Callable[[Delivery], None]


@transaction.atomic
def open_round(
    *,
    title: str,
    deadline: datetime.date,
    on: datetime.date,
    at: datetime.datetime | None = None,
    tell: Tell | None = None,
) -> ReportingRound:
    """Open a round on the day ``on`` and write to every lead unit after commit.

    Raises :class:`ValidationError` when another round is open, or the deadline is past already.
    """
    round = ReportingRound(title=title, opened_on=on, deadline=deadline)
    round.full_clean()
    try:
        with transaction.atomic():
            round.save()
    except IntegrityError:  # somebody else opened one in the same moment
        raise ValidationError(_("Another round is open; close it first.")) from None
    _write(round, at=at or timezone.now(), kind="opening", tell=tell)
    return round


@transaction.atomic
def remind(round: ReportingRound, *, at: datetime.datetime, tell: Tell | None = None) -> None:
    """Write after commit to every unit that has not reported on all its projects, at most once a day.

    Raises :class:`ValidationError` when the round is closed.
    """
    round = _locked(round)
    kind = "overdue" if round.deadline < timezone.localdate(at) else "reminder"
    _write(round, at=at, kind=kind, tell=tell)


@transaction.atomic
def close_round(round: ReportingRound, *, on: datetime.date) -> None:
    """Close ``round`` on the day ``on``. Raises :class:`ValidationError` when it is closed already."""
    round = _locked(round)
    round.closed_on = on
    round.full_clean()
    round.save()


def _locked(round: ReportingRound) -> ReportingRound:
    locked = ReportingRound.objects.select_for_update(of=("self",)).filter(pk=round.pk).first()
    if locked is None or not locked.is_open:
        raise ValidationError(_("This round is closed."))
    return locked


def to_write_to(found: RoundProgress, *, day: datetime.date) -> list[UnitProgress]:
    """Return the units that still have to report and have got no e-mail on ``day``."""
    return [
        unit
        for unit in found.units
        if unit.missing and not (unit.last_mail and timezone.localdate(unit.last_mail) == day)
    ]


def _write(round: ReportingRound, *, at: datetime.datetime, kind: str, tell: Tell | None) -> None:
    """Note who is written to and send it after commit; the note of an e-mail that fails is deleted again.

    That way two people who click at the same time send one e-mail, and one that failed can be sent at once.
    """
    units = to_write_to(progress(round), day=timezone.localdate(at))
    letters = [
        Letter(
            Reminder.objects.create(round=round, department=unit.department, sent_at=at),
            recipients(unit.department),
            [project.title for project in unit.missing],
            kind,
        )
        for unit in units
        if unit.has_address
    ]
    unreachable = [unit.department for unit in units if not unit.has_address]

    def send() -> None:
        delivery = deliver(letters, unreachable)
        if tell:
            tell(delivery)

    transaction.on_commit(send)
