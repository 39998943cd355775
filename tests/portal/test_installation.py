"""`make run` and `make test` before anything is installed: what they refuse, what they install, what they skip."""

import os
import re
import socket
import stat
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from strategy_portal import installation
from strategy_portal.installation import CannotContinue, Package

ROOT = Path(__file__).resolve().parents[2]


def make(goal: str, **environment):
    """Run `make` with ``goal`` and return the finished process. Every call here stops before anything is installed."""
    command = [sys.executable, "-m", "strategy_portal.installation", goal]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("goal", ["run", "dev"])
def test_an_unknown_city_is_refused_with_the_list_of_cities(goal):
    answer = make(goal, CITY="../atlantis", PORT="8971")
    assert answer.returncode == 1
    assert f"There is no city '../atlantis'. Choose one with make {goal} CITY=... from " in answer.stderr
    assert "erkelenz, rothenburg, telgte" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "²"])
def test_a_text_that_is_no_port_is_refused(port):
    answer = make("run", PORT=port)
    assert (answer.returncode, answer.stderr) == (1, f"\nPORT is {port!r}: write a number from 1 to 65535.\n")


@pytest.mark.parametrize("goal", ["run", "dev"])
def test_a_port_in_use_is_refused_before_anything_is_set_up(goal):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = make(goal, PORT=str(port))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"\nPort {port} is in use on this machine. Choose another one: make {goal} PORT=")
    assert answer.stdout == ""


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with a single folder on its PATH; calls of its programs are appended to the file `log`."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    program(tmp_path / "bin" / "env", 'exec /usr/bin/env "PATH=$PATH" "$@"')
    (tmp_path / "log").touch()
    return tmp_path


def lacks(machine: Path, name: str = "libpango-1.0-0", **more) -> Package:
    return Package(name, "lays out the PDF", (machine / name).exists, **more)


def become(monkeypatch, user_id: int) -> None:
    monkeypatch.setattr(installation.os, "geteuid", lambda: user_id)


@pytest.mark.parametrize("tools", [[], ["apt-get"], ["apt-get", "sudo"]], ids=["bare", "no sudo", "sudo asks"])
def test_without_root_the_missing_packages_are_named_with_the_command(machine, monkeypatch, tools):
    become(monkeypatch, 1000)
    for tool in tools:
        program(machine / "bin" / tool, "exit 1")
    with pytest.raises(CannotContinue) as refusal:
        installation.install_packages([lacks(machine), lacks(machine, "chromium")])
    assert "sudo apt-get install --no-install-recommends libpango-1.0-0 chromium\n" in str(refusal.value)
    assert "libpango-1.0-0         lays out the PDF" in str(refusal.value)


APT_GET = 'echo "$DEBIAN_FRONTEND $*" >> {0}/log; [ "$2" = update ] || for name; do : > {0}/$name; done'


def test_root_installs_what_is_missing_and_nothing_else(machine, monkeypatch):
    become(monkeypatch, 0)
    program(machine / "bin" / "apt-get", APT_GET.format(machine))
    (machine / "gettext").touch()
    packages = [lacks(machine), lacks(machine, "gettext"), lacks(machine, "chromium")]
    installation.install_packages(packages)
    installation.install_packages(packages)
    assert (machine / "log").read_text().splitlines() == [
        "noninteractive -q update",
        "noninteractive -q install -y --no-install-recommends libpango-1.0-0 chromium",
    ]


def test_sudo_is_used_where_it_asks_for_no_password(machine, monkeypatch):
    become(monkeypatch, 1000)
    program(machine / "bin" / "sudo", 'shift; [ "$1" = true ] || exec "$@"')
    program(machine / "bin" / "apt-get", APT_GET.format(machine))
    installation.install_packages([lacks(machine)])
    assert (machine / "log").read_text().count("libpango-1.0-0") == 1


def test_root_without_network_is_told_the_packages(machine, monkeypatch):
    become(monkeypatch, 0)
    program(machine / "bin" / "apt-get", "exit 100")
    with pytest.raises(CannotContinue, match="libpango-1.0-0"):
        installation.install_packages([lacks(machine)])


