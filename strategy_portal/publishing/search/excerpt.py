"""Excerpts of texts for search results, with the words that were found marked."""

import re
from collections.abc import Collection

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from strategy_portal.publishing.text import german

LENGTH = 200  # characters, without the markup
BEFORE = 60  # how many of these come before the first mark

_WORD_END = re.compile(r"\s\S*$")
_WORD_START = re.compile(r"^\S*\s")


def marked(text: str, words: Collection[str]) -> SafeString:
    """Return ``text`` as HTML, with ``<mark>`` around each word whose folded form is in ``words``."""
    return _with_marks(text, _spans(text, words))


def excerpt(text: str, words: Collection[str]) -> SafeString:
    """Return the part of ``text`` with most of ``words``, or else its beginning, as HTML with marks and ellipses."""
    spans = _spans(text, words)
    start = max(0, _best_start(text, spans) - BEFORE)
    part = text[start : start + LENGTH]
    if start:
        start += len(part) - len(part := _WORD_START.sub("", part))
    end = start + len(part)
    if end < len(text):
        part = _WORD_END.sub("", part)
        end = start + len(part)
    part = part.rstrip(" ·")
    start += len(part) - len(part := part.lstrip(" ·"))
    inside = [(left - start, right - start) for left, right in spans if start <= left and right <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, _with_marks(part, inside), after)


def _spans(text: str, words: Collection[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for token in german.tokens(text):
        if german.folded(token.text) not in words:
            continue
        if spans and token.start <= spans[-1][0]:  # "Open-Data" follows "Open" and "Data"
            spans = [span for span in spans if span[1] <= token.start]
        spans.append((token.start, token.end))
    return spans


def _best_start(text: str, spans: list[tuple[int, int]]) -> int:
    """Return the start of the first word of the part with the most different words; of equal parts the first."""
    best, most = 0, 0
    for position, (start, _end) in enumerate(spans):
        near = {german.folded(text[left:right]) for left, right in spans[position:] if right <= start + LENGTH - BEFORE}
        if len(near) > most:
            best, most = start, len(near)
    return best


def _with_marks(text: str, spans: list[tuple[int, int]]) -> SafeString:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - every piece of text is escaped
