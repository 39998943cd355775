"""Brings database and static files up to date and serves the portal: the second half of `make run` and `make dev`.

Nothing is done twice: applied migrations, a loaded city and unchanged static files are left as they are.
"""

import hashlib
import os
import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.urls import reverse

from strategy.models import Edition
from strategy_portal.publishing.pages.addresses import absolute

DEMO_USER = "demo"


class Command(BaseCommand):
    help = "Migrates, collects static files and serves the portal on 127.0.0.1."
    # Checks need the catalogues and the database, which this command creates; its call of migrate runs the checks.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--demo",
            action="store_true",
            help="Load the data of CITY into an empty database and give the user 'demo' a new password.",
        )
        parser.add_argument(
            "--reload",
            action="store_true",
            help="For development: Django's own server instead of gunicorn; it loads changed code at once.",
        )

    def handle(self, *args, port, demo, reload, **options):
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("compile_catalogues", verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        if demo:
            call_command("load_city", settings.CITY, if_empty=True, stdout=self.stdout)
        if not reload:  # with it, they are served from where they are written
            collect_static_files()
        self.announce(renew_demo_login() if demo else None)
        connections.close_all()
        self.stdout.flush()
        if reload:
            server = ["manage.py", "runserver", f"127.0.0.1:{port}"]
        else:
            server = ["-m", "gunicorn", *gunicorn_options(port)]
        # Replace this process by the server, so that the server gets Ctrl-C and SIGTERM itself and stops cleanly.
        os.execv(sys.executable, [sys.executable, *server])  # noqa: S606

    def announce(self, password: str | None) -> None:
        lines = [("Portal", absolute("/")), ("Administration", absolute("/verwaltung/"))]
        pdf = strategy_pdf()
        if pdf:
            lines.append(("Strategy as PDF", absolute(pdf)))
        if password:
            lines += [("User", DEMO_USER), ("Password", f"{password}   (new at every start)")]
        lines += [("Database", str(connection.settings_dict["NAME"])), ("Stop", "Ctrl-C")]
        self.stdout.write("\n" + "\n".join(f"  {name:16} {value}" for name, value in lines) + "\n")


def gunicorn_options(port: int) -> list[str]:
    return [
        f"--bind=127.0.0.1:{port}",
        "--config=python:strategy_portal.clock",  # publishes what is due
        "--worker-class=gthread",
        "--workers=2",
        "--threads=4",
        "--limit-request-line=8190",  # bytes, gunicorn's maximum: too long a query gets a hint, no bare error
        "--timeout=150",  # seconds; more than settings.PDF_SECONDS, the limit of the slowest response
        "--graceful-timeout=10",
        "--no-control-socket",  # it would be a file in the home folder, shared by all of a user's portals
        "--log-level=error",  # else every HEAD request logs a warning: Django leaves its body to the server
        "strategy_portal.wsgi:application",
    ]


# What static/build/ is made from is not served.
SOURCES = ["*.scss", "*.mjs"]


def collect_static_files() -> None:
    """Run collectstatic if a file has changed: hashing and compressing some hundred files takes seconds."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(SOURCES):
            state = os.stat(storage.path(name))
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = digest.hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=SOURCES)
    stamp.write_text(wanted)


def renew_demo_login() -> str:
    """Give the demo user a new password and return it; only Django's hash of it is stored."""
    user, _ = get_user_model().objects.get_or_create(username=DEMO_USER)
    password = secrets.token_hex(8)  # letters and digits only: a double click selects all of it
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    return password


def strategy_pdf() -> str:
    """Return the address of the current edition's PDF, or an empty string if there is no edition."""
    edition = Edition.objects.current()
    return reverse("edition_pdf", args=[edition.number]) if edition else ""
