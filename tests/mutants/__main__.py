"""`make mutants`: plants faults, one at a time, and says which test notices. Fails if one survives the whole suite.

    make mutants ARGS="--jobs 2"            two at a time
    make mutants ARGS="quorum seat-taken"   these only

It works on copies of the files as they are now. A fault is caught when a test fails that passes without the fault; it
is not caught if a module cannot be imported, a fixture breaks, or the run takes too long. At the end, all tests that
have caught a fault are run without any fault, to see that they pass.
"""

import argparse
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tests.harness.strict_templates import ROOT
from tests.mutants.faults import FAULTS
from tests.mutants.planting import Fault, NotPlantable

# What tests need besides the sources. Built files have to be copied: the PDF engine refuses static files outside their
# folder, where a symbolic link leads.
LINKED = (".venv", "node_modules")
BUILT = "static/build"
# Tests that are not run. Those in tests/mutants fail for any planted fault, as its place has gone from the sources.
NO_WITNESSES = ("tests/e2e", "tests/mutants")
SECONDS_NEAR, SECONDS_ALL = 400, 1800
FAILED = re.compile(r"^FAILED (.+?)(?: - |$)", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    fault: Fault
    caught_by: str
    said: str  # pytest's output, if nothing caught it
    seconds: float

    def __str__(self):
        return f"{self.fault.area:<14}{self.fault.name:<44}{self.seconds:>6.0f} s  {self.caught_by or 'SURVIVES'}"


def copy_of_the_sources(folder: Path) -> Path:
    """Copy tracked files, untracked ones that are not ignored, and built ones to ``folder``; link installed ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / BUILT, folder / BUILT)
    for name in LINKED:
        (folder / name).symlink_to((ROOT / name).resolve())
    return folder


def run_tests(folder: Path, tests: list[str], *, seconds: int, all_failures: bool = False) -> tuple[int, str]:
    """Run pytest in ``folder``, by default until a test fails; return its exit code and its output.

    The code is -1 if it takes more than ``seconds``.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "--tb=short", *tests, *([] if all_failures else ["-x"])]
    command += [f"--ignore={name}" for name in NO_WITNESSES]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _none = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return -1, f"nothing after {seconds} s"
    return process.returncode, said


def failed_test(code: int, said: str) -> str:
    """Return the test that failed; an empty string if none did, or if pytest could not even begin."""
    found = FAILED.search(said)
    return found[1] if code == 1 and found else ""


def examine(fault: Fault, folder: Path, *, near_only: bool) -> Verdict:
    began = time.monotonic()
    source = folder / fault.place(folder)
    healthy = source.read_text(encoding="utf-8")
    near = fault.near_tests(folder)
    source.write_text(fault.planted(healthy), encoding="utf-8")
    try:
        code, said = run_tests(folder, near, seconds=SECONDS_NEAR)
        if code == 0 and not near_only:
            code, said = run_tests(folder, [], seconds=SECONDS_ALL)
    finally:
        source.write_text(healthy, encoding="utf-8")
    caught_by = failed_test(code, said)
    return Verdict(fault, caught_by, "" if caught_by else said[-2000:], time.monotonic() - began)


def failing_anyway(folder: Path, tests: set[str]) -> set[str]:
    """Return those of ``tests`` that fail without any fault. Those that fail together are run again one by one."""
    functions = sorted({test.partition("[")[0] for test in tests})
    if not functions:
        return set()
    code, said = run_tests(folder, functions, seconds=SECONDS_ALL, all_failures=True)
    if code == 0:
        return set()
    suspects = {name.partition("[")[0] for name in FAILED.findall(said)} or set(functions)
    guilty = {name for name in suspects if run_tests(folder, [name], seconds=SECONDS_NEAR)[0] != 0}
    return {test for test in tests if test.partition("[")[0] in guilty}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutants", description="Plant faults and see whether tests notice.")
    parser.add_argument("names", nargs="*", metavar="fault", help="all of them if none is named")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument(
        "--near", action="store_true", help="ask the tests named with a fault only, not the whole suite"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {fault.name for fault in FAULTS}
    if unknown:
        parser.error(f"there is no fault {', '.join(sorted(unknown))}")
    faults = [fault for fault in FAULTS if not arguments.names or fault.name in arguments.names]

    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        first = copy_of_the_sources(Path(name, "1"))
        try:
            for fault in faults:
                fault.place(first)
                fault.near_tests(first)
        except NotPlantable as error:
            print(error, file=sys.stderr)
            return 1
        # This leaves compiled modules behind, which make all later runs faster.
        code, said = run_tests(first, faults[0].near_tests(first), seconds=SECONDS_ALL)
        if code != 0:
            print(f"Without any fault:\n{said}", file=sys.stderr)
            return 1
        folders: queue.Queue[Path] = queue.Queue()
        folders.put(first)
        for number in range(2, arguments.jobs + 1):
            folders.put(Path(shutil.copytree(first, Path(name, str(number)), symlinks=True)))

        def work(fault: Fault) -> Verdict:
            folder = folders.get()
            try:
                return examine(fault, folder, near_only=arguments.near)
            finally:
                folders.put(folder)

        verdicts = []
        with ThreadPoolExecutor(arguments.jobs) as pool:
            for verdict in pool.map(work, faults):
                print(verdict, flush=True)
                verdicts.append(verdict)
        anyway = failing_anyway(first, {verdict.caught_by for verdict in verdicts} - {""})

    verdicts = [
        replace(verdict, caught_by="", said=f"{verdict.caught_by} fails without the fault, too.")
        if verdict.caught_by in anyway
        else verdict
        for verdict in verdicts
    ]
    survivors = [verdict for verdict in verdicts if not verdict.caught_by]
    for verdict in survivors:
        print(f"\n--- {verdict.fault.name}\n{verdict.fault.new}\n{verdict.said}")
    print(f"\n{len(verdicts) - len(survivors)} of {len(verdicts)} faults are caught.")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
