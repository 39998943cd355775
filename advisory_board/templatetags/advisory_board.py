"""Blocks of the board for the pages of lower apps: ``{% load advisory_board %}{% recommendations_of project %}``."""

from django import template

from advisory_board.models import Recommendation

register = template.Library()


@register.inclusion_tag("advisory_board/_recommendations_of_project.html")
def recommendations_of(project):
    """The public recommendations that address ``project``, each with its vote."""
    recommendations = Recommendation.objects.public().filter(projects=project).for_list()
    return {"project": project, "recommendations": recommendations}
