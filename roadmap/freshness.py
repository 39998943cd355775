"""How up to date a project's state is: when it was confirmed, and when to check it again (docs/domain.md, rule 3)."""

import datetime
from dataclasses import dataclass

from roadmap.models import Project


@dataclass(frozen=True)
class Freshness:
    """``next_check`` is None for projects that have ended or were never confirmed."""

    confirmed_on: datetime.date | None
    next_check: datetime.date | None
    is_overdue: bool


def freshness(project: Project, *, today: datetime.date) -> Freshness:
    """Return how fresh ``project`` is on ``today``; on the day of the check itself it is not overdue yet."""
    if project.confirmed_on is None or project.has_ended:
        return Freshness(project.confirmed_on, None, False)
    next_check = project.confirmed_on + datetime.timedelta(days=project.check_interval)
    return Freshness(project.confirmed_on, next_check, next_check < today)
