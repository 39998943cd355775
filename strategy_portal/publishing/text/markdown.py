"""Long texts: Markdown in, a small safe subset of HTML out."""

import re

import nh3
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False})
_MARKUP = re.compile(r"[*_#>`\[\\<&\n]|^\s*(?:[-+]|\d+[.)])\s")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "code"}


def render(text: str, *, heading_level: int = 2) -> SafeString:
    """Return ``text`` as HTML that is safe to show.

    Headings start at ``heading_level`` (2 to 5) so that they fit below the heading of the page; list items hold
    inline content only, as PDF/UA asks (docs/standards.md).
    """
    tokens = _PARSER.parse(text)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = heading_level - min(levels, default=heading_level)
    depth = heading_level - 1
    list_depth = 0
    previous = None
    for token in tokens:
        if token.type == "heading_open":
            # Never go down by more than one level, whatever the editor wrote.
            depth = min(int(token.tag[1]) + shift, depth + 1, 6)
            token.tag = f"h{depth}"
        elif token.type == "heading_close":
            token.tag = f"h{depth}"
        elif token.type in ("list_item_open", "list_item_close"):
            list_depth += 1 if token.type == "list_item_open" else -1
        elif list_depth and token.type == "paragraph_open" and previous != "list_item_open":
            token.type = "hardbreak"
        elif list_depth and token.type in ("paragraph_open", "paragraph_close"):
            token.hidden = True
        previous = token.type
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it with a strict allow-list


def plain(text: str) -> str:
    """Return a Markdown text as plain text, without markup and addresses of links, one line for each paragraph."""
    if not _MARKUP.search(text):
        return text.strip()
    lines = []
    for token in _PARSER.parse(text):
        if token.type in ("fence", "code_block"):
            lines += token.content.splitlines()
        elif token.type == "inline":
            words = [child.content if child.type in ("text", "code_inline") else " " for child in _visible(token)]
            lines.append(" ".join("".join(words).split()))
    return "\n".join(line for line in lines if line)


def _visible(token) -> list:
    return [child for child in token.children if child.content or child.type in ("softbreak", "hardbreak")]


class MarkdownField(models.TextField):
    """A text in Markdown; forms offer a preview."""

    def deconstruct(self):
        """Appear in migrations as a plain text field: to the database it is one."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.TextField", arguments, options
