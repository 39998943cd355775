"""The portal as served by `make run`, with the settings and server of production, for the duration of a test."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180  # generous: other tests run on the two cores


@contextlib.contextmanager
def portal(data: Path, *, city: str = "telgte", dev: bool = False) -> Iterator[tuple[str, str]]:
    """Serve ``city`` from the folder ``data``; yield its address and its output, then stop it like Ctrl-C.

    With ``dev``, it is served like by `make dev`.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "CITY": city,
        "DATA_DIR": str(data),
        "SECRET_KEY": "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": address,
    }
    command = [sys.executable, "manage.py", "serve", "--demo", f"--port={port}"]
    if dev:
        environment["DEBUG"] = "true"
        command.append("--reload")
    log = data.with_suffix(".log")
    with open(log, "w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_until_ready(f"{address}/readyz", process, log)
        yield address, log.read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0, log.read_text()
        assert "Traceback" not in log.read_text()
    finally:
        process.kill()
        process.wait()


def wait_until_ready(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), urlopen(address, timeout=5) as answer:
            assert answer.status == 200
            return
        time.sleep(0.2)
    raise AssertionError(f"{address} does not answer:\n{log.read_text()}")
