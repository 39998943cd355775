"""Filters for texts and dates: ``{{ text|markdown }}``, ``{{ date|precise:precision }}``.

The city's own texts are in one language, whatever the language of the page, so they are marked with it (WCAG 3.1.2):
``{{ title|content }}`` for words inside a line, ``<div{% content_language %}>`` for a block.
"""

import html
import re

from django import template
from django.conf import settings
from django.utils.html import format_html, strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language

from strategy_portal.publishing import dates
from strategy_portal.publishing.text import markdown as markdown_text

register = template.Library()

# A German sentence up to its end; "z. B. Schulen" and "am 3. Mai" do not end one.
SENTENCE = re.compile(r".*?[^\W\d]{3}[.!?](?=\s+[A-ZÄÖÜ„]|$)", re.DOTALL)


@register.filter
def markdown(text: str, heading_level: int = 2):
    """Return Markdown as safe HTML with headings from ``heading_level`` on."""
    return markdown_text.render(text, heading_level=heading_level)


@register.filter
def precise(date, precision: str) -> str:
    """Return ``date`` no more precise than it is known: 7 June 2022, December 2021, Q3 2024 or 2023."""
    return dates.spell(date, precision)


@register.filter
def first_sentence(text: str) -> str:
    """Return the first sentence of a Markdown text as plain text of at most 200 characters, for search engines."""
    plain = " ".join(html.unescape(strip_tags(markdown_text.render(text))).split())
    found = SENTENCE.match(plain)
    return Truncator(found[0] if found else plain).chars(200)


@register.filter
def content(text):
    """Return a text of the city, marked with its language on pages in another language."""
    language = settings.LANGUAGE_CODE
    return text if not text or get_language() == language else format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag
def content_language():
    """Return the attribute ``lang`` for an element with only texts of the city; empty if the page has that language."""
    language = settings.LANGUAGE_CODE
    return "" if get_language() == language else format_html(' lang="{}"', language)
