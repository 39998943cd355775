"""``migrate`` in a portal that was installed before the first release: it works, and no content changes."""

import json
import os
import sqlite3
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from strategy_portal.accounts import roles

PORTAL = Path(__file__).parent / "portal.sql"
NOTED = "strategy_portal.migrations.0002_roles_before_the_first_release"
# Tables that record migrations and sequence numbers.
BOOKS = {"django_migrations", "sqlite_sequence"}

PAGES = """
import json, re
from django.test import Client

client = Client()
addresses = re.findall("<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)
pages = {address: client.get(address) for address in [*addresses, "/roadmap/project-4/"]}
print(json.dumps({address: [page.status_code, page.text] for address, page in pages.items()}))
"""


def install(folder: Path) -> Path:
    """Return the database file of a portal that was installed in ``folder`` before the first release."""
    database = folder / "portal.sqlite3"
    connection = sqlite3.connect(database)
    # Constraints call this function, which only Django's connections define. A result of NULL satisfies them.
    connection.create_function("django_date_extract", 2, lambda part, date: None)
    connection.executescript(PORTAL.read_text(encoding="utf-8"))
    connection.close()
    return database


def manage(database: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run a command of manage.py on ``database``."""
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": f"sqlite:///{database}"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def contents(database: Path, *, without: set[str] = BOOKS) -> dict[str, list[dict]]:
    """Return table -> rows as dicts by column, sorted by key."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {
        name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')]  # noqa: S608 - a table
        for (name,) in tables
        if name not in without
    }
    connection.close()
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> dict[str, list[dict]]:
    return contents(install(tmp_path_factory.mktemp("before")))


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Path:
    """The database of an old portal, after the present ``migrate``."""
    database = install(tmp_path_factory.mktemp("after"))
    done = manage(database, "migrate", "--verbosity=0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return database


def test_every_table_of_the_old_portal_has_rows(before):
    assert [table for table, rows in before.items() if not rows] == []


def rights(portal: dict[str, list[dict]]) -> dict[str, set[str]]:
    """Return name of a group -> its rights."""
    apps = {row["id"]: row["app_label"] for row in portal["django_content_type"]}
    codes = {row["id"]: f"{apps[row['content_type_id']]}.{row['codename']}" for row in portal["auth_permission"]}
    return {
        group["name"]: {
            codes[row["permission_id"]] for row in portal["auth_group_permissions"] if row["group_id"] == group["id"]
        }
        for group in portal["auth_group"]
    }


def test_each_row_is_as_it_was(before, portal):
    after = contents(portal)

    lost, new = {}, {}
    for table in before.keys() - {"auth_group_permissions"}:
        columns = before[table][0].keys()
        rows = [{column: row[column] for column in columns} for row in after[table]]
        lost[table] = [row for row in before[table] if row not in rows]
        new[table] = [row for row in rows if row not in before[table]]
    assert {table: rows for table, rows in lost.items() if rows} == {}
    assert {table for table, rows in new.items() if rows} <= {"django_content_type", "auth_permission"}


def test_groups_have_what_this_city_gave_them_and_what_the_table_has_changed_since(before, portal):
    then, now = import_module(NOTED).granted(), roles.read(roles.TABLE)
    was = rights(before)

    expected = {"Presse": was["Presse"], "Ratsbüro": was["Ratsbüro"]}
    for key in ("editor", "publisher", "administrator"):
        name = roles.NAMES[key]
        expected[name] = was[name] - (set(then[key]) - now[key]) | (now[key] - set(then[key]))
    assert rights(contents(portal)) == expected


def test_it_is_noted_which_group_is_of_which_role(portal):
    groups = {row["id"]: row["name"] for row in contents(portal)["auth_group"]}
    noted = contents(portal)["strategy_portal_role"]

    assert {row["key"]: groups.get(row["group_id"]) for row in noted} == {
        "officer": None,
        "editor": "Redaktion",
        "publisher": "Veröffentlichung",
        "board_office": None,
        "administrator": "Administration",
    }
    assert {row["key"]: set(json.loads(row["granted"])) for row in noted} == roles.read(roles.TABLE)


def test_nothing_is_left_to_migrate(portal):
    assert manage(portal, "migrate", "--check").returncode == 0


def test_public_pages_are_there(portal):
    done = manage(portal, "shell", "--no-imports", "--command", PAGES)

    answers = json.loads(done.stdout)
    merged = answers.pop("/roadmap/project-4/")
    assert merged[0] == 301
    assert {address: status for address, (status, _text) in answers.items() if status != 200} == {}
    assert "Größe &amp; Übermaß" in answers["/roadmap/project-2/"][1]


def test_a_portal_with_gaps_is_refused(tmp_path):
    database = install(tmp_path)
    connection = sqlite3.connect(database)
    connection.execute("DELETE FROM django_migrations WHERE name = '0004_former_address_rules'")
    connection.commit()
    connection.close()
    old = contents(database, without=set())

    done = manage(database, "migrate")

    assert done.returncode == 1
    assert "roadmap.0004_former_address_rules" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert contents(database, without=set()) == old
