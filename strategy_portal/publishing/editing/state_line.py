"""The line above a change form: what state the row is in, and what can be done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from strategy_portal.publishing.text.label import Label


def badge(icon: str, tone: str, text: Label) -> SafeString:
    """Return ``text`` as a badge; ``icon`` is one of Django's own, ``tone`` a class of admin.css."""
    return format_html(
        '<span class="standing standing-{}"><img src="{}" alt="">{}</span>',
        tone,
        static(f"admin/img/icon-{icon}.svg"),
        text,
    )


@dataclass(frozen=True)
class VerbButton:
    """A submit button of the change form: the form is saved first, then ``run`` is called with the row.

    ``right`` is what its user needs besides the right to change the row: the end of a ``has_..._permission``.
    Instead of running anything, a button may lead on to an address of the saved row.
    """

    name: str
    label: Label
    run: Callable[[Any], None] | None = None
    done: Label = ""
    is_main: bool = True
    right: str = "publish"
    leads_to: Callable[[models.Model], str] | None = None


class PageLink(NamedTuple):
    """A link to a page that asks for more before it acts, for those who have ``right`` on the row."""

    address: str
    label: Label
    right: str = "publish"
    in_new_tab: bool = False  # the label says so


@dataclass(frozen=True)
class StateLine:
    """A badge, a sentence that explains it, and what can be done about it.

    ``tools`` are rarely wanted; they are beside the title.
    """

    badge: str
    text: str
    verbs: tuple[VerbButton, ...] = ()
    links: tuple[PageLink, ...] = ()
    tools: tuple[PageLink, ...] = ()
