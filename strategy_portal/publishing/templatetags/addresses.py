"""``{% load addresses %}{{ project.get_absolute_url|absolute }}``: the address for feeds, PDFs and other websites."""

from django import template

from strategy_portal.publishing.pages import addresses

register = template.Library()
register.filter("absolute", addresses.absolute)
