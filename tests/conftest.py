"""What every test has: fresh catalogues, and German to start with. The browser is in tests/e2e/conftest.py."""

import pytest
from django.utils import translation

from strategy_portal.management.commands.compile_catalogues import compile_catalogue
from strategy_portal.publishing import index
from tests.strict_templates import ROOT


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # xdist's workers start after this
        for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
            compile_catalogue(source)


@pytest.fixture(autouse=True)
def _default_language():
    """A request in English leaves its thread in English; the next test starts in the portal's own language."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_index():
    """The rows of the last test are rolled back; what was indexed of them goes, too."""
    index.forget()
