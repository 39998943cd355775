"""Set-up for all tests: up-to-date catalogues, a database, German as the first language; and shared fixtures.

The browser is set up in tests/e2e/conftest.py.
"""

import gc

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from strategy_portal.management.commands.compile_catalogues import compile_catalogue
from strategy_portal.publishing.pdf import paper
from strategy_portal.publishing.search import index
from tests import make
from tests.harness.recorded_migrations import record_migrations
from tests.harness.strict_templates import ROOT


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # only once, before xdist starts its workers
        for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
            compile_catalogue(source)
            # Django has already loaded the old catalogue, during its set-up.
            translation_file_changed(sender=None, file_path=source.with_suffix(".mo"))


def pytest_addoption(parser):
    parser.addoption("--everything", action="store_true", help="leave nothing out: on PostgreSQL, in wide windows")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, leave out tests whose result cannot differ from that on SQLite."""
    if connection.vendor == "postgresql" and not config.getoption("everything"):
        config.hook.pytest_deselected(items=[item for item in items if not may_differ(item)])
        items[:] = [item for item in items if may_differ(item)]


def may_differ(item) -> bool:
    """Whether the result of ``item`` may depend on the database.

    ``@pytest.mark.any_database`` says that it does not, although the test uses the database. Mark a test of something
    that Python makes of existing rows: HTML, a PDF, a picture, permissions. Do not mark a test that depends on the
    database to sort, search or fold case, to compare or aggregate dates, to enforce a constraint, to lock or to roll
    back, or that counts the queries of a write; nor tests of verbs, imports, migrations and odd input.
    """
    return asks_database(item) and not item.get_closest_marker("any_database")


def asks_database(item) -> bool:
    """Whether pytest-django lets ``item`` use the database; in all other tests, every query is an error."""
    asks = "_django_db_helper" in item.fixturenames or item.get_closest_marker("django_db")
    return bool(asks or getattr(item.cls, "databases", None))


def pytest_collection_finish():
    # Reference counting frees most objects of a test, and the process is full of modules that never become garbage.
    # Collecting as often as Python does by default would take a tenth of the time, and a third of that of migrations.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Make tables from the models, in a tenth of the time; tests/migrations/test_tables.py migrates and compares."""
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    settings.MIGRATION_MODULES = {}  # pytest-django has switched all migrations off
    with django_db_blocker.unblock():
        record_migrations()


@pytest.fixture(autouse=True)
def _default_language():
    """After a request in English its thread stays in English, so reset the language before the next test."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_index():
    """The rows of the previous test have been rolled back, so drop the index of them."""
    index.forget()


@pytest.fixture
def alice(db) -> Client:
    """Alice may do everything."""
    return make.client(make.superuser(username="alice"))


@pytest.fixture
def renderings(monkeypatch):
    """Collect the HTML of documents instead of rendering them; each document gets different bytes as its "PDF"."""
    made = []

    def render(html, **files):
        made.append(html)
        return b"%%PDF-1.7 number %d" % len(made)

    monkeypatch.setattr(paper, "render_pdf", render)
    return made
