"""A portal with a wrong setting does not start, and says which one it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"SECRET_KEY": "a-good-key-0123456789-abcdefghijklmnopqrstuvwxyz-01234", "ALLOWED_HOSTS": "portal.example.org"}


def start(**environment: str):
    """Load the settings in a process with this environment only; return its exit code and the last line of output."""
    command = [sys.executable, "-c", "from strategy_portal import settings; print(settings.HTTPS, settings.DATABASES)"]
    given = {"PATH": os.environ["PATH"], **environment}
    answer = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=30)
    return answer.returncode, (answer.stdout + answer.stderr).strip().splitlines()[-1]


def test_two_variables_are_enough_and_give_sqlite():
    code, said = start(**GOOD)
    assert code == 0
    assert said.startswith("False ")
    assert "django.db.backends.sqlite3" in said


def test_the_database_lies_where_the_data_are_whatever_the_folder_is_called(tmp_path):
    folder = tmp_path / "a+b #1 %41"
    assert str(folder / "portal.sqlite3") in start(**GOOD, DATA_DIR=str(folder))[1]


def test_an_ipv6_address_is_a_host():
    assert start(**GOOD | {"ALLOWED_HOSTS": "[::1]"})[0] == 0


def test_database_url_chooses_postgresql():
    assert "django.db.backends.postgresql" in start(**GOOD, DATABASE_URL="postgres://portal@db/portal")[1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "changeme" * 7}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "django-insecure-0123456789-abcdefghijklmnopqrstuvwxyz-0123"}, "SECRET_KEY is weak"),
        ({"SECRET_KEY_FILE": "somewhere"}, "Set either SECRET_KEY or SECRET_KEY_FILE, not both"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/does/not/exist"}, "SECRET_KEY_FILE: the file /does/not/exist"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": "portal.example.org, *"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": ".example.org"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": "https://portal.example.org"}, "ALLOWED_HOSTS has an address"),
        ({"ALLOWED_HOSTS": "portal.example.org:8000"}, "ALLOWED_HOSTS has an address"),
        ({"DATABASE_URL": "mysql://portal@db/portal"}, "DATABASE_URL is no PostgreSQL"),
        ({"DATABASE_URL": "postgres://portal@db:port/portal"}, "DATABASE_URL cannot be read"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'"),
        ({"BEHIND_PROXY": "2"}, "BEHIND_PROXY is '2'"),
        ({"BASE_URL": "portal.example.org"}, "BASE_URL is 'portal.example.org'"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'"),
        ({"EMAIL_USE_TLS": "starttls"}, "EMAIL_USE_TLS is 'starttls'"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(wrong, said):
    code, line = start(**GOOD | wrong)
    assert code == 1
    assert line.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert said in line


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(GOOD["SECRET_KEY"] + "\n")
    assert start(**GOOD | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "key")})[0] == 0


def test_a_public_https_address_turns_its_protections_on():
    assert start(**GOOD, BASE_URL="https://portal.example.org")[1].startswith("True ")
