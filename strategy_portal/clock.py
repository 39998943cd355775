"""The clock of a portal that gunicorn serves: every minute it publishes what is due, and forgets old uploads.

It is a thread in one of the server's workers, so it ends with the server, and a new worker takes over when its own
has died. A lock on a file lets one thread per portal do the work; were there two, the rows' own locks would part them
(:mod:`strategy_portal.content.due`). gunicorn reads this module as its configuration before Django is there: whatever
needs Django is imported later.
"""

import contextlib
import fcntl
import logging
import threading
import time
from pathlib import Path

MINUTE = 60  # seconds

logger = logging.getLogger(__name__)


def post_worker_init(worker) -> None:
    """gunicorn calls this in each worker once it has loaded the portal."""
    threading.Thread(target=run, name="clock", daemon=True).start()


def run() -> None:
    from django.conf import settings

    told: set = set()
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    # Held until this process ends, however it ends.
    with open(folder / "clock.lock", "w") as file:
        while not is_mine(file):
            wait()
        while True:
            tick(told)
            wait()


def is_mine(file) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def wait() -> None:
    """Wait until the next minute begins: what is planned for eight is public at eight."""
    time.sleep(MINUTE - time.time() % MINUTE)


def tick(told: set) -> None:
    """Publish what is due, and delete files that waited too long. Whatever goes wrong, the next minute is another try.

    What is refused is refused every minute: ``told`` remembers what the log says already.
    """
    from django.db import connections
    from django.utils import timezone

    from strategy_portal.content.due import publish_due
    from strategy_portal.publishing.spreadsheets.pages.upload import forget_old_uploads

    try:
        for outcome in publish_due(timezone.now()):
            if outcome not in told:
                logger.info("Planned publication: %s “%s”: %s", outcome.kind, outcome.name, outcome.refusal or "done")
            if outcome.refusal:
                told.add(outcome)
        forget_old_uploads()
    except Exception:
        logger.exception("The clock could not see what is due")
    finally:
        connections.close_all()  # of this thread; a minute is long
