"""The throw-away PostgreSQL: it works, returns the command's exit code, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = [sys.executable, "-m", "tests.harness.postgresql"]
ROOT = Path(__file__).resolve().parents[2]
ASK = """
import os, dj_database_url, psycopg
address = dj_database_url.parse(os.environ["DATABASE_URL"])
with psycopg.connect(host=address["HOST"], user=address["USER"], dbname=address["NAME"]) as connection:
    print(address["HOST"], connection.execute("SELECT lower('ÄÖÜ'), 'Z' < 'a'").fetchone())
raise SystemExit(3)
"""


def test_the_command_gets_a_server_of_its_own_and_its_code_is_returned():
    answer = subprocess.run([*RUNNER, sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert answer.stderr == ""
    folder, row = answer.stdout.strip().split(" ", 1)
    assert row == "('äöü', True)"
    assert answer.returncode == 3
    assert not Path(folder).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_and_removes_its_folder(number):
    say = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    command = [*RUNNER, sys.executable, "-c", say]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        folder = Path(process.stdout.readline().split("@")[1].replace("%2F", "/")).parent
        assert (folder / "data" / "postmaster.pid").exists()
        process.send_signal(number)
        assert process.wait(30) == (143 if number == signal.SIGTERM else 130)
    assert not folder.exists()
    assert [pid for pid in os.listdir("/proc") if pid.isdigit() and str(folder) in command_of(pid)] == []


def command_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""
