"""Parts of a project's page: ``{% load project_page %}{% structured_data_of project %}``."""

from django import template

from roadmap.views.structured_data import page_of_project, script

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_data_of(context, project):
    return script(page_of_project(project, context["municipality"]))
