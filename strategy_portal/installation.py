"""Sets the portal up on a machine that has only Python and make, and starts it.

``python3 -m strategy_portal.installation run`` is `make run`, ``... dev`` is `make dev`, ``... test`` does the set-up
for `make test`, ``... lighthouse`` that for `make lighthouse`.
It runs before anything is installed, so it uses the standard library only. A step is skipped if its inputs have not
changed since it last succeeded; their fingerprint is stored in the folder that the step fills, so that deleting the
folder deletes the fingerprint too. If something is missing, a message says what; there is never a traceback.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import importlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / "tests" / "lighthouse"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class CannotContinue(Exception):
    """The set-up has to stop. The message says what is missing and how to get it."""


class Package(NamedTuple):
    """A Debian package, and how to tell whether what it provides is there, wherever it was installed from."""

    name: str
    purpose: str
    is_present: Callable[[], bool]
    without_it: str = ""  # what happens without the package; if empty, the set-up stops


def has_library(file_name: str) -> bool:
    try:
        ctypes.CDLL(file_name)
    except OSError:
        return False
    return True


def has_program(*names: str) -> bool:
    return any(shutil.which(name) for name in names)


def has_postgresql() -> bool:
    return has_program("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def has_ensurepip() -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


PACKAGES_TO_INSTALL = [Package("python3-venv", "creates the virtual environment", has_ensurepip)]
PACKAGES_TO_RUN = [
    Package("libpango-1.0-0", "lays out the PDF", lambda: has_library("libpango-1.0.so.0")),
    Package("libpangoft2-1.0-0", "finds the PDF's fonts", lambda: has_library("libpangoft2-1.0.so.0")),
    Package("libharfbuzz-subset0", "makes PDFs repeatable", lambda: has_library("libharfbuzz-subset.so.0")),
]
PACKAGES_TO_TEST = [
    Package("chromium", "shows the pages in the end-to-end tests", lambda: has_program("chromium", "chromium-browser")),
    Package("libatomic1", "is needed to drive the browser", lambda: has_library("libatomic.so.1")),
    Package("gettext", "compares texts with the catalogue", lambda: has_program("xgettext")),
    Package("postgresql", "second database of the tests", has_postgresql, "PostgreSQL comes from a Python package."),
]


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - this is where older ones are turned away
            raise CannotContinue(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.")
        if arguments in (["run"], ["dev"]):
            start(arguments[0], city=os.environ.get("CITY") or "erkelenz", port=os.environ.get("PORT") or "8000")
        elif arguments in (["test"], ["lighthouse"]):
            install(PACKAGES_TO_INSTALL + PACKAGES_TO_RUN + PACKAGES_TO_TEST, "requirements-test.txt")
            if arguments == ["lighthouse"]:
                install_node_modules(LIGHTHOUSE, "Lighthouse")
        else:
            raise CannotContinue("Say `make run`, `make dev` or `make test`.")
    except CannotContinue as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def start(command: str, *, city: str, port: str) -> None:
    """Install what is needed, then replace this process with the server for ``city``. Does not return.

    ``dev`` serves the same data as ``run``, so that an example stays as it was edited whichever of them is started;
    set DATA_DIR to try out a migration on other data.
    """
    number = free_port(port, command)
    cities = sorted(folder.name for folder in (ROOT / "fixtures").glob("*") if folder.is_dir())
    if city not in cities:
        names = ", ".join(cities)
        raise CannotContinue(f"There is no city {city!r}. Choose one with make {command} CITY=... from {names}.")
    install(PACKAGES_TO_INSTALL + PACKAGES_TO_RUN, "requirements.txt")
    # Settings from the caller's environment win.
    data = Path(os.environ.setdefault("DATA_DIR", str(ROOT / "var" / city)))
    os.environ["CITY"] = city
    os.environ.setdefault("DEBUG", "false")
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{number}")
    if not os.environ.get("SECRET_KEY"):
        os.environ.setdefault("SECRET_KEY_FILE", str(secret_key_file(data)))
    serve = [str(PYTHON), "manage.py", "serve", "--demo", f"--port={number}"]
    if command == "dev":
        os.environ["DEBUG"] = "true"
        rebuild_styles_on_change()
        serve.append("--reload")
    os.execv(PYTHON, serve)  # noqa: S606 - one process, which gets all signals


def rebuild_styles_on_change() -> None:
    """Start a watcher that stops when this process ends, however it ends, because its input is closed then."""
    input_, ours = os.pipe()
    os.set_inheritable(ours, True)  # the server that replaces this process keeps it open
    # In a group of its own, because its Python wrapper would answer Ctrl-C with a traceback.
    subprocess.Popen([VENV / "bin" / "node", "static/build.mjs", "--watch"], stdin=input_, process_group=0)
    os.close(input_)


def free_port(text: str, command: str) -> int:
    """Return ``text`` as the number of a free port, or stop the set-up.

    Called before anything else, so that nobody waits for minutes to read "address in use".
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotContinue(f"PORT is {text!r}: write a number from 1 to 65535.")
    number = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: ignores TIME_WAIT
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = number + 1 if number < 65535 else 8000
                raise CannotContinue(
                    f"Port {number} is in use on this machine. Choose another one: make {command} PORT={other}"
                ) from error
            raise CannotContinue(f"Port {number} cannot be used: {error.strerror}.") from error
    return number


