"""Migrations from the first to the last make the same tables as the models; all other tests use those of the models."""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# What there is (tables, columns, constraints, indexes), and its definition.
POSTGRESQL = """
SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""
OWN = re.compile(r"(table |index )?(advisory_board|publishing|roadmap|strategy)_")
APPLIED = "SELECT app, name FROM django_migrations"
RIGHTS = """
SELECT auth_group.name, app_label, codename FROM auth_group
JOIN auth_group_permissions ON group_id = auth_group.id JOIN auth_permission ON permission_id = auth_permission.id
JOIN django_content_type ON content_type_id = django_content_type.id
"""
SQLITE = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def migrate(url: str) -> None:
    """Run ``migrate`` on the empty database at ``url``."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
    subprocess.run(command, cwd=settings.ROOT, env=environment, check=True)


def described(database: BaseDatabaseWrapper) -> dict[str, object]:
    """Return what ``database`` has of our apps, with its definition.

    Columns are in any order, as migrations may add some later. The tables of Django's apps are not our concern; its
    migrations give some keys another size than its models.
    """
    with database.cursor() as cursor:
        cursor.execute(POSTGRESQL if database.vendor == "postgresql" else SQLITE)
        found = {name: definition for name, definition in cursor.fetchall() if OWN.match(name)}
    if database.vendor == "postgresql":
        return found
    return {name: sorted(re.split(r", (?=\"|CONSTRAINT)", sql.partition("(")[2][:-1])) for name, sql in found.items()}


def contents(database: BaseDatabaseWrapper) -> list[set[tuple]]:
    """Return what ``migrate`` writes: applied migrations, and the rights of groups."""
    found = []
    for query in (APPLIED, RIGHTS):
        with database.cursor() as cursor:
            cursor.execute(query)
            found.append({*cursor.fetchall()})
    return found


@pytest.fixture
def empty_database(transactional_db, tmp_path) -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """Make a database beside that of the tests, and delete it afterwards; yield its address and a connection to it."""
    name, url = str(tmp_path / "other.sqlite3"), f"sqlite:///{tmp_path}/other.sqlite3"
    if connection.vendor == "postgresql":
        name = f"other_{uuid.uuid4().hex}"
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        connection.cursor().execute(f'CREATE DATABASE "{name}"')
    # Django's tests forbid connections by any other alias.
    other = type(connections["default"])({**connection.settings_dict, "NAME": name}, alias="default")
    yield url, other
    other.close()
    if connection.vendor == "postgresql":
        connection.cursor().execute(f'DROP DATABASE "{name}"')


def test_migrations_make_the_tables_of_the_models(empty_database):
    url, other = empty_database

    migrate(url)

    assert described(other) == described(connection)
    assert contents(other) == contents(connection)
    assert len(described(other)) > 400
    assert all(contents(other))
