"""A copy of the migrated, empty SQLite database: migrating takes ten seconds, in each worker of each run.

The copy is stored in pytest's cache and used until a migration or the table of roles changes. Django applies missing
migrations to it, as to any database.
"""

import hashlib
import os
import shutil
from pathlib import Path

import django
from django.apps import apps
from django.db import connection

from strategy_portal.accounts import roles
from tests.harness.strict_templates import ROOT

FOLDER = ROOT / ".pytest_cache" / "migrated"


def copy() -> Path:
    """Return the path of the copy for the present migrations, including those of packages, and roles."""
    folders = sorted(Path(config.path) / "migrations" for config in apps.get_app_configs())
    sources = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    state = hashlib.sha256(django.__version__.encode())
    for source in [*sources, Path(roles.__file__)]:
        state.update(source.name.encode() + source.read_bytes())
    return FOLDER / f"{state.hexdigest()[:16]}.sqlite3"


def take() -> None:
    """If there is a copy, put it where Django expects the test database."""
    if copy().exists():
        shutil.copyfile(copy(), connection.settings_dict["TEST"]["NAME"])


def keep() -> None:
    """Copy the test database as it is now, unless there is a copy, and delete older copies."""
    target = copy()
    if target.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")  # another worker may be doing the same
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(partial)])
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    partial.replace(target)
