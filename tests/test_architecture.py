"""Imports run downwards only (design: one roof, three storeys, one floor)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["strategy_portal", "advisory_board", "roadmap", "strategy", "strategy_portal.publishing"]  # from the roof down


def room_of(module: str) -> str | None:
    if module.startswith("strategy_portal.publishing"):
        return "strategy_portal.publishing"
    room = module.partition(".")[0]
    return room if room in ROOMS else None


def imports_of(source: str) -> set[str]:
    """Return the modules that ``source`` imports anywhere, functions included."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def upward_imports(module: str, source: str) -> list[str]:
    own = ROOMS.index(room_of(module))
    return sorted(
        imported for imported in imports_of(source) if (room := room_of(imported)) and ROOMS.index(room) < own
    )


def test_imports_run_downwards():
    upward = {}
    for room in ("strategy_portal", "advisory_board", "roadmap", "strategy"):
        for path in (ROOT / room).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if found := upward_imports(module, path.read_text(encoding="utf-8")):
                upward[module] = found

    assert upward == {}


def test_an_upward_import_is_found():
    source = "def f():\n    from roadmap.models import Project\n    import django\n"

    assert upward_imports("strategy.views", source) == ["roadmap.models.Project"]
    assert upward_imports("advisory_board.views", source) == []


def test_no_drawer_without_a_noun():
    drawers = {"common", "utils", "util", "helpers", "services", "misc", "managers", "signals"}

    found = [
        str(path.relative_to(ROOT))
        for room in ("strategy_portal", "advisory_board", "roadmap", "strategy", "tests")
        for path in (ROOT / room).rglob("*.py")
        if path.stem in drawers or path.parent.name in drawers
    ]

    assert found == []
