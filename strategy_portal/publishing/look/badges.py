"""Small marks: states, chips, progress, votes."""

from functools import lru_cache

from django import template
from django.template.defaultfilters import capfirst
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from strategy_portal.publishing.look.icons import icon_svg

register = template.Library()

# kind -> key -> (style, icon). A style is a class in static/css/components.scss and carries no meaning alone.
BADGES = {
    "status": {
        "idea": ("outline", "idea"),
        "planned": ("info", "planned"),
        "running": ("strong", "running"),
        "completed": ("success", "completed"),
        "paused": ("dashed", "paused"),
        "discontinued": ("neutral", "discontinued"),
    },
    "schedule": {
        "on_track": ("outline", "on-track"),
        "delayed": ("warning", "delayed"),
        "open": ("dashed", "open"),
    },
    "priority": {
        "high": ("neutral", "high"),
        "medium": ("outline", "medium"),
        "low": ("outline", "low"),
        "none": ("dashed", "none"),
    },
    "recommendation": {
        "open": ("outline", "open"),
        "review": ("info", "clock"),
        "adopted": ("success", "completed"),
        "partly_adopted": ("success", "medium"),
        "not_adopted": ("neutral", "discontinued"),
    },
    "edition": {
        "draft": ("dashed", "document"),
        "consultation": ("info", "people"),
        "adopted": ("success", "completed"),
        "final": ("success", "flag"),
        "superseded": ("neutral", "clock"),
    },
    "meeting": {
        "scheduled": ("outline", "calendar"),
        "invited": ("info", "mail"),
        "held": ("success", "completed"),
        "cancelled": ("neutral", "discontinued"),
    },
    "example": {"example": ("dashed", "info")},
}
STYLES = {"dashed", "info", "neutral", "outline", "strong", "success", "warning"}


@register.simple_tag
def icon(name):
    return icon_svg(name)


@register.simple_tag
def badge(kind, key, label):
    return _badge(kind, str(key or "none"), str(label), get_language()) if label else ""


@lru_cache(maxsize=500)
def _badge(kind: str, key: str, label: str, language: str) -> SafeString:
    style, icon_name = BADGES.get(kind, {}).get(key, ("outline", "info"))
    # "High" means nothing without "Priority:", so that noun is visible; the others are for screen readers only.
    noun = {
        "status": gettext("Status:"),
        "schedule": gettext("Schedule:"),
        "priority": gettext("Priority:"),
    }.get(kind, "")
    if noun and (kind != "priority" or key == "none"):
        noun = format_html('<span class="portal-hidden">{} </span>', noun)
    elif noun:
        noun = format_html("{} ", noun)
    return format_html(
        '<span class="portal-badge portal-badge--{}">{}<span>{}{}</span></span>',
        style,
        icon_svg(icon_name),
        noun,
        capfirst(label),
    )


@register.simple_tag
def example_label():
    return _badge("example", "example", gettext("Example project (fictional)"), get_language())


@register.simple_block_tag
def chips(content, label="", shown=False):
    if not content.strip():
        return ""
    visible = format_html('<li class="portal-meta" aria-hidden="true">{}:</li>', label) if shown else ""
    return format_html('<ul class="portal-chips" aria-label="{}">{}{}</ul>', label, visible, content)


@register.simple_tag
def chip(label, url="", remove=False, place=0):
    """``place`` (from 1) numbers removable chips, so that after a removal the focus moves to the chip in its place."""
    if remove:
        return format_html(
            '<li><a class="portal-chip portal-chip--remove" href="{}"{}>'
            '<span class="portal-hidden">{} </span>{}{}</a></li>',
            url,
            format_html(' id="chip-{}"', place) if place else "",
            gettext("Remove filter:"),
            label,
            icon_svg("close"),
        )
    if url:
        return format_html('<li><a class="portal-chip" href="{}">{}</a></li>', url, label)
    return format_html('<li><span class="portal-chip">{}</span></li>', label)


@register.simple_tag
def progress(reached, total, percent=False):
    """With ``percent``: "3 of 5 milestones reached, 60 %", rounded down, so that 100 % means all of them."""
    if not total:
        return ""
    numbers = {"reached": reached, "total": total, "percent": 100 * reached // total}
    if percent:
        text = ngettext(
            "%(reached)s of %(total)s milestone reached, %(percent)s %%",
            "%(reached)s of %(total)s milestones reached, %(percent)s %%",
            total,
        )
    else:
        text = ngettext("%(reached)s of %(total)s milestone", "%(reached)s of %(total)s milestones", total)
    text %= numbers
    return format_html(
        '<div class="portal-progress"><progress value="{}" max="{}" aria-hidden="true"></progress>'
        "<span>{}</span></div>",
        reached,
        total,
        text,
    )


@register.simple_tag
def votes(yes, no, abstentions, biased=0, notation=""):
    shares = [
        ("yes", yes, ngettext("%d yes vote", "%d yes votes", yes) % yes),
        ("no", no, ngettext("%d no vote", "%d no votes", no) % no),
        (
            "abstained",
            abstentions,
            ngettext("%d abstention", "%d abstentions", abstentions) % abstentions,
        ),
        (
            "biased",
            biased,
            ngettext("%d biased member", "%d biased members", biased) % biased,
        ),
    ]
    cast = yes + no + abstentions
    bars, start = [], 0
    for name, number, _text in shares[:3]:
        if number:
            width = 100 * number / cast
            bars.append((name, f"{start:.2f}", f"{width:.2f}"))
            start += width
    return format_html(
        '<div class="portal-votes">{}<svg class="portal-votes__bar" viewBox="0 0 100 4" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false">{}</svg><ul class="portal-votes__list">{}</ul></div>',
        format_html('<p class="portal-votes__result">{}</p>', notation) if notation else "",
        format_html_join(
            "",
            '<rect class="portal-votes__{}" x="{}" y="0" width="{}" height="4"/>',
            bars,
        ),
        format_html_join(
            "",
            '<li class="portal-votes__item portal-votes__item--{}">{}</li>',
            ((name, text) for name, number, text in shares if number or name in {"yes", "no"}),
        ),
    )
