"""What every test has: fresh catalogues. The browser is in tests/e2e/conftest.py."""

from strategy_portal.management.commands.compile_catalogues import compile_catalogue
from tests.strict_templates import ROOT


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # xdist's workers start after this
        for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
            compile_catalogue(source)
