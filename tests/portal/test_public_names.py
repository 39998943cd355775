"""What one app, or a part of it, takes from another has type hints; mypy then checks both sides (`make types`)."""

import ast
from collections.abc import Iterator

import pytest

from tests.test_architecture import PARTS, SOURCES, app_of, module_of, part_of


def crosses_a_border(importer: str, imported: str) -> bool:
    """Whether the two modules lie in different apps, or in different parts of one."""
    if app_of(importer) != app_of(imported):
        return True
    return any(part_of(package, importer) != part_of(package, imported) for package in PARTS)


def public_names() -> Iterator[tuple[str, str]]:
    """Yield module and name of everything that is imported across a border, as it is written there."""
    for importer, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    module = module_of(f"{node.module}.{alias.name}")
                    if module and crosses_a_border(importer, module):
                        yield module, alias.name


def used_of_modules() -> Iterator[tuple[str, str]]:
    """Yield module and name of what is used as ``module.name`` across a border."""
    for importer, source in SOURCES.items():
        tree, modules = ast.parse(source), {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    if name in SOURCES and crosses_a_border(importer, name):
                        modules[alias.asname or alias.name] = name
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                yield modules[node.value.id], node.attr


def untyped(source: str, name: str) -> list[str]:
    """Return ``name`` if it is a function of ``source`` that lacks a type."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name]
    return [name for function in functions if not is_typed(function)]


def is_typed(function: ast.FunctionDef) -> bool:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return function.returns is not None and all(argument.annotation for argument in named if argument)


def test_functions_that_cross_a_border_are_typed():
    names = {*public_names(), *used_of_modules()}
    found = {f"{module}: {function}" for module, name in names for function in untyped(SOURCES[module], name)}

    assert sorted(found) == []


class TestTheCheck:
    """It can fail."""

    def test_names_are_found(self):
        names = {*public_names(), *used_of_modules()}

        assert {("roadmap.models", "Project"), ("strategy_portal.publishing.dates", "precise_date")} <= names

    @pytest.mark.parametrize("head", ["f(a: int, *, b) -> int", "f(a: int)", "f(*a) -> int", "f(**a) -> int"])
    def test_a_missing_type_is_found(self, head):
        assert untyped(f"def {head}: ...", "f") == ["f"]
        assert untyped("def f(a: int, *b: int, c: int) -> int: ...", "f") == []
