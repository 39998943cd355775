"""The portal's components: ``{% load components %}``. /entwicklung/komponenten/ shows each of them.

Arguments named with ``=`` are optional. Plain elements (h1 to h4, p, ul, ol, a) need no class.

Small things
    {% icon "calendar" %}       beside text, never alone; publishing/icons.py has the names
    {% badge "status" project.status project.get_status_display %}
        kinds: status, schedule, priority, recommendation, edition, meeting; their keys stand in BADGES
    {% example_label %}         "Beispielprojekt (fiktiv)"
    {% chips label=_("Fields of action") shown=False %}{% chip field.title url=field.get_absolute_url %}{% endchips %}
    {% chip "Status: running" url="?feld=bildung" remove=True %}      a chosen filter; the link takes it away
    {% progress reached total %}                            bar and "3 of 5 milestones"; nothing when total is 0
    {% votes yes no abstentions biased=0 notation="einstimmig" %}     the notation, a bar, the numbers
    {% action_link url label icon="" secondary=False %}     a link that looks like a button
    {% more_link url label %}                               a link with an arrow
    {% download_link url label kind="PDF" size=bytes %}     without size the size is left out

Blocks of a page
    {% breadcrumb %}{% crumb "Roadmap" url=roadmap_url %}{% crumb project.title %}{% endbreadcrumb %}
        the start page comes first by itself
    {% page_heading title preline="" lead="" %}badges, dates{% endpage_heading %}   holds the page's only h1
    {% hero title lead="" preline="" %}buttons{% endhero %}                 the same for the start page, tinted
    {% section title id="" level=2 %}...{% endsection %}                    nothing when its content is blank
    {% card title url="" preline="" level=3 icon="" %}...{% endcard %}      in <ul class="portal-grid"><li>
    {% figures %}{% figure 24 _("projects") url=roadmap_url %}{% endfigures %}
    {% facts %}{% fact _("Lead unit") %}{{ project.lead }}{% endfact %}{% endfacts %}
        a fact without content disappears, and so do facts without a fact
    {% timeline %}{% event title when="Mai 2021" date="2021-05-27" url="" state="" %}...{% endevent %}{% endtimeline %}
        state: done, current or open, shown as icon and text
    {% data_table caption wide=False %}<thead>...</thead><tbody>...</tbody>{% enddata_table %}
        on small screens each row becomes a block whose cells carry their column's heading, or scrolls if wide=True;
        <td class="portal-number"> for numbers; no colspan
    {% accordion title open=False %}...{% endaccordion %}
    {% alert title kind="info" level=0 %}...{% endalert %}
        kinds: info, success, warning, danger; level is the heading's, 0 makes the title a paragraph
    {% empty_state title %}...{% endempty_state %}
    {% views label=_("Views of the roadmap") %}{% view "Liste" url current=True icon="list" %}{% endviews %}

Forms
    {% filter_bar form action=url target="project-list" %}
        a GET form: the first field with the button, the other fields behind "More filters" on small screens
    {% form_field form.email %}    {% error_summary form %}
    {% search_form action=url value="" id="site-search" label="..." %}     id and label tell it from the header's
    {% pagination page target="project-list" parameter="seite" %}       keeps the other GET parameters

``target`` is the id of the fragment that htmx swaps; without it the component is a plain form or link.
An element with ``data-announce`` inside a fragment (the number of results) is read out after the swap.

Layout classes
    portal-grid <ul> of cards    portal-columns main part and <aside>    portal-prose rich text    portal-lead
    portal-badges a row of badges    portal-meta small muted line    portal-hidden for screen readers only
    portal-numbered <ol> with large numbers    portal-plain list of rows    portal-statements list of cards
"""

import re
from functools import lru_cache

from django import template
from django.template.defaultfilters import capfirst, filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, ngettext

