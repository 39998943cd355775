"""Saving the entries of a city's folder through the verbs of the administration, so that their history is true."""

import datetime
from pathlib import Path

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.models import Project, ProjectUpdate
from roadmap.verbs.updates import publish_project, publish_update, reject_update
from strategy_portal.cities.reading import CityEntry, CityError, CityProblem, read_city
from strategy_portal.cities.tables import REFERENCES
from strategy_portal.publishing.lifecycle import publish, raise_content_revision
from strategy_portal.publishing.models import ContentRevision, Publishable
from strategy_portal.publishing.records import is_record

# Models that are published by a verb of their own, once their children have been saved.
OWN_VERBS = (Project, ProjectUpdate)


def content_models() -> list[type[models.Model]]:
    """Return the models of content, dependent ones first. Users and the content revision are not content."""
    return [model for model in _models() if model is not ContentRevision and not is_record(model)]


def _models() -> list[type[models.Model]]:
    labels = ["advisory_board", "roadmap", "strategy", "publishing"]
    return [model for label in labels for model in reversed(list(apps.get_app_config(label).get_models()))]


def holds_content() -> bool:
    return any(model.objects.exists() for model in content_models())


@transaction.atomic
def load(folder: Path, *, replace: bool = False) -> None:
    """Load the city in ``folder``, all of it or nothing; with ``replace``, delete all existing content first.

    Raises :class:`CityError` when something in the folder is wrong.
    """
    entries = read_city(folder)
    if replace:
        # The history goes too, including the records that deleting the content has just written.
        for model in [*content_models(), *filter(is_record, _models())]:
            model.objects.all().delete()
    Loading().run(entries)
    raise_content_revision()


class Loading:
    """One run over the entries of a city. Collects the problems that show only when rows are saved."""

    def __init__(self):
        self.problems: list[CityProblem] = []
        self.singles: dict[type[models.Model], models.Model] = {}
        self.links: list[tuple[CityEntry, models.Model]] = []
        self.waiting: list[tuple[CityEntry, models.Model]] = []
        self.now = timezone.now()

    def run(self, entries: list[CityEntry]) -> None:
        table = None
        for entry in entries:
            if entry.table is not table:
                # Later tables refer to this one, so its problems would only cause misleading further ones.
                self.stop_if_wrong()
                table = entry.table
            self.save(entry)
        self.stop_if_wrong()
        for entry, row in self.links:
            self.link(entry, row)
        self.stop_if_wrong()
        updates = [pair for pair in self.waiting if isinstance(pair[1], ProjectUpdate)]
        projects = [pair for pair in self.waiting if isinstance(pair[1], Project)]
        for entry, row in sorted(updates, key=lambda pair: (pair[1].date, pair[1].pk)):
            self.attempt(entry, self.release_update, entry, row)
        for entry, row in projects:
            self.attempt(entry, self.release_project, entry, row)
        self.stop_if_wrong()

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise CityError(self.problems)

    def problem(self, entry: CityEntry, field: str, message: str) -> None:
        self.problems.append(CityProblem(entry.file, entry.place, field, message))

    def attempt(self, entry: CityEntry, action, *arguments) -> bool:
        """Run ``action`` and return whether it succeeded; validation errors become problems of ``entry``."""
        try:
            action(*arguments)
        except ValidationError as error:
            fields = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
            for name, messages in fields.items():
                for message in messages:
                    self.problem(entry, "" if name == "__all__" else name, message)
            return False
        return True

    def save(self, entry: CityEntry, **parent) -> None:
        row = entry.table.model(**parent, **self.columns(entry))
        count = len(self.problems)
        later = self_references(entry)
        for name, given in entry.references.items():
            if name not in later:
                setattr(row, name, self.find(entry, name, given))
        for column in entry.table.model._meta.concrete_fields:
            if column.related_model in self.singles and column.name not in parent and column.name not in later:
                setattr(row, column.name, self.singles[column.related_model])
        if len(self.problems) > count or not self.attempt(entry, self.create, entry, row):
            return
        if entry.table.single:
            self.singles[entry.table.model] = row
        if entry.lists or later:
            self.links.append((entry, row))
        for child in entry.children:
            link = next(
                column.name
                for column in child.table.model._meta.concrete_fields
                if column.related_model is entry.table.model
            )
            self.save(child, **{link: row})

    def columns(self, entry: CityEntry) -> dict[str, object]:
        if entry.table.model is not ProjectUpdate:
            return entry.values
        # The states "published" and "rejected" are set later, by their verbs.
        state = entry.values.get("state", ProjectUpdate.State.PUBLISHED)
        first = state if state == ProjectUpdate.State.DRAFT else ProjectUpdate.State.SUBMITTED
        return entry.values | {"state": first, "rejection_reason": ""}

    def create(self, entry: CityEntry, row: models.Model) -> None:
        if isinstance(row, Publishable) and not isinstance(row, OWN_VERBS) and not entry.draft:
            publish(row, at=self.moment(entry.published) if entry.published else self.now)
            return
        row.full_clean()
        row.save()
        if isinstance(row, OWN_VERBS):
            self.waiting.append((entry, row))

    def find(self, entry: CityEntry, name: str, given: str | int) -> models.Model | None:
        """Return the row that ``given`` names, for the column ``name`` of ``entry``."""
        model = entry.table.model._meta.get_field(name).related_model
        lookups = REFERENCES[model].lookups
        parts = [given] if len(lookups) == 1 else str(given).split("/")
        try:
            found = model.objects.filter(**dict(zip(lookups, parts, strict=True))).first()
        except ValueError:
            found = None
        if found is None:
            names = ["/".join(map(str, values)) for values in model.objects.values_list(*lookups).order_by(*lookups)]
            message = _('there is no %(key)s "%(value)s"; there are: %(names)s') % {
                "key": REFERENCES[model].key,
                "value": given,
                "names": ", ".join(names[:40]) or "–",
            }
            self.problem(entry, name, message)
        return found

    def link(self, entry: CityEntry, row: models.Model) -> None:
        later = self_references(entry)
        for name in later:
            setattr(row, name, self.find(entry, name, entry.references[name]))
        if later and self.attempt(entry, row.full_clean):
            row.save()
        for name, given in entry.lists.items():
            getattr(row, name).set([found for item in given if (found := self.find(entry, name, item))])

    def release_update(self, entry: CityEntry, update: ProjectUpdate) -> None:
        match entry.values.get("state", ProjectUpdate.State.PUBLISHED):
            case ProjectUpdate.State.PUBLISHED:
                publish_update(update, at=self.moment(update.date))
            case ProjectUpdate.State.REJECTED:
                reject_update(update, reason=str(entry.values.get("rejection_reason", "")))

    def release_project(self, entry: CityEntry, project: Project) -> None:
        if entry.draft:
            return
        # Publishing its updates has changed the row.
        project.refresh_from_db()
        first = project.updates.filter(state=ProjectUpdate.State.PUBLISHED).order_by("date").first()
        published = entry.published or first and first.date
        publish_project(project, at=self.moment(published) if published else self.now)

    def moment(self, day: datetime.date) -> datetime.datetime:
        """Return noon of ``day``, but never a time in the future."""
        noon = datetime.datetime.combine(day, datetime.time(12), timezone.get_current_timezone())
        return min(noon, self.now)


def self_references(entry: CityEntry) -> list[str]:
    """Return the references of ``entry`` to rows of its own table, which may come later in the file."""
    model = entry.table.model
    return [name for name in entry.references if model._meta.get_field(name).related_model is model]
