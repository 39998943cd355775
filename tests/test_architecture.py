"""Who may import whom: apps, rooms of an app, modules of a room, all without a circle; and that no folder is full."""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The apps from the top down: each imports only from those after it.
APPS = ["strategy_portal", "advisory_board", "roadmap", "strategy", "strategy_portal.publishing"]

# The rooms of a package from the top down: each imports only from those after it in its list. A room is a package or a
# module. What Django looks for by name (apps, migrations, management) stands where the rest lets it.
ROOMS = {
    "strategy_portal": [
        "wsgi urls templatetags site management clock settings environment installation apps content cities accounts",
        "admin models migrations",
    ],
    "strategy_portal.publishing": [
        "admin templatetags spreadsheets editing searchable search pdf pages look",
        "versions lifecycle models records dates text apps migrations",
    ],
    "strategy_portal.publishing.editing": [
        "publishable verbs scheduling preview state_line content records pages stale forms",
        "refusal shown_versions attention",
    ],
    "strategy_portal.publishing.spreadsheets": ["pages importing columns files problem"],
    "strategy": [
        "views searchable attention admin resources pdf_view templatetags freezing pdf editions models votes",
        "apps migrations",
    ],
    "roadmap": [
        "templatetags views paper selection searchable management attention figures admin resources",
        "verbs past freshness period models apps migrations",
    ],
    "advisory_board": [
        "views templatetags searchable attention admin resources erasure composition models",
        "apps migrations",
    ],
}

MOST_ENTRIES = 18
DRAWERS = {"common", "utils", "util", "helpers", "services", "misc", "managers", "signals"}


def python_files() -> list[Path]:
    return sorted(path for app in {app.partition(".")[0] for app in APPS} for path in (ROOT / app).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in python_files()}


def imports_of(source: str) -> set[str]:
    """Return the modules, or names in modules, that ``source`` imports anywhere, functions included."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def module_of(name: str) -> str | None:
    """Return the module of ours that ``name``, something imported, is or lies in."""
    while name and name not in SOURCES:
        name = name.rpartition(".")[0]
    return name or None


def own_imports(module: str) -> set[str]:
    found = {module_of(name) for name in imports_of(SOURCES[module])}
    return {other for other in found if other and other != module}


def app_of(module: str) -> str | None:
    inside = [app for app in APPS if module == app or module.startswith(f"{app}.")]
    return max(inside, key=len, default=None)


def upward(app: str, imported: set[str]) -> list[str]:
    """Return what of ``imported`` lies above ``app``."""
    return sorted(name for name in imported if (other := app_of(name)) and APPS.index(other) < APPS.index(app))


def room_of(package: str, module: str) -> str | None:
    """Return the room of ``package`` that ``module`` lies in; None outside of it, and for the package itself."""
    if app_of(module) != app_of(package) or not module.startswith(f"{package}."):
        return None
    return module.removeprefix(f"{package}.").partition(".")[0]


def rooms(package: str) -> list[str]:
    return " ".join(ROOMS[package]).split()


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Return the modules that import each other, directly or by others, as sorted lists."""
    reached = {}
    for start in imports:
        seen, open_ones = set(), [start]
        while open_ones:
            for other in imports.get(open_ones.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    open_ones.append(other)
        reached[start] = seen
    found = {frozenset(other for other in seen if start in reached.get(other, ())) for start, seen in reached.items()}
    return sorted(sorted(circle) for circle in found if circle)


def makes_addresses(source: str) -> bool:
    """Whether ``source`` asks by itself which host the portal has."""
    return bool(re.search(r"settings\.BASE_URL|build_absolute_uri|get_current_site|\.get_host\(", source))


def entries() -> Iterator[tuple[str, str]]:
    """Yield each folder under version control with the name of each entry."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for file in files.strip("\0").split("\0"):
        parts = file.split("/")
        for depth in range(1, len(parts)):
            yield "/".join(parts[:depth]), parts[depth]


def test_apps_import_downwards_only():
    found = {module: upward(app_of(module), imports_of(source)) for module, source in SOURCES.items()}

    assert {module: names for module, names in found.items() if names} == {}


@pytest.mark.parametrize("package", ROOMS)
def test_rooms_import_downwards_only(package):
    order = rooms(package)
    found = defaultdict(set)
    for module in SOURCES:
        if own := room_of(package, module):
            for other in own_imports(module):
                room = room_of(package, other)
                if room and order.index(room) < order.index(own):
                    found[module].add(other)

    assert found == {}


@pytest.mark.parametrize("package", ROOMS)
def test_each_room_is_known(package):
    found = {room for module in SOURCES if (room := room_of(package, module))}

    assert sorted(found) == sorted(rooms(package))


def test_no_circle():
    assert circles({module: own_imports(module) for module in SOURCES}) == []


def test_one_way_to_build_absolute_addresses():
    assert [module for module, source in SOURCES.items() if makes_addresses(source)] == [
        "strategy_portal.publishing.pages.addresses"
    ]


def test_no_folder_is_full():
    folders = defaultdict(set)
    for folder, entry in entries():
        folders[folder].add(entry)

    assert {folder: len(found) for folder, found in folders.items() if len(found) > MOST_ENTRIES} == {}


def test_no_drawer_without_a_noun():
    names = {part.removesuffix(".py") for folder, entry in entries() for part in (*folder.split("/"), entry)}

    assert names & DRAWERS == set()


class TestTheChecks:
    """Each of them can fail."""

    def test_an_upward_import_is_found(self):
        source = "def f():\n    from roadmap.models import Project\n    import django\n"

        assert upward("strategy", imports_of(source)) == ["roadmap.models.Project"]
        assert upward("advisory_board", imports_of(source)) == []

    def test_the_top_app_is_not_the_floor_in_its_folder(self):
        assert upward("strategy_portal.publishing", {"strategy_portal.site.views"}) == ["strategy_portal.site.views"]
        assert upward("strategy_portal", {"strategy_portal.publishing.models"}) == []

    def test_a_module_has_one_room(self):
        assert room_of("roadmap", "roadmap.past.state") == "past"
        assert room_of("roadmap", "roadmap") is None
        assert room_of("roadmap", "strategy.models") is None
        assert room_of("strategy_portal", "strategy_portal.publishing.models") is None

    def test_a_circle_is_found(self):
        imports = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"d"}}

        assert circles(imports) == [["a", "b", "c"]]
        assert circles({"a": {"b"}, "b": set()}) == []

    def test_an_address_by_hand_is_found(self):
        assert makes_addresses('link = settings.BASE_URL + "/roadmap/"')
        assert makes_addresses("link = request.build_absolute_uri()")
        assert not makes_addresses('link = absolute("/roadmap/")')
