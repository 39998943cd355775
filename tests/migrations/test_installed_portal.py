"""A portal that was installed before the first release goes on with ``migrate``, and nothing in it changes."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PORTAL = Path(__file__).parent / "portal.sql"
# These count rows and migrations.
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
    # Rules of tables call it, and only Django's connections have it. They are content with NULL.
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
    """Return the rows of each table, in the order of their keys, by the names of their columns."""
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
    """The database of an old portal, after ``migrate`` of today."""
    database = install(tmp_path_factory.mktemp("after"))
    done = manage(database, "migrate", "--verbosity=0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return database


def test_every_table_of_the_old_portal_has_rows(before):
    assert [table for table, rows in before.items() if not rows] == []


def test_each_row_is_as_it_was(before, portal):
    after = contents(portal)

    assert {table: after[table] for table in before} == before


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
