"""Compiles the language catalogues (.po to .mo) without a system gettext; up-to-date ones are skipped."""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po where the .mo is missing or older."
    requires_system_checks = ()

    def handle(self, *args, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(source) and options["verbosity"]:
                    self.stdout.write(f"Compiled {source.relative_to(folder)}")


def compile_catalogue(source: Path) -> bool:
    """Write the .mo file beside ``source`` if that is necessary, and return whether it was. Skips fuzzy entries."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    partial = target.with_suffix(f".{os.getpid()}")  # so that a running server never reads half a catalogue
    polib.pofile(str(source)).save_as_mofile(str(partial))
    partial.replace(target)
    return True
