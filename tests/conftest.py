"""What every test has: fresh catalogues, a migrated database, German to start with; and Alice, if it asks for her.

The browser is in tests/e2e/conftest.py.
"""

import gc

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from strategy_portal.management.commands.compile_catalogues import compile_catalogue
from strategy_portal.publishing.pdf import paper
from strategy_portal.publishing.search import index
from tests import make
from tests.harness import migrated
from tests.harness.strict_templates import ROOT


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # xdist's workers start after this
        for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
            compile_catalogue(source)
            # Django has read the old one by now, while it was set up.
            translation_file_changed(sender=None, file_path=source.with_suffix(".mo"))


def pytest_addoption(parser):
    parser.addoption("--everything", action="store_true", help="leave nothing out: on PostgreSQL, in wide windows")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, leave out what has run on SQLite and cannot come to another result."""
    if connection.vendor == "postgresql" and not config.getoption("everything"):
        config.hook.pytest_deselected(items=[item for item in items if not may_differ(item)])
        items[:] = [item for item in items if may_differ(item)]


def may_differ(item) -> bool:
    """Whether the result of ``item`` may depend on the database.

    ``@pytest.mark.any_database`` says that it does not, although the test asks the database. Mark what looks at
    something that Python makes of rows, once they are there: HTML, a PDF, a picture, who has which right. Do not mark
    what asks the database to sort, to search or fold case, to compare or aggregate dates, to count its queries while
    it writes, to enforce a constraint, to lock or to undo; nor verbs, imports, migrations and odd input.
    """
    return asks_database(item) and not item.get_closest_marker("any_database")


def asks_database(item) -> bool:
    """Whether pytest-django lets ``item`` use the database; in all other tests, each query is an error."""
    asks = "_django_db_helper" in item.fixturenames or item.get_closest_marker("django_db")
    return bool(asks or getattr(item.cls, "databases", None))


def pytest_collection_finish():
    # Most of what a test makes frees itself, in a process full of modules that never become garbage: to look for the
    # rest as often as Python does by default takes a tenth of the time, and a third while migrations run.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings) -> bool:
    """On SQLite, begin with a copy of a migrated database; Django applies what is missing."""
    if connection.vendor != "sqlite":
        return django_db_keepdb
    migrated.take()
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            migrated.keep()


@pytest.fixture(autouse=True)
def _default_language():
    """A request in English leaves its thread in English; the next test starts in the portal's own language."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_index():
    """The rows of the last test are rolled back; what was indexed of them goes, too."""
    index.forget()


@pytest.fixture
def alice(db) -> Client:
    """Alice may do everything."""
    return make.client(make.superuser(username="alice"))


@pytest.fixture
def renderings(monkeypatch):
    """Keep the documents that are rendered instead of rendering them; each yields other bytes."""
    made = []

    def render(html, **files):
        made.append(html)
        return b"%%PDF-1.7 number %d" % len(made)

    monkeypatch.setattr(paper, "render_pdf", render)
    return made
