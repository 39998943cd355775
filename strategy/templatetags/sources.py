"""``{% load sources %}``: where the rows of a list come from, said once if it is the same for all of them."""

from django import template

register = template.Library()


@register.filter
def have_one_source(rows) -> bool:
    """Return whether several rows name the same source, so that it can stand once below the list."""
    sources = [row.source for row in rows if not row.is_example]
    return len(rows) > 1 and len(sources) == len(rows) and len(set(sources)) == 1
