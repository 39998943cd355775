"""The four readers of environment variables that settings.py uses.

Every reader fails loudly with :class:`ImproperlyConfigured`, naming the variable and what would be right,
so that a wrong value stops the start instead of being guessed at.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"true", "1", "yes", "on"}
FALSE = {"false", "0", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Return ``name``, or the content of the file that ``name_FILE`` points to (for secrets).

    Without ``default`` the variable is required.
    """
    file_name = os.environ.get(f"{name}_FILE", "")
    if file_name:
        if os.environ.get(name):
            raise ImproperlyConfigured(f"Set either {name} or {name}_FILE, not both.")
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE: the file {file_name} cannot be read ({error}).") from error
    value = os.environ.get(name)
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is missing: set {name} or {name}_FILE.")
    return default


def boolean(name: str, default: bool) -> bool:
    """Return ``name`` as a truth value; anything but true/false, yes/no, on/off, 1/0 is an error."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write true or false.")


def number(name: str, default: int) -> int:
    """Return ``name`` as a whole number that is not negative."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if value.isascii() and value.isdecimal() and len(value) < 10:
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of ``name``, stripped of white space; empty parts are left out."""
    return [part for part in (raw.strip() for raw in os.environ.get(name, default).split(",")) if part]
