"""Filters for texts and dates: ``{{ text|markdown }}``, ``{{ date|precise:precision }}``."""

from django import template

from strategy_portal.publishing import dates
from strategy_portal.publishing import markdown as markdown_text

register = template.Library()


@register.filter
def markdown(text: str, heading_level: int = 2):
    """Return Markdown as safe HTML, its headings starting at ``heading_level``."""
    return markdown_text.render(text, heading_level=heading_level)


@register.filter
def precise(date, precision: str) -> str:
    """Return ``date`` no more precise than it is known: 7 June 2022, December 2021, Q3 2024 or 2023."""
    return dates.spell(date, precision)
