"""A project's updates as readers get them: newest first, each with what it changed.

Of several confirmations in a row the last one says it all; the others would push aside what has happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from roadmap.models import Priority, ProjectUpdate
from roadmap.past.history import Step, steps_of
from roadmap.past.state import VOCABULARIES, StateWord

UNSAID = {"", Priority.NONE}  # what a project begins with is no news


@dataclass(frozen=True)
class LoggedUpdate:
    """``turns`` are the new words of the state, each with the one that it replaces, if there was one."""

    update: ProjectUpdate
    turns: list[tuple[StateWord, StateWord | None]]


def update_log(updates: Iterable[ProjectUpdate]) -> list[LoggedUpdate]:
    """Return the log of one project; ``updates`` are its published ones, newest first."""
    steps = steps_of(reversed(list(updates)))
    repeated = {
        step.update.pk
        for step, following in pairwise(steps)
        if step.update.is_confirmation and following.update.is_confirmation
    }
    return [LoggedUpdate(step.update, _turns(step)) for step in reversed(steps) if step.update.pk not in repeated]


def _turns(step: Step) -> list[tuple[StateWord, StateWord | None]]:
    return [
        (StateWord(name, change.now), None if change.was in UNSAID else StateWord(name, change.was))
        for name, change in step.changes.items()
        if name in VOCABULARIES and change.now and not (change.was in UNSAID and change.now in UNSAID)
    ]
