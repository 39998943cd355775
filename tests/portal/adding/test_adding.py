"""The instructions in docs/adding.md work: they are followed in a copy of the sources, which ``checks.py`` tests."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
DOCUMENT = ROOT / "docs/adding.md"
CHECKS = "tests/portal/adding/checks.py"
BLOCK = re.compile(r"^`([\w./]+)`\n```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Runs the commands in the text, before the checks run.
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("makemigrations", "advisory_board", verbosity=0)
call_command("makemigrations", check=True, dry_run=True)
call_command("check")
"""


def changes() -> list[tuple[str, str]]:
    """Return the files that the document changes, each with its diff block."""
    return BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))


def changed(text: str, block: str) -> str:
    """Return ``text`` with the changes of ``block``, each of which must match exactly one place."""
    for hunk in block.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        if not text and not old:
            return new
        places = [found.start() for found in re.finditer(f"^(?={re.escape(old)})", text, re.MULTILINE)]
        assert len(places) == 1, f"stands {len(places)} times:\n{old}"
        text = text[: places[0]] + new + text[places[0] + len(old) :]
    return text


@pytest.mark.any_database
def test_everything_that_the_document_shows(tmp_path):
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "static/build", tmp_path / "static/build")
    found = changes()
    for name, block in found:
        path = tmp_path / name
        path.write_text(changed(path.read_text(encoding="utf-8") if path.exists() else "", block), encoding="utf-8")

    prepared = run(tmp_path, "-c", PREPARE)
    checked = run(tmp_path, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", CHECKS)

    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    assert checked.returncode == 0, checked.stdout + checked.stderr
    headings = re.findall(r"^## ", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert f"{len(headings)} passed" in checked.stdout


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DATABASE"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(folder)}
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)


class TestChanged:
    def test_lines_come_and_go(self):
        assert changed("a\nb\nc\n", " a\n-b\n+x\n+y\n") == "a\nx\ny\nc\n"
        assert changed("a\nb\nc\n", " a\n+x\n@@\n-c\n") == "a\nx\nb\n"
        assert changed("", "+a\n+b\n") == "a\nb\n"

    @pytest.mark.parametrize("text", ["a\n", "b\nb\n"])
    def test_a_place_that_is_not_there_or_twice_is_refused(self, text):
        with pytest.raises(AssertionError, match="stands"):
            changed(text, "-b\n+x\n")
