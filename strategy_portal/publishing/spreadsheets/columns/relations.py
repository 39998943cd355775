"""Cells that name other rows: by what names one in a file, and how a slip is answered."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from operator import attrgetter

from django.db import models
from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.columns.kinds import CellKind, no_such, said, words
from strategy_portal.publishing.spreadsheets.problem import possible, quoted

# In the order in which a related row is named in a file: by what is unique and readable.
NAMES = ("slug", "number", "title", "name")
Naming = str | Callable[[models.Model], object]
# So many unknown names of a column are answered with what may have been meant. To look for that among thousands takes
# a tenth of a second each, and whoever uploads the wrong file has thousands of them.
MOST_HINTS = 10


class One(CellKind):
    """A related row, by what names it: the first of ``by`` is written, each of them is understood.

    ``by`` are attributes (``seat__number``) or functions of the row. ``rows()`` are those that may be named. They are
    read once for a whole file.
    """

    def __init__(self, model: type[models.Model], by: tuple[Naming, ...] = (), rows: Callable | None = None):
        super().__init__()
        self.model = model
        by = by or tuple(name for name in NAMES if any(field.name == name for field in model._meta.fields))
        self.attributes = [name for name in by if isinstance(name, str)]
        self.by = [name if callable(name) else attrgetter(name.replace("__", ".")) for name in by]
        self.rows = rows
        self.found: dict[str, dict] | None = None
        # The names of entries in the file, with their rows: a file may name what it makes itself.
        self.coming: dict[str, int] = {}
        self.hints: dict[str, str] = {}

    def name(self, row: models.Model) -> str:
        """Return what names ``row`` in a file: the first of its names that is not empty."""
        return next((str(value) for by in self.by if (value := by(row)) not in ("", None)), str(row))

    def names(self) -> dict[str, dict]:
        """Return the rows by each of their names, folded: name -> {key: row}."""
        if self.found is None:
            self.found = defaultdict(dict)
            for row in self.rows() if self.rows else self.model._default_manager.all():
                self.remember(row)
        return self.found

    def remember(self, row: models.Model) -> None:
        if self.found is not None:
            for by in self.by:
                self.found[words(by(row))][row.pk] = row

    def clean(self, value, row=None, **kwargs):
        return self.find(said(value))

    def find(self, text: str) -> models.Model:
        names = self.names()
        rows = names.get(words(text), {})
        if len(rows) == 1:
            return next(iter(rows.values()))
        if rows:
            raise ValueError(
                gettext("%(value)s is the name of several.") % {"value": quoted(text)}
                + " "
                + possible(self.name(row) for row in rows.values())
            )
        if number := self.coming.get(words(text)):
            sentence = gettext("%(value)s is new in row %(number)d. Please move that row up, above this one.")
            raise ValueError(sentence % {"value": quoted(text), "number": number})
        raise ValueError(f"{no_such(text)} {self._hint(words(text))}".strip())

    def _hint(self, word: str) -> str:
        """Return a sentence about what may have been meant by ``word``, or nothing after too many of them."""
        if word not in self.hints and len(self.hints) < MOST_HINTS:
            names = self.names()
            close = {self.name(row): None for name in get_close_matches(word, names) for row in names[name].values()}
            everyone = {self.name(row): None for rows in names.values() for row in rows.values()}
            self.hints[word] = _meant(close) if close else possible(everyone)
        return self.hints.get(word, "")

    def render(self, value, obj=None, **kwargs):
        return None if value is None else self.name(value)

    def text(self, value):
        return "" if value is None else said(self.name(value))


class Many(One):
    """Related rows, separated by semicolons, line breaks or commas. The order does not matter."""

    empty = ()

    def clean(self, value, row=None, **kwargs):
        return self.found_by(self.named(said(value)))

    def found_by(self, names: Iterable[str]) -> tuple[models.Model, ...]:
        return tuple({row.pk: row for row in map(self.find, names)}.values())

    def named(self, text: str) -> Iterator[str]:
        """Yield the names that a cell is made of."""
        for part in filter(None, map(str.strip, re.split(r"[;\n]", text))):
            # A name may have commas of its own.
            yield from [part] if words(part) in self.names() else filter(None, map(str.strip, part.split(",")))

    def render(self, value, obj=None, **kwargs):
        """``value`` is a manager of related rows, or the rows."""
        rows = value.all() if hasattr(value, "all") else value or ()
        return "; ".join(sorted(self.name(row) for row in rows)) or None

    def text(self, value):
        return self.render(value) or ""


class Mutual(Many):
    """Rows of one kind, each of which is related to the other when one says so (``symmetrical``).

    So two that are new in a file may name each other: the one above waits, and the one below says it for both.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.awaited: dict[str, list[models.Model]] = defaultdict(list)

    def clean(self, value, row=None, instance=None, **kwargs):
        there = []
        for name in self.named(said(value)):
            if words(name) in self.coming and words(name) not in self.names():
                self.awaited[words(name)].append(instance)
            else:
                there.append(name)
        return self.found_by(there)

    def of(self, instance, value):
        waiting = [row for by in self.by for row in self.awaited.pop(words(by(instance)), [])]
        # A row with a problem has not been saved; it is the file's end in any case.
        return tuple({row.pk: row for row in (*value, *waiting) if row.pk}.values())


def _meant(names: Iterable[str]) -> str:
    return gettext("Do you mean %(names)s?") % {
        "names": (" " + gettext("or") + " ").join(quoted(name) for name in names)
    }
