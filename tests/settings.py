"""The settings for tests: those of production in a test environment. pytest reads them (pyproject.toml).

DATABASE_URL is left as the caller has set it, so that the same tests can run on PostgreSQL.
"""

import os
import tempfile

# A module variable, so that the folder exists until this process ends.
_folder = tempfile.TemporaryDirectory(prefix="portal-test-", ignore_cleanup_errors=True)
os.mkdir(os.path.join(_folder.name, "static"))  # WhiteNoise warns if it is missing

for name in ("SECRET_KEY_FILE", "BEHIND_PROXY", "EMAIL_BACKEND", "DEFAULT_FROM_EMAIL", "TIME_ZONE"):
    os.environ.pop(name, None)
os.environ |= {
    "SECRET_KEY": "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "DEBUG": "false",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "BASE_URL": "http://testserver",
    "CITY": "erkelenz",
    "DATA_DIR": _folder.name,
}

from strategy_portal.settings import *  # noqa: E402, F403 - the environment has to be set first
from strategy_portal.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402
from tests.harness.strict_templates import UnknownVariable  # noqa: E402

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable()
# File names without hashes need no collectstatic; tests/e2e/test_serve.py tests the collected files.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow hash protects nothing here
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file as in production, not in memory, so that each thread has its own connection and locks.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder.name, "test.sqlite3")}
