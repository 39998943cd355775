"""A copy of the migrated, empty SQLite database: migrations take ten seconds, and each worker of each run needs them.

The copy lies beside pytest's cache and is taken as long as neither a migration nor the table of roles has changed.
Django applies on top of it what is missing, as in any database.
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
    """Return where the copy lies that fits all migrations, those of packages too, and the roles."""
    folders = sorted(Path(config.path) / "migrations" for config in apps.get_app_configs())
    sources = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    state = hashlib.sha256(django.__version__.encode())
    for source in [*sources, Path(roles.__file__)]:
        state.update(source.name.encode() + source.read_bytes())
    return FOLDER / f"{state.hexdigest()[:16]}.sqlite3"


def take() -> None:
    """Put the copy where Django looks for the test database, if there is one."""
    if copy().exists():
        shutil.copyfile(copy(), connection.settings_dict["TEST"]["NAME"])


def keep() -> None:
    """Make a copy of the test database as it is now, unless there is one; older ones go."""
    target = copy()
    if target.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")  # another worker may be at it, too
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(partial)])
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    partial.replace(target)
