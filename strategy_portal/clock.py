"""The clock of a portal that gunicorn serves: every minute it publishes what is due, and forgets old uploads.

Every worker of the server starts this thread, and a lock on a file lets only one per portal do the work. It ends with
the server; when its worker dies, the thread of another worker takes over. Even two at once would do no harm, because
rows are locked before they are published (:mod:`strategy_portal.content.due`). gunicorn reads this module as its
configuration before Django is set up, so imports that need Django are inside the functions.
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
    """Called by gunicorn in each worker, once the worker has loaded the portal."""
    threading.Thread(target=run, name="clock", daemon=True).start()


def run() -> None:
    from django.conf import settings

    told: set = set()
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    # The lock is held until this process ends, in whatever way it ends.
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
    """Publish what is due, and delete old uploads. An error is logged, and the next minute tries again.

    A row that is refused is refused again every minute: ``told`` holds the refusals that have been logged already.
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
        connections.close_all()  # those of this thread: none has to stay open for a minute of waiting
