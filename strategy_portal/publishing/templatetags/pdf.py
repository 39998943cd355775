"""Elements of the chapters of a PDF: ``{% load pdf %}``. They follow the rules in publishing/pdf/engine.py.

{% contents %}...{% contents_here %}...{% endcontents %}     numbers the chapters inside and lists them at contents_here
{% chapter title id="roadmap" %}...{% endchapter %}          a heading h2; nothing when its content is blank
{% chapter title id="summary" numbered=False %}...{% endchapter %}
{% part title id="feld-3" %}...{% endpart %}                 a heading h3 that the table of contents lists
{% facts %}{% fact label %}...{% endfact %}{% endfacts %}    a table of names and values; empty ones are left out
{% mark "status" project.status project.get_status_display %}    icon, text and frame: legible in black and white
{% page_of "projekt-3" %}                                    the number of the page that has the element with this id
{{ text|pdf_markdown:4 }}                                    Markdown, headings from h4 on, safe for PDF/UA
"""

import re
from html import unescape
from html.parser import HTMLParser

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from strategy_portal.publishing.look.badges import BADGES
from strategy_portal.publishing.text import markdown

register = template.Library()

CONTENTS_HERE = SafeString("<!--contents-->")
LISTED = re.compile(r'<h([23]) id="([^"]+)" class="(numbered|plain)">(.*?)</h\1>')


@register.simple_tag
def contents_here():
    return CONTENTS_HERE


@register.simple_block_tag
def contents(content):
    """Number the chapters in ``content``, and replace ``contents_here`` with the table of contents."""
    lines = []
    chapters = 0

    def list_heading(match: re.Match) -> str:
        nonlocal chapters
        level, id, kind, title = match.groups()
        if level == "2" and kind == "numbered":
            chapters += 1
            title = f"{chapters} {title}"
        lines.append(f'<li class="toc-{level}"><a href="#{id}">{title}</a><i></i>{page_of(unescape(id))}</li>')
        return f'<h{level} id="{id}" class="{kind}">{title}</h{level}>'

    numbered = LISTED.sub(list_heading, content)
    table = format_html(
        '<section class="contents"><h2 id="inhalt">{}</h2><ul class="toc">{}</ul></section>',
        gettext("Contents"),
        SafeString("".join(lines)),
    )
    return SafeString(numbered.replace(CONTENTS_HERE, table))


@register.simple_block_tag
def chapter(content, title, id, numbered=True):
    if not content.strip():
        return ""
    return format_html(
        '<section class="chapter chapter-{0}"><h2 id="{0}" class="{1}">{2}</h2>{3}</section>',
        id,
        "numbered" if numbered else "plain",
        title,
        content,
    )


@register.simple_block_tag
def part(content, title, id):
    return format_html('<section class="part"><h3 id="{}" class="plain">{}</h3>{}</section>', id, title, content)


@register.simple_block_tag
def facts(content, kind=""):
    """A table with row headers, because a ``<dl>`` would need a ``<div>`` around each pair, which PDF/UA forbids."""
    if not content.strip():
        return ""
    return format_html('<table class="facts {}"><tbody>{}</tbody></table>', kind, content)


@register.simple_block_tag
def fact(content, name):
    if not content.strip():
        return ""
    return format_html('<tr><th scope="row">{}</th><td>{}</td></tr>', name, content)


@register.simple_tag
def mark(kind, key, label):
    """A state in words, with its icon. The icon is a background image, so screen readers read only the words."""
    if not label:
        return ""
    style, sign = BADGES.get(kind, {}).get(str(key), ("outline", "info"))
    return format_html('<span class="mark mark-{} sign-{}">{}</span>', style, sign, label)


@register.simple_tag
def page_of(id) -> SafeString:
    return format_html('<span class="page-of" data-h="#{}"></span>', id)


@register.filter
def pdf_markdown(text: str, heading_level: int = 3) -> SafeString:
    """Return Markdown as safe HTML that also follows the rules of PDF/UA for lists and links."""
    parser = _Flattened()
    parser.feed(markdown.render(text, heading_level=heading_level))
    parser.close()
    return SafeString("".join(parser.parts))


class _Flattened(HTMLParser):
    """Drops the tags of elements inside links, and of blocks other than lists inside list items."""

    BLOCKS = {"p", "blockquote", "hr", "h2", "h3", "h4", "h5", "h6"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.in_link = 0
        self.in_item = 0

    def _is_left_out(self, tag: str) -> bool:
        return (self.in_link and tag != "a") or (self.in_item and tag in self.BLOCKS)

    def handle_starttag(self, tag, attrs):
        if self._is_left_out(tag):
            self.parts.append(" ")
            return
        self.in_link += tag == "a"
        self.in_item += tag == "li"
        given = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self.parts.append(f"<{tag}{given}>")

    def handle_endtag(self, tag):
        if self._is_left_out(tag):
            return
        self.in_link -= tag == "a"
        self.in_item -= tag == "li"
        self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        self.parts.append(conditional_escape(data))
