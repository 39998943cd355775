"""Texts as parts of addresses: ``Mängel & Größe`` becomes ``maengel-groesse``."""

import re
from collections.abc import Callable
from itertools import count

from django.utils.text import slugify

from strategy_portal.publishing.text.german import fold


def slug_of(text: str, *, max_length: int | None = None) -> str:
    """Return ``text`` as part of an address; an empty string if it has no letters or digits."""
    return slugify(re.sub(r"[\W_]+", " ", fold(text)))[:max_length].strip("-")


def free_slug(text: str, *, is_taken: Callable[[str], bool], max_length: int) -> str:
    """Return the slug of ``text``, with the first number that makes it free if it is taken: ``library-2``."""
    plain = slug_of(text, max_length=max_length)
    if not plain or not is_taken(plain):
        return plain
    for number in count(2):
        end = f"-{number}"
        slug = slug_of(text, max_length=max_length - len(end)) + end
        if not is_taken(slug):
            return slug
