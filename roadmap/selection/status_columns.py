"""The roadmap as a board: a column for each status."""

from dataclasses import dataclass

from roadmap.models import Project, Status
from roadmap.selection.selection import Selection

SHOWN = 20  # projects of a column; the list has the rest


@dataclass(frozen=True)
class StatusColumn:
    """``count``: how many projects it has; ``projects``: the first of them; ``address``: all of them as a list."""

    status: Status
    count: int
    projects: list[Project]
    address: str

    @property
    def hidden(self) -> int:
        return self.count - len(self.projects)


def columns(selection: Selection) -> list[StatusColumn]:
    """Return all columns in the order of the vocabulary, also those without a project."""
    found = {status: [row.pk for row in selection.rows if row.status == status] for status in Status}
    shown = [pk for pks in found.values() for pk in pks[:SHOWN]]
    projects = selection.in_order(Project.objects.public().for_list().filter(pk__in=shown))
    return [
        StatusColumn(
            status,
            len(pks),
            [project for project in projects if project.status == status],
            selection.address(status=status.value, ansicht=None),
        )
        for status, pks in found.items()
    ]
