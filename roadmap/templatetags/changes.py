"""Links to what has changed: ``{% load changes %}``. Each tag is for the whole roadmap, a field or a project.

{% block head %}{% feed_in_head %}{% endblock %}        for feed readers; also field=field or project=project
{% follow field=field %}                                links for readers: what has changed, and the feed
"""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext

register = template.Library()


def _feed_url(field, project) -> str:
    if project:
        return reverse("project_feed", args=[project.slug])
    return reverse("field_feed", args=[field.slug]) if field else reverse("changes_feed")


@register.simple_tag
def feed_in_head(field=None, project=None):
    title = gettext("Changes in the roadmap")
    if about := project or field:
        title = gettext("Changes: %(name)s") % {"name": about}
    return format_html(
        '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">', title, _feed_url(field, project)
    )


@register.inclusion_tag("roadmap/selection/_feed_link.html")
def follow(field=None, project=None, changes=True):
    """``changes`` is False on the page of changes itself."""
    filters = {"projekt": project.slug} if project else {"feld": field.slug} if field else {}
    return {
        "changes_url": f"{reverse('changes')}?{urlencode(filters)}".rstrip("?") if changes else "",
        "feed_url": _feed_url(field, project),
    }
