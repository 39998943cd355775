"""``{% load sources %}``: whether the source of a list can be named once instead of beside each row."""

from django import template

register = template.Library()


@register.filter
def have_one_source(rows) -> bool:
    """Return whether there are several rows, none of them fictional, and all name the same source."""
    sources = [row.source for row in rows if not row.is_example]
    return len(rows) > 1 and len(sources) == len(rows) and len(set(sources)) == 1
