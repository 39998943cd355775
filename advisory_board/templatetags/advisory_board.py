"""Blocks of the board for the pages of lower apps: ``{% load advisory_board %}{% recommendations_of project %}``."""

from django import template

from advisory_board.models import Recommendation
from strategy.models import ActionField

register = template.Library()

MOST_LINES = 5


@register.inclusion_tag("advisory_board/_recommendations_of_project.html")
def recommendations_of(project):
    """The public recommendations that address ``project``, each with its vote."""
    recommendations = Recommendation.objects.public().filter(projects=project).for_list()
    return {"project": project, "recommendations": recommendations}


@register.inclusion_tag("advisory_board/_recommendations_about.html")
def recommendations_about(row):
    """The latest public recommendations that address a field or a statement, in one line each."""
    column = "fields" if isinstance(row, ActionField) else "statements"
    recommendations = Recommendation.objects.public().filter(**{column: row})
    return {"recommendations": recommendations[:MOST_LINES]}
