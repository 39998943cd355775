"""The German catalogue translates every message of the sources, and has no others."""

import os
import re
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

CATALOGUE = "locale/de/LC_MESSAGES/django.po"
# Folders without messages. Django writes temporary files beside the templates that it reads, so it works on a copy.
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "fixtures", "locale", "node_modules", "static", "tests", "var")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}")


@pytest.fixture(scope="module")
def extraction(tmp_path_factory) -> tuple[polib.POFile, str]:
    """The messages of the current sources, extracted by Django's own command, and the output of that command."""
    copy = tmp_path_factory.mktemp("source") / "portal"
    shutil.copytree(settings.ROOT, copy, ignore=LEFT_OUT)
    (copy / "locale").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale=de", "--no-location"],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return polib.pofile(str(copy / CATALOGUE)), done.stdout


@pytest.fixture(scope="module")
def source(extraction) -> polib.POFile:
    return extraction[0]


@pytest.fixture(scope="module")
def german() -> polib.POFile:
    return polib.pofile(str(settings.ROOT / CATALOGUE))


def keys(catalogue) -> set[tuple]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue}


def pairs(entry):
    """Yield each text with its translation; all plural forms but the first are translations of the plural text."""
    if not entry.msgid_plural:
        yield entry.msgid, entry.msgstr
    for form, translation in entry.msgstr_plural.items():
        yield entry.msgid_plural if form else entry.msgid, translation


def test_every_message_has_an_entry(source, german):
    assert keys(source) - keys(german) == set(), "`make messages` adds what is missing"


def test_no_message_is_used_with_and_without_a_plural(extraction):
    """Django would extract only one of the two, as it did with "project". A message context separates them."""
    assert [line for line in extraction[1].splitlines() if "warning" in line] == []


def test_no_entry_outlives_its_message(source, german):
    assert keys(german) - keys(source) == set(), "`make messages` removes what is no longer used"
    assert [entry.msgid for entry in german.obsolete_entries()] == []


def test_every_entry_is_translated_by_a_person(german):
    assert [entry.msgid for entry in german if not entry.translated()] == []
    assert not german.metadata_is_fuzzy


def test_plurals_have_both_forms_of_german(german):
    assert german.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert [entry.msgid for entry in german if entry.msgid_plural and set(entry.msgstr_plural) != {0, 1}] == []


def test_translations_keep_the_placeholders(german):
    broken = [
        (text, translation)
        for entry in german
        for text, translation in pairs(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(translation))
    ]
    assert broken == []


def test_translations_keep_the_line_ends(german):
    broken = [
        (text, translation)
        for entry in german
        for text, translation in pairs(entry)
        if (text[:1] == "\n", text[-1:] == "\n") != (translation[:1] == "\n", translation[-1:] == "\n")
    ]
    assert broken == []