from strategy_portal.publishing.icons import icon_svg

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
BADGE_CLASSES = {
    "dashed": "portal-badge portal-badge--dashed",
    "info": "portal-badge portal-badge--info",
    "neutral": "portal-badge portal-badge--neutral",
    "outline": "portal-badge portal-badge--outline",
    "strong": "portal-badge portal-badge--strong",
    "success": "portal-badge portal-badge--success",
    "warning": "portal-badge portal-badge--warning",
}
ALERT_CLASSES = {
    "info": "kern-alert kern-alert--info",
    "success": "kern-alert kern-alert--success",
    "warning": "kern-alert kern-alert--warning",
    "danger": "kern-alert kern-alert--danger",
}


@register.simple_tag
def icon(name):
    return icon_svg(name)


@register.simple_tag
def badge(kind, key, label):
    return _badge(kind, str(key or "none"), str(label), get_language()) if label else ""


@lru_cache(maxsize=500)
def _badge(kind: str, key: str, label: str, language: str) -> SafeString:
    style, icon_name = BADGES.get(kind, {}).get(key, ("outline", "info"))
    # "High" says nothing without its noun, so a priority shows it; elsewhere only screen readers need it.
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
        '<span class="{}">{}<span>{}{}</span></span>',
        BADGE_CLASSES[style],
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
def chip(label, url="", remove=False):
    if remove:
        return format_html(
            '<li><a class="portal-chip portal-chip--remove" href="{}">'
            '<span class="portal-hidden">{} </span>{}{}</a></li>',
            url,
            gettext("Remove filter:"),
            label,
            icon_svg("close"),
        )
    if url:
        return format_html('<li><a class="portal-chip" href="{}">{}</a></li>', url, label)
    return format_html('<li><span class="portal-chip">{}</span></li>', label)


@register.simple_tag
def progress(reached, total):
    if not total:
        return ""
    text = ngettext(
        "%(reached)s of %(total)s milestone",
        "%(reached)s of %(total)s milestones",
        total,
    ) % {
        "reached": reached,
        "total": total,
    }
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
    """``when`` is what people read; ``date`` (a date or ISO text) is what machines read, if it is known to the day."""
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
    """The container can be scrolled by keyboard, hence focus and a name (WCAG 2.1.1)."""
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
    """Write its column's heading into each cell, for small screens. ``rows`` is HTML and stays as safe as it was."""
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


@register.simple_block_tag
def views(content, label):
    return format_html('<nav class="portal-views" aria-label="{}"><ul>{}</ul></nav>', label, content)


@register.simple_tag
def view(label, url, current=False, icon=""):
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>',
        url,
        mark_safe(' aria-current="page"') if current else "",
        icon_svg(icon),
        label,
    )


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(form, action="", target="", label=""):
    fields = form.visible_fields()
    return {
        "form": form,
        "first": fields[0],
        "others": fields[1:],
        "filtered": any(field.value() for field in fields[1:]),
        "action": action,
        "target": target,
        "label": label or gettext("Filter the list"),
    }


@register.inclusion_tag("components/form_field.html")
def form_field(field):
    widget = field.field.widget
    kind = getattr(widget, "input_type", "textarea")
    css = {
        "select": "kern-form-input__select",
        "checkbox": "portal-checkbox",
        "radio": "",
    }.get(kind, "kern-form-input__input")
    return {
        "field": field,
        "kind": kind,
        "widget": field.as_widget(attrs={"class": css} if css else None),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form):
    return {"form": form, "fields": [field for field in form if field.errors]}


@register.inclusion_tag("components/search_form.html")
def search_form(action, value="", id="search", label=""):
    return {"action": action, "value": value, "id": id, "label": label or gettext("Search the portal")}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, target="", parameter="seite"):
    def address(number):
        parameters = context["request"].GET.copy()
        parameters[parameter] = number
        return f"?{parameters.urlencode()}"

    return {
        "page": page,
        "target": target,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "numbers": [
            {
                "number": number,
                "url": address(number) if isinstance(number, int) else "",
                "current": number == page.number,
            }
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ],
    }
