"""A project is published by a verb of its own: with it comes the first update."""

from roadmap.models import Project
from roadmap.verbs.updates import publish_project
from strategy_portal.publishing.lifecycle import register_publishing

register_publishing(Project, publish_project)
