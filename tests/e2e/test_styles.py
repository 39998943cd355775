"""`make dev` builds the stylesheet again whenever one of its sources changes (static/build.mjs --watch)."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.harness.server import ROOT

NODE = Path(sys.executable).parent / "node"


@pytest.fixture
def project(tmp_path):
    """A project with a short stylesheet, which is built in no time."""
    for name in ("static/css", "templates", "advisory_board", "roadmap", "strategy", "strategy_portal"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "static" / "css" / "kern.scss").write_text(".kern-text { color: red }")
    (tmp_path / "static" / "css" / "portal.scss").write_text("")
    (tmp_path / "static" / "build.mjs").write_bytes((ROOT / "static" / "build.mjs").read_bytes())
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


def wait_for(words: str, path: Path) -> None:
    end = time.monotonic() + 30  # seconds, generous: two cores, other tests beside it
    while not (path.exists() and words in path.read_text()):
        assert time.monotonic() < end, f"{words!r} does not come to {path.name}"
        time.sleep(0.05)


def test_styles_follow_their_sources_and_a_mistake_is_only_told(project):
    source, built, log = project / "static/css/portal.scss", project / "static/build/portal.css", project / "log"
    with (
        open(log, "w") as output,
        subprocess.Popen(
            [NODE, "static/build.mjs", "--watch"], cwd=project, stdin=subprocess.PIPE, stdout=output, stderr=output
        ) as watcher,
    ):
        wait_for("Watching", log)
        (project / "templates" / "new.html").write_text('<p class="kern-text">')
        wait_for(".kern-text{color:red}", built)
        source.write_text(".own { margin: ")
        wait_for("Expected expression", log)
        source.write_text(".own { margin: 1px }")
        wait_for(".own{margin:1px}", built)
        watcher.stdin.close()
        assert watcher.wait(10) == 0
