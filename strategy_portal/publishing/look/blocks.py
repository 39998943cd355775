"""The building blocks of a page."""

import re

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext

from strategy_portal.publishing.look.icons import icon_svg

register = template.Library()

# Written in full: the build drops those of KERN's classes that it does not find in the code.
ALERT_CLASSES = {
    "info": "kern-alert kern-alert--info",
    "success": "kern-alert kern-alert--success",
    "warning": "kern-alert kern-alert--warning",
    "danger": "kern-alert kern-alert--danger",
}


@register.simple_block_tag
def page_heading(content, title, preline="", lead=""):
    return _heading("portal-heading", content, title, preline, lead)


@register.simple_block_tag
def hero(content, title, preline="", lead=""):
    return _heading("portal-hero", content, title, preline, lead)


def _heading(css, content, title, preline, lead):
    return format_html(
        '<div class="{}">{}<h1>{}</h1>{}{}</div>',
        css,
        format_html('<p class="portal-heading__preline">{}</p>', preline) if preline else "",
        title,
        format_html('<p class="portal-lead">{}</p>', lead) if lead else "",
        format_html('<div class="portal-heading__details">{}</div>', content) if content.strip() else "",
    )


@register.simple_block_tag
def section(content, title, id="", level=2):
    if not content.strip():
        return ""
    id = id or slugify(title)
    return format_html(
        '<section class="portal-section" aria-labelledby="{}"><h{} id="{}">{}</h{}>{}</section>',
        id,
        level,
        id,
        title,
        level,
        content,
    )


@register.simple_block_tag
def card(content, title, url="", preline="", level=3, icon=""):
    heading = format_html('<a class="portal-card__link" href="{}">{}</a>', url, title) if url else title
    return format_html(
        '<div class="portal-card">{}<h{} class="portal-card__title">{}{}</h{}>{}</div>',
        format_html('<p class="portal-card__preline">{}</p>', preline) if preline else "",
        level,
        icon_svg(icon),
        heading,
        level,
        content,
    )


@register.simple_block_tag
def figures(content):
    return format_html('<ul class="portal-figures">{}</ul>', content)


@register.simple_tag
def figure(value, label, url=""):
    text = format_html(
        '<span class="portal-figure__value">{}</span> <span class="portal-figure__label">{}</span>',
        value,
        label,
    )
    if url:
        return format_html('<li class="portal-figure"><a href="{}">{}</a></li>', url, text)
    return format_html('<li class="portal-figure">{}</li>', text)


@register.simple_block_tag
def facts(content):
    return format_html('<dl class="portal-facts">{}</dl>', content) if content.strip() else ""


@register.simple_block_tag
def fact(content, label):
    if not content.strip():
        return ""
    return format_html('<div class="portal-fact"><dt>{}</dt><dd>{}</dd></div>', label, content)


@register.simple_block_tag
def timeline(content):
    return format_html('<ol class="portal-timeline">{}</ol>', content) if content.strip() else ""


@register.simple_block_tag
def event(content, title, when="", date="", url="", state=""):
    """``when`` is the date as text; ``date`` (a date or ISO text) is for machines, if the date is known to the day."""
    states = {
        "done": ("completed", gettext("reached")),
        "current": ("running", gettext("in progress")),
        "open": ("open", gettext("open")),
    }
    state_icon, state_text = states.get(state, ("moment", ""))
    iso = date.isoformat() if hasattr(date, "isoformat") else date
    shown = format_html('<time datetime="{}">{}</time>', iso, when) if iso and when else when
    return format_html(
        '<li class="portal-event portal-event--{}">{}{}<p class="portal-event__title">{}</p>{}</li>',
        state or "plain",
        icon_svg(state_icon),
        format_html(
            '<p class="portal-event__when">{}{}</p>',
            shown,
            format_html(' <span class="portal-event__state">{}</span>', state_text) if state_text else "",
        )
        if shown or state_text
        else "",
        format_html('<a href="{}">{}</a>', url, title) if url else title,
        content,
    )


@register.simple_block_tag
def data_table(content, caption, wide=False):
    """The container can be scrolled with the keyboard, so it takes focus and has a name (WCAG 2.1.1)."""
    id = f"table-{slugify(caption)}"
    return format_html(
        '<div class="{}" role="region" aria-labelledby="{}" tabindex="0">'
        '<table><caption id="{}">{}</caption>{}</table></div>',
        "portal-table" if wide else "portal-table portal-table--stacked",
        id,
        id,
        caption,
        content if wide else _with_labels(content),
    )


def _with_labels(rows: str) -> SafeString:
    """Write the heading of its column into each cell, for small screens. ``rows`` is HTML that must be safe already."""
    head, end, body = rows.partition("</thead>")
    labels = [strip_tags(cell).strip().replace('"', "&quot;") for cell in re.findall(r"<th\b.*?</th>", head, re.DOTALL)]

    def labelled(row):
        of_row = iter(labels)
        return re.sub(r"<t[dh]\b", lambda cell: f'{cell[0]} data-label="{next(of_row, "")}"', row[0])

    return mark_safe(head + end + re.sub(r"<tr\b.*?</tr>", labelled, body, flags=re.DOTALL))  # noqa: S308 - see above


@register.simple_block_tag
def accordion(content, title, open=False):
    return format_html(
        '<details class="portal-accordion"{}><summary><span>{}</span>{}</summary>'
        '<div class="portal-accordion__body">{}</div></details>',
        mark_safe(" open") if open else "",
        title,
        icon_svg("chevron-down"),
        content,
    )


@register.simple_block_tag
def alert(content, title, kind="info", level=0):
    meaning = {
        "info": gettext("Note:"),
        "success": gettext("Success:"),
        "warning": gettext("Warning:"),
        "danger": gettext("Error:"),
    }[kind]
    element = f"h{level}" if level else "p"
    return format_html(
        '<div class="{}"><div class="kern-alert__header">{}<{} class="kern-title kern-title--small">'
        '<span class="portal-hidden">{} </span>{}</{}></div>{}</div>',
        ALERT_CLASSES[kind],
        icon_svg(kind),
        element,
        meaning,
        title,
        element,
        format_html('<div class="kern-alert__body">{}</div>', content) if content.strip() else "",
    )


@register.simple_block_tag
def empty_state(content, title):
    return format_html(
        '<div class="portal-empty">{}<p class="portal-empty__title">{}</p>{}</div>',
        icon_svg("search"),
        title,
        content,
    )
