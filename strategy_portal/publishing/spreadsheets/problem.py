"""What is wrong with a file: where, what stands there, and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext

# Enough to recognise a value by.
SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class FileProblem:
    """``text`` is a sentence; ``row`` is counted as spreadsheet programs do, ``column`` is a heading or a letter."""

    text: str
    row: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self):
        place = [gettext("row %(number)d") % {"number": self.row}] if self.row else []
        if self.column:
            place.append(gettext("column “%(heading)s”") % {"heading": self.column})
        start = ", ".join(place)
        return f"{start[:1].upper()}{start[1:]}: {self.text}" if start else self.text

    @property
    def unsaid_value(self) -> str:
        """What stands in the cell, unless the sentence quotes it already."""
        return "" if self.value and quoted(self.value) in self.text else self.value


class Refusal(Exception):
    """A file that is not imported. Nothing of it has been kept."""

    def __init__(self, *problems: FileProblem | str):
        self.problems = [FileProblem(problem) if isinstance(problem, str) else problem for problem in problems]
        super().__init__(*map(str, self.problems))


def quoted(value: object) -> str:
    return gettext("“%(value)s”") % {"value": Truncator(" ".join(str(value).split())).chars(SHOWN_CHARACTERS)}


def possible(values: Iterable[object], limit: int = 12) -> str:
    """Return the sentence that names what may stand in a cell."""
    words = [str(value) for value in values]
    if not words:
        return gettext("There is none yet.")
    sentence = gettext("Possible are: %(values)s.") % {"values": ", ".join(words[:limit])}
    return sentence if len(words) <= limit else f"{sentence.removesuffix('.')}, …"
