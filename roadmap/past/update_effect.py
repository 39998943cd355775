"""What an update would make of its project today: what the public reads now, and what it would read then."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext

from roadmap.models import Milestone, MilestoneChange, ProjectUpdate
from roadmap.past.state import changes_of, heading_of, in_order, state_of, word_for
from strategy_portal.publishing import dates
from strategy_portal.publishing.versions import version_of

NOTHING = "–"


@dataclass(frozen=True)
class ChangedLine:
    """One thing that would be different, in words."""

    label: str
    now: str
    then: str


@dataclass(frozen=True)
class UpdateEffect:
    """``refusal`` says why it cannot be published today; ``lost`` are deleted milestones that it spoke of."""

    update: ProjectUpdate
    lines: list[ChangedLine]
    refusal: str = ""
    lost: list[str] = field(default_factory=list)

    @property
    def only_confirms(self) -> bool:
        """Whether nothing has to be read: it renews the day of the last check, as a confirmation should."""
        return self.update.is_confirmation and not self.refusal and not self.lost and len(self.lines) <= 1

    @property
    def stamp(self) -> str:
        """A text that differs once the update, or the public state that it changes, has become different."""
        words = "\n".join([version_of(self.update), *(f"{line.label}|{line.now}|{line.then}" for line in self.lines)])
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def effects(updates: QuerySet[ProjectUpdate]) -> list[UpdateEffect]:
    """Return what each of the open ``updates`` would change, each by itself, in at most seven queries."""
    published = ProjectUpdate.objects.filter(state=ProjectUpdate.State.PUBLISHED)
    others = MilestoneChange.objects.filter(update__state=ProjectUpdate.State.PUBLISHED).select_related("update")
    rows = updates.select_related("project__lead_department", "author").prefetch_related(
        Prefetch("project__updates", published, to_attr="published_updates"),
        Prefetch("milestone_changes", MilestoneChange.objects.select_related("milestone").order_by("milestone")),
        Prefetch("milestone_changes__milestone__changes", others, to_attr="published_changes"),
    )
    lost = _lost(updates)
    return [_effect(update, lost[update.pk]) for update in rows]


def effect(update: ProjectUpdate) -> UpdateEffect | None:
    """Return what the open ``update`` would change; None if it is gone."""
    return next(iter(effects(ProjectUpdate.objects.filter(pk=update.pk))), None)


def _effect(update: ProjectUpdate, lost: list[str]) -> UpdateEffect:
    project = update.project
    try:
        then = state_of([*project.published_updates, update])
    except ValidationError as error:
        return UpdateEffect(update, _of_milestones(update), " ".join(error.messages), lost)
    refusal = gettext("The date of the update is in the future.") if update.date > timezone.localdate() else ""
    lines = [
        ChangedLine(heading_of(name), *(_spell(name, value) for value in change))
        for name, change in changes_of(project, then).items()
    ]
    return UpdateEffect(update, [*lines, *_of_milestones(update)], refusal, lost)


def _of_milestones(update: ProjectUpdate) -> list[ChangedLine]:
    lines = []
    for change in update.milestone_changes.all():
        milestone = change.milestone
        later = [other for other in milestone.published_changes if in_order(other.update) > in_order(update)]
        then = change.values_after(later)
        if (then.get("due"), then.get("due_precision")) != (milestone.due, milestone.due_precision) and "due" in then:
            now = dates.spell(milestone.due, milestone.due_precision) or NOTHING
            label = gettext("Milestone “%(title)s”: due") % {"title": milestone.title}
            lines.append(ChangedLine(label, now, dates.spell(then["due"], then["due_precision"])))
        if then.get("reached_on", milestone.reached_on) != milestone.reached_on:
            label = gettext("Milestone “%(title)s”: reached on") % {"title": milestone.title}
            lines.append(ChangedLine(label, _day(milestone.reached_on), _day(then["reached_on"])))
    return lines


def _spell(column: str, value) -> str:
    return _day(value) if column == "confirmed_on" else word_for(column, value) or NOTHING


def _day(date) -> str:
    return formats.date_format(date, "DATE_FORMAT") if date else NOTHING


def _lost(updates: QuerySet[ProjectUpdate]) -> dict[int, list[str]]:
    """Return by update the titles of the milestones that it spoke of and that were deleted since."""
    gone = MilestoneChange.history.filter(update_id__in=updates.order_by().values("pk"), history_type="-")
    gone = set(gone.exclude(milestone_id__in=Milestone.objects.values("pk")).values_list("update_id", "milestone_id"))
    deleted = Milestone.history.filter(id__in={milestone for _update, milestone in gone}, history_type="-")
    titles = dict(deleted.values_list("id", "title"))
    found = defaultdict(list)
    for update, milestone in sorted(gone):
        found[update].append(titles.get(milestone, str(milestone)))
    return found
