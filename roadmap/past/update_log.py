"""A project's updates as readers get them: newest first, each with what it changed.

Of several confirmations in a row the last one says it all; the others would push aside what has happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from roadmap.models import Priority, ProjectUpdate, Schedule, Status
from roadmap.past.history import Step, steps_of

VOCABULARIES = {"status": Status, "schedule": Schedule, "priority": Priority}
UNSAID = {"", Priority.NONE}  # what a project begins with is no news


@dataclass(frozen=True)
class Turn:
    """One word of the state that an update has changed; ``before`` is empty where nothing was said before."""

    kind: str  # status, schedule or priority
    key: str
    label: str
    before: str


@dataclass(frozen=True)
class Entry:
    update: ProjectUpdate
    turns: list[Turn]


def update_log(updates: Iterable[ProjectUpdate]) -> list[Entry]:
    """Return the log of one project; ``updates`` are its published ones, newest first."""
    steps = steps_of(reversed(list(updates)))
    repeated = {
        step.update.pk
        for step, following in pairwise(steps)
        if step.update.is_confirmation and following.update.is_confirmation
    }
    return [Entry(step.update, _turns(step)) for step in reversed(steps) if step.update.pk not in repeated]


def _turns(step: Step) -> list[Turn]:
    found = []
    for kind, vocabulary in VOCABULARIES.items():
        before, after = getattr(step.before, kind, ""), getattr(step.after, kind)
        if after == before or (after in UNSAID and before in UNSAID) or not after:
            continue
        found.append(Turn(kind, after, vocabulary(after).label, "" if before in UNSAID else vocabulary(before).label))
    return found
