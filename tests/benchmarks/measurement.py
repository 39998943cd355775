"""Measuring time and memory, relative to a baseline of the same run."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MEMORY = Path("/proc/self")  # Linux only; elsewhere the column stays empty
HEADING = f"{'':48}{'seconds':>9}{'ratio':>8}{'peak memory':>14}"


@dataclass(frozen=True)
class Measurement:
    """``megabytes`` is the peak memory of the process, None where that cannot be measured."""

    name: str
    seconds: float
    megabytes: int | None
    # What the time is compared with; None for a baseline itself.
    baseline: "Measurement | None" = None

    @property
    def ratio(self) -> float:
        return self.seconds / self.baseline.seconds if self.baseline else 1

    def __str__(self):
        memory = "" if self.megabytes is None else f"{self.megabytes} MB"
        return f"{self.name:48}{self.seconds:9.4f}{self.ratio:8.1f}{memory:>14}"


def measure(name: str, run: Callable[[], object], *, baseline: Measurement | None = None, times: int = 1):
    """Call ``run`` ``times`` times; return the average measurement and the result of the last call."""
    forget_peak()
    began = time.perf_counter()
    for _ in range(times):
        result = run()
    seconds = (time.perf_counter() - began) / times
    return Measurement(name, seconds, peak(), baseline), result


def forget_peak() -> None:
    try:
        (MEMORY / "clear_refs").write_text("5")
    except OSError:
        return


def peak() -> int | None:
    try:
        lines = (MEMORY / "status").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:"))
