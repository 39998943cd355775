"""Links, buttons and breadcrumbs."""

from django import template
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from strategy_portal.publishing.look.icons import icon_svg

register = template.Library()


@register.simple_tag
def action_link(url, label, icon="", secondary=False):
    return format_html(
        '<a class="{}" href="{}">{}<span class="kern-label">{}</span></a>',
        "kern-btn kern-btn--secondary" if secondary else "kern-btn kern-btn--primary",
        url,
        icon_svg(icon),
        label,
    )


@register.simple_tag
def more_link(url, label):
    return format_html('<a class="portal-more" href="{}">{}{}</a>', url, label, icon_svg("arrow-right"))


@register.simple_tag
def download_link(url, label, kind="PDF", size=None):
    details = kind if size is None else f"{kind}, {filesizeformat(size)}"
    return format_html(
        '<a class="portal-download" href="{}">{}<span>{} <span class="portal-download__details">({})</span></span></a>',
        url,
        icon_svg("download"),
        label,
        details,
    )


@register.simple_block_tag
def breadcrumb(content):
    return format_html(
        '<nav class="portal-breadcrumb" aria-label="{}"><ol>{}{}</ol></nav>',
        gettext("You are here"),
        crumb(gettext("Home"), reverse("home")),
        content,
    )


@register.simple_tag
def crumb(label, url=""):
    if url:
        return format_html('<li><a href="{}">{}</a>{}</li>', url, label, icon_svg("chevron-right"))
    return format_html('<li><span aria-current="page">{}</span></li>', label)


@register.simple_block_tag
def views(content, label):
    return format_html('<nav class="portal-views" aria-label="{}"><ul>{}</ul></nav>', label, content)


@register.simple_tag
def view(label, url, current=False, icon="", id=""):
    """With an ``id``, the link keeps the focus when htmx swaps the part of the page that contains it."""
    return format_html(
        '<li><a href="{}"{}{}>{}{}</a></li>',
        url,
        format_html(' id="{}"', id) if id else "",
        mark_safe(' aria-current="page"') if current else "",
        icon_svg(icon),
        label,
    )
