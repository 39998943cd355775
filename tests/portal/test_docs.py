"""Everything that comments and documents cite exists: documents, their rules and sections, files, vocabularies."""

import re
import subprocess
from pathlib import PurePath

import pytest
from django.conf import settings
from django.utils import translation

from advisory_board.models import AgendaItem, Meeting, Membership, Minutes, Recommendation
from roadmap.models import Horizon, Priority, ProjectUpdate, Schedule, Status
from strategy.models import Consultation, Edition

ROOT = settings.ROOT
# Endings of files that may contain comments.
CODE = {".py", ".html", ".toml", ".mjs", ".js", ".scss", ".css", ".txt", ".yml", ""}
DOCUMENT = re.compile(r"[\w./-]*[\w-]\.md\b")
# "docs/domain.md, rules 1, 2 and 4" and "docs/domain.md, vocabularies", also across two lines of a comment.
CITED = re.compile(
    r"(docs/[\w-]+\.md)`?,[\s#*/]+(?:rules?[\s#*/]+(\d+(?:(?:,\s*|\s+and\s+)\d+)*)|(vocabularies|[A-Z][\w ]+))"
)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# `roadmap/verbs/updates.py`, `test_canary.py`, `strategy_portal/publishing/`; no addresses, no commands.
FILE = re.compile(r"`([\w.-][\w./-]*(?:\.(?:py|html|toml|md|txt|yml|mjs|js|s?css)|/))`")
# A file that docs/adding.md creates: its block begins with an added line.
NEW_FILE = re.compile(r'^`[^`]+`\n```diff\n(?=\+("""|\{% load))', re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)")
VOCABULARIES = {
    "status of a project": Status,
    "schedule": Schedule,
    "priority": Priority,
    "horizon": Horizon,
    "state of an update": ProjectUpdate.State,
    "status of an edition": Edition.Status,
    "role in a consultation": Consultation.Role,
    "state of a meeting": Meeting.State,
    "result of an agenda item": AgendaItem.Result,
    "state of minutes": Minutes.State,
    "role on the board": Membership.Role,
    "state of a recommendation": Recommendation.State,
}


def tracked() -> list[str]:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return files.strip("\0").split("\0")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


FILES = [name for name in tracked() if (ROOT / name).is_file()]
FOLDERS = {f"{parent}/" for name in FILES for parent in PurePath(name).parents}
# Files that the portal generates, and placeholders.
NOT_KEPT = {"robots.txt", "sitemap.xml", "var/", "static/build/", "x.html", "_x.html"}
DOCUMENTS = [name for name in FILES if name.endswith(".md") and (name == "README.md" or name.startswith("docs/"))]
SOURCES = [name for name in FILES if PurePath(name).suffix in CODE and not name.endswith("test_docs.py")]


def headings(document: str) -> set[str]:
    return {heading.lower() for heading in HEADING.findall(read(document))}


def missing_parts(text: str, *, headings_of=headings) -> list[str]:
    """Return the rules and sections that ``text`` cites and the documents do not have."""
    missing = []
    for document, rules, section in CITED.findall(text):
        found = headings_of(document)
        wanted = [f"rule {number}: " for number in re.findall(r"\d+", rules)] or [section.lower()]
        missing += [f"{document}, {part}" for part in wanted if not any(each.startswith(part) for each in found)]
    return missing


def foreign_documents(text: str) -> set[str]:
    """Return the documents that ``text`` names and that do not exist under this name in the repository."""
    return {name for name in DOCUMENT.findall(text) if name not in FILES}


def unknown_files(text: str, *, folder: str = "") -> set[str]:
    """Return the files and folders that a document in ``folder`` names, with or without path, and that do not exist."""
    linked = {(PurePath(folder) / name).as_posix() for name in LINK.findall(text) if "://" not in name}
    named = set(FILE.findall(re.sub(NEW_FILE, "", text))) | linked
    alone = {PurePath(name).name for name in FILES} | {f"{PurePath(name).name}/" for name in FOLDERS}
    return named - set(FILES) - FOLDERS - alone - NOT_KEPT


@pytest.mark.parametrize("kind", sorted({PurePath(name).suffix for name in SOURCES}))
def test_code_names_documents_of_the_repository(kind):
    found = {name: foreign_documents(read(name)) for name in SOURCES if PurePath(name).suffix == kind}

    assert {name: documents for name, documents in found.items() if documents} == {}


def test_what_code_and_documents_cite_is_there():
    found = {name: missing_parts(read(name)) for name in [*SOURCES, *DOCUMENTS]}

    assert {name: parts for name, parts in found.items() if parts} == {}


def test_rules_are_cited_at_all():
    assert sum(len(CITED.findall(read(name))) for name in SOURCES) >= 10


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_files_that_are_there(document):
    assert unknown_files(read(document), folder=str(PurePath(document).parent)) == set()


def test_the_folders_of_the_architecture_are_there():
    block = read("docs/architecture.md").partition("```\n")[2].partition("```")[0]
    found, app = [], ""
    for line in filter(None, block.splitlines()):
        name = line.split()[0]
        app = app if line.startswith(" ") else name
        found.append(f"{name}/" if name == app else f"{app}/{name}")

    assert len(found) > 20
    assert set(found) - FOLDERS == set()


@pytest.mark.parametrize("label", VOCABULARIES)
def test_vocabularies_are_those_of_the_code(label):
    rows = dict(re.findall(r"^\| ([^|]+?) \| (`[^|]+?) \|$", read("docs/domain.md"), re.MULTILINE))
    with translation.override("de"):
        expected = [f"`{key}` {word}" for key, word in VOCABULARIES[label].choices]

    assert rows[label].split(" · ") == expected
    assert set(rows) == set(VOCABULARIES)


class TestTheChecks:
    """Each of them can fail."""

    def test_a_foreign_document(self):
        assert foreign_documents("as STANDARDS.md says, and docs/domain.md") == {"STANDARDS.md"}

    def test_a_rule_and_a_section_that_are_missing(self):
        text = "(docs/domain.md, rules 1, 2 and 99), docs/domain.md, vocabularies and docs/domain.md,\n# rule 98."

        assert missing_parts(text) == ["docs/domain.md, rule 99: ", "docs/domain.md, rule 98: "]
        assert missing_parts("docs/domain.md, vocabularies", headings_of=lambda name: set()) == [
            "docs/domain.md, vocabularies"
        ]

    def test_a_file_that_is_missing(self):
        text = (
            '`roadmap/new.py`\n```diff\n+"""New."""\n```\n'
            "`roadmap/gone.py`, `gone/`, `roadmap/`, `models/`, `manage.py`, `/verwaltung/`, `make run`, [a](gone.md)"
        )

        assert unknown_files(text, folder="docs") == {"roadmap/gone.py", "gone/", "docs/gone.md"}
