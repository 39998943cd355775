"""The state of a project in a spreadsheet: what the cells say becomes an update, as only updates change the state."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext

from roadmap.models import NEEDS_REASON, SCHEDULED, Project, ProjectUpdate, Schedule
from roadmap.past.state import ProjectState, changes_of, heading_of, word_for
from strategy_portal.publishing.spreadsheets import CellChange, SheetColumn
from strategy_portal.publishing.spreadsheets.columns.kinds import TextCell, said

STATE = ("status", "schedule", "state_reason", "priority", "priority_reason")


class StateColumn(SheetColumn):
    """A part of the state. What its cell says is kept for :class:`StateCells`, and never written to the project."""

    def take(self, instance, cell, *, is_new):
        if is_new or said(cell) != self.current(instance):
            value = self.empty(is_new=is_new) if cell is None else self.kind.clean(cell)
        else:
            value = getattr(instance, self.attribute)
        instance.state_cells[self.attribute] = value


class NewsColumn(SheetColumn):
    """What readers are told about the project. An export leaves it empty: what is written there is new.

    The text of the project's latest update is not news, so that a file can be imported again.
    """

    def __init__(self, heading):
        super().__init__("news", heading, kind=TextCell())

    def get_value(self, instance):
        return ""

    def take(self, instance, cell, *, is_new):
        text = "" if cell is None else said(cell)
        if text and text != self.kind.text(getattr(instance, "latest_text", "")):
            instance.state_cells["news"] = text


@dataclass
class StateCells:
    """What the cells of a row say about the state of ``project``; columns that the file lacks say nothing.

    A cell says what is to be the state, as in an export. So a schedule beside a status that has none, or the reason of
    a former state, is not dropped silently: whoever imports decides.
    """

    project: Project
    cells: dict[str, str]

    @property
    def now(self) -> ProjectState:
        return ProjectState(**{name: getattr(self.project, name) for name in STATE})

    def update(self) -> ProjectUpdate | None:
        """Return the update that makes the state what the cells say; None if there is no change and no news.

        Raises :class:`ValidationError` that names the column.
        """
        now, errors = self.now, {}
        status = self.cells.get("status", now.status)
        try:
            schedule = self._schedule(now, status)
            is_new_state = (status, schedule) != (now.status, now.schedule)
            needs_reason = status in NEEDS_REASON or schedule == Schedule.DELAYED
            state_reason = self._state_reason(now, is_new=is_new_state, is_needed=needs_reason)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        priority = self.cells.get("priority", now.priority)
        try:
            priority_reason = self._priority_reason(now, is_new=priority != now.priority)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)
        update = ProjectUpdate(
            project=self.project,
            date=timezone.localdate(),
            status=status if status != now.status else "",
            schedule=schedule if schedule != now.schedule else "",
            state_reason=state_reason,
            priority=priority if priority != now.priority else "",
            priority_reason=priority_reason,
            text=self.cells.get("news", ""),
            is_example=self.project.is_example,
        )
        if not update.text and not self.changes(update):
            return None
        update.text = update.text or self._plain_text(update)
        return update

    def changes(self, update: ProjectUpdate) -> list[CellChange]:
        """Return what ``update`` changes, in words, whether the file has a column for it or not."""
        now, then = self.now, self.now.after(update)
        with translation.override(settings.LANGUAGE_CODE):
            return [
                CellChange(heading_of(name), word_for(name, change.was), word_for(name, change.now))
                for name, change in changes_of(now, then).items()
                if name in STATE
            ]

    def _schedule(self, now: ProjectState, status: str) -> str:
        cell = self.cells.get("schedule")
        if cell and status not in SCHEDULED:
            text = gettext("Only planned and running projects have a schedule.") + " "
            raise ValidationError({"schedule": text + gettext("Please empty this cell, or change the status.")})
        if status not in SCHEDULED:
            return ""
        return (now.schedule if cell is None else cell) or Schedule.OPEN

    def _state_reason(self, now: ProjectState, *, is_new: bool, is_needed: bool) -> str:
        """Return the reason that the update has to give; empty if the present one stays, or none is left."""
        cell = self.cells.get("state_reason")
        then = (now.state_reason if not is_new else "") if cell is None else cell
        if is_needed and not then:
            column = next((name for name in ("state_reason", "schedule", "status") if name in self.cells), "status")
            raise ValidationError({column: gettext("Delayed, paused and discontinued projects need a public reason.")})
        if cell is None or cell == now.state_reason and not is_new:
            return ""
        if cell and cell == now.state_reason and not is_needed:
            text = gettext("This is the reason of the former state. Please empty this cell, or give a new reason.")
            raise ValidationError({"state_reason": text})
        if not cell and not is_new:
            raise ValidationError({"state_reason": _reason_stays()})
        return cell

    def _priority_reason(self, now: ProjectState, *, is_new: bool) -> str:
        cell = self.cells.get("priority_reason")
        if cell is None or cell == now.priority_reason and not is_new:
            return ""
        if not cell and not is_new:
            raise ValidationError({"priority_reason": _reason_stays()})
        return cell

    def _plain_text(self, update: ProjectUpdate) -> str:
        """Return a text for readers, in the language of the portal: the new state, or what else has changed."""
        with translation.override(settings.LANGUAGE_CODE):
            if self.project.pk is None:
                return gettext("Added to the roadmap.")
            names = [name for name in ("status", "schedule", "priority") if getattr(update, name)]
            names = names or [name for name in ("state_reason", "priority_reason") if getattr(update, name)]
            return " ".join(
                f"{heading_of(name)}: {word_for(name, getattr(update, name)).removesuffix('.')}." for name in names
            )


def _reason_stays() -> str:
    return gettext("A reason stays as long as what it explains. Please write another one, or leave the cell as it was.")
