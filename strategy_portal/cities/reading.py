"""A city's folder, read and checked as far as it can be without the database."""

import datetime
import tomllib
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from strategy_portal.cities import values
from strategy_portal.cities.tables import FILES, CityTable, columns_of, is_required
from strategy_portal.publishing.models import Publishable

CITIES = settings.ROOT / "fixtures"


@dataclass(frozen=True)
class CityProblem:
    """A mistake in a file: where it is, what is wrong, and what would be right."""

    file: str
    place: str
    field: str
    message: str

    def __str__(self):
        place = ", ".join(part for part in (self.place, self.field) if part)
        return f"{self.file}: {place}: {self.message}" if place else f"{self.file}: {self.message}"


class CityError(Exception):
    """The folder cannot be loaded; :attr:`problems` says why."""

    def __init__(self, problems: list[CityProblem]):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass
class CityEntry:
    """One table of a file, with converted values; references to other rows are still names."""

    table: CityTable
    file: str
    place: str
    values: dict[str, object] = attribute(default_factory=dict)
    references: dict[str, str | int] = attribute(default_factory=dict)
    lists: dict[str, list[str | int]] = attribute(default_factory=dict)
    children: list["CityEntry"] = attribute(default_factory=list)
    draft: bool = False
    published: datetime.date | None = None


def available() -> list[str]:
    """Return the names of the cities that come with the portal."""
    return sorted(path.parent.name for path in CITIES.glob("*/municipality.toml"))


def read_city(folder: Path) -> list[CityEntry]:
    """Return the checked entries of the files in ``folder``, in the order in which they can be saved.

    Raises :class:`CityError` with every problem that can be seen without the database.
    """
    problems: list[CityProblem] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name not in FILES:
            message = _("unknown file; a city's folder holds: %(names)s") % {"names": ", ".join(FILES)}
            problems.append(CityProblem(path.name, "", "", message))
    if not (folder / "municipality.toml").is_file():
        problems.append(CityProblem("municipality.toml", "", "", _("the file is missing; it names the city")))
    entries: list[CityEntry] = []
    for name, among in FILES.items():
        path = folder / name
        if not path.is_file():
            continue
        try:
            # Editors on Windows put a byte order mark in front.
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        except (OSError, ValueError, RecursionError) as error:
            problems.append(CityProblem(name, "", "", _("cannot be read: %(error)s") % {"error": error}))
            continue
        known = {table.key for table in among}
        problems += [CityProblem(name, "", key, _unknown(known)) for key in content if key not in known]
        for table in among:
            entries += _entries(table, content.get(table.key), name, "", problems)
        if name == "municipality.toml" and "municipality" not in content:
            problems.append(CityProblem(name, "municipality", "", _("is missing; a city needs this table")))
    if problems:
        raise CityError(problems)
    return entries


def _unknown(names) -> str:
    return _("unknown entry; possible here: %(names)s") % {"names": ", ".join(sorted(names))}


def _entries(table: CityTable, raw, file: str, above: str, problems: list[CityProblem]) -> list[CityEntry]:
    if raw is None:
        return []
    rows = [raw] if table.single or isinstance(raw, dict) else raw
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        brackets = f"[{table.key}]" if table.single else f"[[{table.key}]]"
        message = _("expected is a table, written as %(brackets)s") % {"brackets": brackets}
        problems.append(CityProblem(file, above, table.key, message))
        return []
    return [_entry(table, row, number, file, above, problems) for number, row in enumerate(rows, start=1)]


def _entry(table: CityTable, raw: dict, number: int, file: str, above: str, problems: list[CityProblem]) -> CityEntry:
    name = raw.get(table.name, "")
    label = f'{table.key} "{name}"' if name != "" else f"{table.key} {number}"
    entry = CityEntry(table, file, f"{above}, {label}" if above else label)

    def problem(key: str, message: str) -> None:
        problems.append(CityProblem(file, entry.place, key, message))

    columns = columns_of(table)
    children = {child.key: child for child in table.children}
    directives = {"draft", "published"} if issubclass(table.model, Publishable) else set()
    if "position" in columns:
        raw = {"position": number} | raw
    for key, value in raw.items():
        if key in children:
            entry.children += _entries(children[key], value, file, entry.place, problems)
        elif key == "draft" and key in directives:
            entry.draft = _convert(models.BooleanField(), value, key, problem)
        elif key == "published" and key in directives:
            entry.published = _convert(models.DateField(), value, key, problem)
        elif key in columns:
            _add(entry, columns[key], value, problem)
        else:
            problem(key, _unknown({*columns, *children, *directives}))
    for key, column in columns.items():
        if key not in raw and is_required(column):
            problem(key, _("is missing; expected is %(kind)s") % {"kind": values.expected(column)})
    for child in entry.children:
        _inherit_source(entry, child)
    return entry


def _inherit_source(entry: CityEntry, child: CityEntry) -> None:
    """Give ``child`` the source of its parent ``entry``, or its mark as an example, if ``child`` has neither."""
    names = {"source", "is_example"}
    if not names & child.values.keys() and names <= columns_of(child.table).keys():
        child.values |= {name: value for name, value in entry.values.items() if name in names}


def _add(entry: CityEntry, column: models.Field, raw, problem) -> None:
    if column.many_to_many:
        if isinstance(raw, list) and all(type(item) in (str, int) for item in raw):
            entry.lists[column.name] = raw
        else:
            problem(column.name, values.misfit(column, raw))
    elif column.is_relation:
        if type(raw) in (str, int):
            entry.references[column.name] = raw
        else:
            problem(column.name, values.misfit(column, raw))
    elif (value := _convert(column, raw, column.name, problem)) is not None:
        if values.is_partial(column):
            value, entry.values[f"{column.name}_precision"] = value
        entry.values[column.name] = value


def _convert(column: models.Field, raw, key: str, problem):
    """Return ``raw`` as a value of ``column``; if that is impossible, report it by ``problem`` and return None."""
    try:
        value = values.value_of(column, raw)
    except ValueError:
        value = None
    if value is None:
        problem(key, values.misfit(column, raw))
    return value
