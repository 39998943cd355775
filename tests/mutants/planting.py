"""The description of a fault: a piece of source code and its replacement. It names no file, so files may move."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.harness.strict_templates import ROOT


class NotPlantable(Exception):
    """The piece of source is missing or not unique, or there is no test file with the given name."""


@dataclass(frozen=True)
class Fault:
    """``old`` occurs exactly once in the sources and is replaced with ``new``.

    ``near`` are test files that should catch the fault; they run before all others. In "roadmap/test_merging.py", the
    folder may be any folder above the file.
    """

    name: str
    area: str
    old: str
    new: str
    near: tuple[str, ...]

    def place(self, root: Path = ROOT) -> Path:
        """Return the file that contains ``old``, relative to ``root``. Raises :class:`NotPlantable`."""
        counts = {source: source.read_text(encoding="utf-8").count(self.old) for source in sources(root)}
        found = [source.relative_to(root) for source, count in counts.items() for _ in range(count)]
        if len(found) != 1:
            places = ", ".join(map(str, found)) or "nowhere"
            raise NotPlantable(f"{self.name}: its source should stand in one place, but stands {places}:\n{self.old}")
        return found[0]

    def planted(self, text: str) -> str:
        return text.replace(self.old, self.new)

    def near_tests(self, root: Path = ROOT) -> list[str]:
        """Return the paths of ``near``, relative to ``root``. Raises :class:`NotPlantable`."""
        found = []
        for name in self.near:
            *folders, file = name.split("/")
            paths = [path.relative_to(root) for path in sorted((root / "tests").rglob(file))]
            paths = [str(path) for path in paths if {*folders} <= {*path.parts} and "e2e" not in path.parts]
            if not paths:
                raise NotPlantable(f"{self.name}: there is no test {name}")
            found += paths
        return found


def sources(root: Path) -> Iterator[Path]:
    """Yield the portal's own modules, without tests and migrations."""
    for package in sorted(root.glob("*/__init__.py")):
        if package.parent.name != "tests":
            yield from (path for path in sorted(package.parent.rglob("*.py")) if "migrations" not in path.parts)
