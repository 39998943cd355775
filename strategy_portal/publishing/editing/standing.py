"""How an entry stands: a badge, a sentence, and what can be done about it, as the change form says it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst


def in_words(error: ValidationError, row: models.Model) -> str:
    """Return what ``error`` says, with the labels of the fields that it speaks of."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    sentences = []
    for name, texts in error.message_dict.items():
        try:
            label = capfirst(row._meta.get_field(name).verbose_name) + ": "
        except FieldDoesNotExist:  # NON_FIELD_ERRORS
            label = ""
        sentences += [f"{label}{text}" for text in texts]
    return " ".join(sentences)


def mark(icon: str, tone: str, text: str) -> SafeString:
    """Return ``text`` as a badge; ``icon`` is one of Django's own, ``tone`` a class of admin.css."""
    return format_html(
        '<span class="standing standing-{}"><img src="{}" alt="">{}</span>',
        tone,
        static(f"admin/img/icon-{icon}.svg"),
        text,
    )


@dataclass(frozen=True)
class Verb:
    """A submit button of the change form: the form is saved first, then ``run`` is called with the row.

    ``right`` is what its user needs besides the right to change the row: the end of a ``has_..._permission``.
    Instead of running anything, a button may lead on to an address of the saved row.
    """

    name: str
    label: str
    run: Callable[[models.Model], None] | None = None
    done: str = ""
    is_main: bool = True
    right: str = "publish"
    leads_to: Callable[[models.Model], str] | None = None


class Link(NamedTuple):
    """A way to a page that asks for more before it acts, for those who have ``right`` on the row."""

    address: str
    label: str
    right: str = "publish"
    in_new_tab: bool = False  # the label says so


@dataclass(frozen=True)
class Standing:
    """How a row stands: a badge, a sentence that explains it, and what can be done about it.

    ``tools`` are what is rarely wanted; they stand beside the title.
    """

    badge: str
    text: str
    verbs: tuple[Verb, ...] = ()
    links: tuple[Link, ...] = ()
    tools: tuple[Link, ...] = ()
