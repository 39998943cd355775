"""The portal's own settings, as in production, with the surroundings of a test: read by pytest (pyproject.toml).

DATABASE_URL stays what the caller made it: that is how the same tests run on PostgreSQL.
"""

import os
import tempfile

# Kept in a name until this process ends; then the folder goes.
_folder = tempfile.TemporaryDirectory(prefix="portal-test-", ignore_cleanup_errors=True)
os.mkdir(os.path.join(_folder.name, "static"))  # WhiteNoise warns of a missing one

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

from strategy_portal.settings import *  # noqa: E402, F403 - the environment has to be there first
from strategy_portal.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402
from tests.harness.strict_templates import UnknownVariable  # noqa: E402

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable()
# Names without a hash need no collectstatic; tests/e2e/test_serve.py looks at the collected files.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow hash protects nothing here
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file as in production, not memory: threads then have connections, and locks, of their own.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder.name, "test.sqlite3")}
