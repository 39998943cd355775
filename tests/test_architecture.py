"""Which app may import which, and which part of an app; no import cycles; and no folder with too many entries."""

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

# The parts of a package, which are its modules and packages, from the top down: each imports only from those after it
# in its list. Parts that Django finds by name (apps, migrations, management) are wherever the order of others allows.
PARTS = {
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
# The names of classes that may stand for several things, each with the reason.
SHARED_CLASS_NAMES = {
    "Command",  # Django finds a command by this name
}
CATCH_ALL_NAMES = {"common", "utils", "util", "helpers", "services", "misc", "managers", "signals"}


def python_files() -> list[Path]:
    return sorted(path for app in {app.partition(".")[0] for app in APPS} for path in (ROOT / app).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in python_files()}


def imports_of(source: str) -> set[str]:
    """Return the modules, or names in modules, that ``source`` imports anywhere, also inside functions."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def module_of(name: str) -> str | None:
    """Return our module that the imported ``name`` is or belongs to; None if it is not ours."""
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
    """Return those of ``imported`` that belong to an app above ``app``."""
    return sorted(name for name in imported if (other := app_of(name)) and APPS.index(other) < APPS.index(app))


def part_of(package: str, module: str) -> str | None:
    """Return the part of ``package`` that ``module`` is in; None for the package itself and anything outside it."""
    if app_of(module) != app_of(package) or not module.startswith(f"{package}."):
        return None
    return module.removeprefix(f"{package}.").partition(".")[0]


def parts(package: str) -> list[str]:
    return " ".join(PARTS[package]).split()


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other, directly or indirectly, as sorted lists."""
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
    return bool(re.search(r"\bBASE_URL\b|build_absolute_uri|get_current_site|\bget_host\b", source))


def classes_of(source: str) -> list[str]:
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]


def modules_by_class(sources: dict[str, str]) -> dict[str, list[str]]:
    """Return for each class name that stands in several modules, or several times in one, where it stands."""
    found = defaultdict(list)
    for module, source in sources.items():
        for name in classes_of(source):
            found[name].append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def entries() -> Iterator[tuple[str, str]]:
    """Yield (folder, name of an entry) for each entry of each folder under version control."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for file in files.strip("\0").split("\0"):
        names = file.split("/")
        for depth in range(1, len(names)):
            yield "/".join(names[:depth]), names[depth]


def test_apps_import_downwards_only():
    found = {module: upward(app_of(module), imports_of(source)) for module, source in SOURCES.items()}

    assert {module: names for module, names in found.items() if names} == {}


@pytest.mark.parametrize("package", PARTS)
def test_parts_import_downwards_only(package):
    order = parts(package)
    found = defaultdict(set)
    for module in SOURCES:
        if own := part_of(package, module):
            for other in own_imports(module):
                part = part_of(package, other)
                if part and order.index(part) < order.index(own):
                    found[module].add(other)

    assert found == {}


@pytest.mark.parametrize("package", PARTS)
def test_each_part_is_known(package):
    found = {part for module in SOURCES if (part := part_of(package, module))}

    assert sorted(found) == sorted(parts(package))


def test_no_circle():
    assert circles({module: own_imports(module) for module in SOURCES}) == []


def test_one_way_to_build_absolute_addresses():
    assert [module for module, source in SOURCES.items() if makes_addresses(source)] == [
        "strategy_portal.installation",  # sets it in the environment of `make run`
        "strategy_portal.publishing.pages.addresses",
        "strategy_portal.settings",
    ]


def test_no_class_name_means_two_things():
    sources = {module: source for module, source in SOURCES.items() if ".migrations." not in module}

    assert set(modules_by_class(sources)) == SHARED_CLASS_NAMES


def test_no_folder_is_full():
    folders = defaultdict(set)
    for folder, entry in entries():
        folders[folder].add(entry)

    assert {folder: len(found) for folder, found in folders.items() if len(found) > MOST_ENTRIES} == {}


def test_nothing_has_a_catch_all_name():
    names = {part.removesuffix(".py") for folder, entry in entries() for part in (*folder.split("/"), entry)}

    assert names & CATCH_ALL_NAMES == set()


class TestTheChecks:
    """Each of them can fail."""

    def test_an_upward_import_is_found(self):
        source = "def f():\n    from roadmap.models import Project\n    import django\n"

        assert upward("strategy", imports_of(source)) == ["roadmap.models.Project"]
        assert upward("advisory_board", imports_of(source)) == []

    def test_the_lowest_app_is_not_part_of_the_app_whose_folder_it_is_in(self):
        assert upward("strategy_portal.publishing", {"strategy_portal.site.views"}) == ["strategy_portal.site.views"]
        assert upward("strategy_portal", {"strategy_portal.publishing.models"}) == []

    def test_a_module_is_in_one_part(self):
        assert part_of("roadmap", "roadmap.past.state") == "past"
        assert part_of("roadmap", "roadmap") is None
        assert part_of("roadmap", "strategy.models") is None
        assert part_of("strategy_portal", "strategy_portal.publishing.models") is None

    def test_a_circle_is_found(self):
        imports = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"d"}}

        assert circles(imports) == [["a", "b", "c"]]
        assert circles({"a": {"b"}, "b": set()}) == []

    def test_an_address_by_hand_is_found(self):
        assert makes_addresses('link = settings.BASE_URL + "/roadmap/"')
        assert makes_addresses("from strategy_portal.settings import BASE_URL")
        assert makes_addresses("link = request.build_absolute_uri()")
        assert makes_addresses("host = request.get_host()")
        assert not makes_addresses('link = absolute("/roadmap/")')
        assert not makes_addresses("address = settings.DATABASE_URL")

    def test_a_class_name_in_two_modules_is_found(self):
        row = "class Row:\n    class Meta:\n        pass\n"

        assert modules_by_class({"a": row, "b": row, "c": "class Line:\n    class Meta:\n        pass\n"}) == {
            "Row": ["a", "b"]
        }
        assert modules_by_class({"a": row, "b": "Row = 1"}) == {}
