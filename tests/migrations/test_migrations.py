"""Migrations are complete, and import no code of the portal that may change or move."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from tests.test_architecture import imports_of

PACKAGES = {"advisory_board", "roadmap", "strategy", "strategy_portal", "tests"}
OWN_APPS = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.ROOT)]


def imports_of_the_repository(source: str) -> list[str]:
    return sorted(module for module in imports_of(source) if module.partition(".")[0] in PACKAGES)


def test_no_migration_imports_code_of_the_repository():
    found = {
        str(file.relative_to(settings.ROOT)): imports_of_the_repository(file.read_text(encoding="utf-8"))
        for config in OWN_APPS
        for file in sorted(Path(config.path, "migrations").glob("*.py"))
    }

    assert len(found) >= len(OWN_APPS)
    assert {file: modules for file, modules in found.items() if modules} == {}


def test_an_import_is_found_wherever_it_is():
    source = "import roadmap.models\ndef f(apps, editor):\n    from strategy_portal import roles\n    import secrets\n"

    assert imports_of_the_repository(source) == ["roadmap.models", "strategy_portal.roles"]


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"
