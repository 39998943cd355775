"""The tags in a page's head for search engines and shared links: ``{% load head %}``, for base.html only.

Title and description are template blocks, and a block can be used only once; these tags output its text twice.
"""

import html

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.translation import gettext

from strategy_portal.publishing.pages.addresses import absolute
from strategy_portal.site.lasting_addresses import in_each_language, lasting_path

register = template.Library()


def _plain(content: str) -> str:
    """Return the text of rendered HTML in one line, unescaped: callers have to escape it."""
    return " ".join(html.unescape(strip_tags(content)).split())


@register.simple_block_tag(takes_context=True)
def page_title(context, content: str, site: str) -> str:
    title = _plain(content)
    tab = f"{title} – {site}"
    if getattr(context.get("request"), "preview", None):
        tab = gettext("Preview: %(title)s") % {"title": tab}
    return format_html('<title>{}</title>\n  <meta property="og:title" content="{}">', tab, title)


@register.simple_block_tag
def page_description(content: str, otherwise: str) -> str:
    """Describe the page, or else the portal; nothing without a text, as an empty description is worse than none."""
    text = _plain(content) or otherwise
    row = '<meta name="description" content="{}">\n  <meta property="og:description" content="{}">'
    return format_html(row, text, text) if text else ""


@register.simple_tag(takes_context=True)
def page_addresses(context) -> str:
    """The canonical address of this page, and its address in each language."""
    path = lasting_path(context["request"])
    languages = in_each_language(path)
    alternates = [*languages.items(), ("x-default", languages[settings.LANGUAGE_CODE])]
    return format_html(
        '<link rel="canonical" href="{0}">\n  <meta property="og:url" content="{0}">\n  {1}',
        absolute(path),
        format_html_join("\n  ", '<link rel="alternate" hreflang="{}" href="{}">', alternates),
    )