def test_an_optional_package_is_reported_and_not_required(machine, monkeypatch, capsys):
    become(monkeypatch, 1000)
    installation.install_packages([lacks(machine, "postgresql", without_it="It comes from a Python package.")])
    assert capsys.readouterr().out == "postgresql is not installed. It comes from a Python package.\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The folder of a project whose programs only record how they were called."""
    venv = tmp_path / ".venv"
    for name, value in {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin" / "python"}.items():
        monkeypatch.setattr(installation, name, value)
    program(venv / "bin" / "python", f'case "$*" in *install*) echo "pip ${{*##*/}}" >> {tmp_path}/log;; esac')
    build = f'echo "npm $1" >> {tmp_path}/log; [ "$1" = ci ] && rm -rf {tmp_path}/node_modules; exit 0'
    program(venv / "bin" / "npm", build)
    for name in ("requirements.txt", "requirements-test.txt", "package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    for folder in ("templates", "static/css", "static/build"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def done(project: Path) -> list[str]:
    log = project / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.write_text("")
    return lines


def test_python_packages_are_installed_once_per_lock(project):
    lock = project / "requirements.txt"
    installation.install_dependencies(lock)
    installation.install_dependencies(lock)
    assert done(project) == ["pip requirements.txt"]
    lock.write_text("changed")
    installation.install_dependencies(lock)
    assert done(project) == ["pip requirements.txt"]


def test_who_has_tested_can_run_without_installing_again(project):
    installation.install_dependencies(project / "requirements-test.txt")
    installation.install_dependencies(project / "requirements.txt")
    assert done(project) == ["pip requirements-test.txt"]


def test_a_failed_installation_is_tried_again_and_says_which_step_it_was(project):
    program(project / ".venv" / "bin" / "npm", f'echo "npm $1" >> {project}/log; exit 1')
    for _ in range(2):
        with pytest.raises(CannotContinue, match="the front-end packages could not be installed"):
            installation.build_front_end()
    assert done(project) == ["npm ci", "npm ci"]


def test_the_front_end_is_built_when_its_sources_have_changed(project):
    installation.build_front_end()
    assert done(project) == ["npm ci", "npm run"]
    installation.build_front_end()
    assert done(project) == []
    (project / "templates" / "base.html").write_text('<p class="new">')
    installation.build_front_end()
    assert done(project) == ["npm run"]
    (project / "package-lock.json").write_text('{"changed": true}')
    installation.build_front_end()
    assert done(project) == ["npm ci", "npm run"]


def test_lighthouse_is_installed_in_its_own_folder_once_per_lock(project):
    folder = project / "tests" / "lighthouse"
    folder.mkdir(parents=True)
    (folder / "package-lock.json").write_text("{}")
    program(project / ".venv" / "bin" / "npm", f'echo "${{PWD##*/}}: npm $1" >> {project}/log')
    for _ in range(2):
        installation.install_node_modules(folder, "Lighthouse")
    assert done(project) == ["lighthouse: npm ci"]
    (folder / "package-lock.json").write_text('{"changed": true}')
    installation.install_node_modules(folder, "Lighthouse")
    assert done(project) == ["lighthouse: npm ci"]


SERVED_BY_CAT = """
import os
from pathlib import Path
from strategy_portal import installation

installation.VENV = Path({venv!r})
installation.rebuild_styles_on_change()
os.execvp("cat", ["cat"])
"""


def test_the_styles_are_watched_until_the_server_ends_however_it_ends(project):
    watcher = f'echo "$*" >> {project}/log; cat; echo ended >> {project}/log'
    program(project / ".venv" / "bin" / "node", watcher)
    script = SERVED_BY_CAT.format(venv=str(project / ".venv"))
    command, pipe = [sys.executable, "-c", script], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as server:
        server.stdin.write(b"is served\n")
        server.stdin.flush()
        assert server.stdout.readline() == b"is served\n"
        assert eventually(lambda: done(project)) == ["static/build.mjs --watch"]
        server.kill()
    assert eventually(lambda: done(project)) == ["ended"]


def eventually(question):
    """Ask until the answer is a true one, for ten seconds at most."""
    end = time.monotonic() + 10
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = installation.secret_key_file(tmp_path / "var" / "telgte")
    key = path.read_text()
    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert installation.secret_key_file(tmp_path / "var" / "telgte").read_text() == key


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[^]]*\])?==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_test_lock_holds_the_other_one_and_both_hold_what_pyproject_asks_for():
    run, test = locked("requirements.txt"), locked("requirements-test.txt")
    assert run.items() <= test.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = {re.match(r"[a-z0-9-]+", line)[0] for line in project["project"]["dependencies"] + groups["front-end"]}
    assert wanted - run.keys() == set()
    assert {re.match(r"[a-z0-9-]+", line)[0] for line in groups["test"]} - test.keys() == set()


def committed_files():
    apart = {".git", ".venv", "node_modules", "var", "build", "__pycache__", ".pytest_cache", ".ruff_cache"}
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in apart]
        yield from (Path(folder) / name for name in names)


def test_no_file_names_a_package_registry():
    """People who build the portal may use a registry or mirror of their own."""
    # Each in two parts, or this file itself would be found.
    hosts = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.", "yarn" + "pkg.", "deb." + "debian."]
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in committed_files()
        for host in hosts
        if host.encode() in path.read_bytes()
    ]
    assert found == []
