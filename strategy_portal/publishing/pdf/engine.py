"""The PDF engine: it turns HTML into PDF/UA-1, with WeasyPrint in a child process with limits.

Rules for the HTML, without which the PDF is no valid PDF/UA-1:

- a list item holds inline content or another list, no block such as ``<p>``, and a ``<dl>`` holds no ``<div>``;
- a link holds text only, no elements (the filter ``pdf_markdown`` ensures this for texts of editors);
- an ``<svg>`` has a ``<title>``; a purely decorative image is a CSS background;
- no heading level is skipped;
- ``target-counter`` reads an attribute that is always there (the tag ``page_of`` writes it).

The HTML refers to its files as ``static:css/pdf.css``, for a static file that the caller names, and ``picture:logo``,
for bytes that the caller passes. The child process has access to nothing else.
"""

import base64
import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

from strategy_portal.publishing.pdf.child import OUT_OF_MEMORY, REFUSED

CHILD = Path(__file__).with_name("child.py")
# Variables that WeasyPrint's libraries need to find their files and caches. None of them is a secret.
ENVIRONMENT = (
    *("PATH", "HOME", "TMPDIR", "LANG", "LD_LIBRARY_PATH"),
    *("XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH"),
)

logger = logging.getLogger(__name__)


class PdfError(Exception):
    """No PDF could be made. The message is for the log; the view has its own text for readers."""


class PdfTooSlow(PdfError):
    """The document needed more than ``PDF_SECONDS``."""


class PdfTooLarge(PdfError):
    """The document needed more than ``PDF_MEGABYTES`` of memory."""


class PdfRefused(PdfError):
    """The document refers to a file that it was not given, or the caller names a static file that does not exist."""


class PdfCrashed(PdfError):
    """The child process ended without a PDF."""


class PdfBusy(PdfError):
    """The document waited in vain for others to be finished, or too many documents are waiting already."""


def render_pdf(html: str, *, static: Iterable[str] = (), pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return ``html`` as PDF. ``static``: names of the static files it uses; ``pictures``: further files as bytes.

    The same arguments yield the same bytes. Takes up to ``settings.PDF_SECONDS``. Raises a :class:`PdfError`.
    Calls for the public have to be inside :func:`one_at_a_time`.
    """
    files = {f"static:{name}": static_file(name) for name in static}
    files |= {f"picture:{name}": content for name, content in (pictures or {}).items()}
    job = {"html": html, "files": {address: base64.b64encode(content).decode() for address, content in files.items()}}
    return _run(json.dumps(job).encode())


def static_file(name: str) -> bytes:
    """Return the content of a static file of the project. Raises :class:`PdfRefused` for any other path."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation as error:
        raise PdfRefused(f"{name} lies outside the static files") from error
    if not found or not Path(found).is_file():
        raise PdfRefused(f"there is no static file {name}; was the front end built?")
    # A symbolic link inside a static folder must not lead out of it.
    folder = Path(str(found).removesuffix(name)).resolve()
    path = Path(found).resolve()
    if not path.is_relative_to(folder):
        raise PdfRefused(f"{name} leads out of the static files")
    return path.read_bytes()


def _run(job: bytes) -> bytes:
    command = [sys.executable, "-I", str(CHILD), str(settings.PDF_SECONDS), str(settings.PDF_MEGABYTES)]
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        child = subprocess.run(command, input=job, capture_output=True, timeout=settings.PDF_SECONDS, env=environment)
    except subprocess.TimeoutExpired as error:
        raise PdfTooSlow(f"no PDF within {settings.PDF_SECONDS} s") from error
    complaint = child.stderr.decode(errors="replace").strip()[-2000:]
    if child.returncode == 0 and child.stdout.startswith(b"%PDF-"):
        if complaint:
            logger.warning("WeasyPrint: %s", complaint)
        return child.stdout
    # C libraries do not raise MemoryError: they end the process with a message.
    if child.returncode == OUT_OF_MEMORY or "MemoryError" in complaint or "failed to allocate" in complaint:
        raise PdfTooLarge(f"no PDF within {settings.PDF_MEGABYTES} MB")
    if child.returncode == REFUSED:
        raise PdfRefused(complaint)
    raise PdfCrashed(f"the child process ended with {child.returncode}: {complaint}")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one caller at a time on this machine make a PDF, so that memory for more than one is never needed.

    After entering, a caller should first check whether the previous one has made the same PDF. At most
    ``settings.PDF_WAITING`` callers wait, for up to ``settings.PDF_WAIT_SECONDS``; any other raises :class:`PdfBusy`.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with open(settings.DATA_DIR / "pdf.lock", "w") as lock:
        if not _takes(lock):
            with _place_in_line():
                _wait_for(lock)
        yield


def _takes(lock) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(lock) -> None:
    deadline = time.monotonic() + settings.PDF_WAIT_SECONDS
    while not _takes(lock):
        if time.monotonic() > deadline:
            raise PdfBusy(f"another PDF was being made for {settings.PDF_WAIT_SECONDS} s")
        time.sleep(0.05)


@contextmanager
def _place_in_line():
    for number in range(settings.PDF_WAITING):
        with open(settings.DATA_DIR / f"pdf-{number}.lock", "w") as place:
            if _takes(place):
                yield
                return
    raise PdfBusy(f"{settings.PDF_WAITING} others are waiting")
