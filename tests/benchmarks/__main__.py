"""`make benchmark`: the cost of long imports and long lists, as ratios to a baseline of the same run.

Absolute times say more about the machine than about the portal, so none is asserted. The run fails if an import did not
import its rows or a page did not show its projects. It uses its own test database: SQLite, or that of DATABASE_URL.
"""

import os
import sys
from pathlib import Path

import django
from django.test.runner import DiscoverRunner
from django.test.utils import setup_test_environment


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from django.conf import settings
    from django.test import Client

    from strategy_portal.management.commands.compile_catalogues import compile_catalogue
    from tests import make
    from tests.benchmarks.measurement import HEADING
    from tests.benchmarks.pages import pages
    from tests.benchmarks.spreadsheets import imports

    for source in Path("locale").glob("*/LC_MESSAGES/*.po"):
        compile_catalogue(source)
    setup_test_environment()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        print(HEADING)
        for measurement in pages():
            print(measurement)
        client = Client()
        client.force_login(make.superuser())
        for measurement in imports(client, rows=settings.SPREADSHEET_ROWS):
            print(measurement, flush=True)
    except AssertionError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        runner.teardown_databases(databases)
    return 0


if __name__ == "__main__":
    sys.exit(main())