def secret_key_file(data: Path) -> Path:
    """Return the file with this installation's own key; it is created once, readable by its owner only."""
    path = data / "secret_key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path


def install(packages: list[Package], lock: str) -> None:
    install_packages(packages)
    install_dependencies(ROOT / lock)
    build_front_end()


def install_packages(packages: list[Package]) -> None:
    missing = [package for package in packages if not package.is_present()]
    if not missing:
        return
    prefix = administrator()
    if prefix is not None and shutil.which("apt-get"):
        names = [package.name for package in missing]
        say(f"Installing the Debian packages {', '.join(names)}")
        apt_get = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        # The result is not checked: the install may work even if one of several package sources is unavailable.
        subprocess.run([*apt_get, "update"], stdout=subprocess.DEVNULL)
        subprocess.run([*apt_get, "install", "-y", "--no-install-recommends", *names], stdout=subprocess.DEVNULL)
        missing = [package for package in missing if not package.is_present()]
    for package in missing:
        if package.without_it:
            print(f"{package.name} is not installed. {package.without_it}")
    needed = [package for package in missing if not package.without_it]
    if needed:
        lines = [f"  {package.name:22} {package.purpose}" for package in needed]
        names = " ".join(package.name for package in needed)
        raise CannotContinue(
            "This machine lacks packages that could not be installed from here:\n\n" + "\n".join(lines) + "\n\n"
            f"On Debian, install them with\n\n  sudo apt-get install --no-install-recommends {names}\n\n"
            "and say the same command again."
        )


def administrator() -> list[str] | None:
    """Return the prefix with which a command runs as root, or None if that would need a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_dependencies(lock: Path) -> None:
    wanted = fingerprint([lock])
    stamps = VENV / "installed"
    # requirements-test.txt contains requirements.txt in the same versions (tests/portal/test_installation.py).
    if is_installed(stamps / lock.name, wanted) and answers([PYTHON, "-c", "import django"]):
        return
    if not answers([PYTHON, "-m", "pip", "--version"]):  # no environment yet, or the Python it links to is gone
        say("Creating the virtual environment .venv")
        must([sys.executable, "-m", "venv", "--clear", VENV], "the virtual environment could not be created")
    say(f"Installing the Python packages of {lock.name}")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Wheels only: nothing is compiled here, and no code runs before its hash has been checked.
    locked = ["--only-binary=:all:", "--require-hashes", "-r", lock]
    must([*pip, *locked], "the Python packages could not be installed")
    mark(stamps / lock.name, wanted)
    if lock.name == "requirements-test.txt":
        mark(stamps / "requirements.txt", fingerprint([ROOT / "requirements.txt"]))


def build_front_end() -> None:
    """Fill node_modules/ and static/build/, with the Node.js that was installed as a Python package."""
    locked = install_node_modules(ROOT, "the front-end packages")
    built = ROOT / "static" / "build"
    # Python files count too: the stylesheet keeps only classes that templates, scripts or Python files name.
    sources = [path for name in ("templates", "static") for path in (ROOT / name).rglob("*")]
    for name in ("advisory_board", "roadmap", "strategy", "strategy_portal"):
        sources += (ROOT / name).rglob("*.py")
    wanted = fingerprint([*locked, *(path for path in sources if built not in path.parents)])
    if not is_installed(built / ".built", wanted):
        say("Building styles and fonts")
        npm(ROOT, "run", "--silent", "build", otherwise="the front end could not be built")
        mark(built / ".built", wanted)


def install_node_modules(folder: Path, what: str) -> list[Path]:
    """Install the packages of the lock file in ``folder``; return the files that determine what is installed."""
    locked = [folder / name for name in ("package.json", "package-lock.json", ".npmrc")]
    stamp, wanted = folder / "node_modules" / ".installed", fingerprint(locked)
    if not is_installed(stamp, wanted):
        say(f"Installing {what}")
        npm(folder, "ci", "--no-audit", "--no-fund", "--loglevel=error", otherwise=f"{what} could not be installed")
        mark(stamp, wanted)
    return locked


def npm(folder: Path, *arguments: str, otherwise: str) -> None:
    """Run npm in ``folder``, with Node.js from .venv on the PATH."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    must([VENV / "bin" / "npm", *arguments], otherwise, environment={**os.environ, "PATH": path}, folder=folder)


def fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_installed(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def mark(stamp: Path, wanted: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def answers(command: list[str | Path]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def must(
    command: list[str | Path], otherwise: str, *, environment: dict[str, str] | None = None, folder: Path | None = None
) -> None:
    if subprocess.run(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL).returncode:
        said = " ".join(str(part) for part in command)
        raise CannotContinue(f"Stopped: {otherwise}. The reason stands above; the command was\n\n  {said}")


def say(text: str) -> None:
    print(f"{text} ...", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
