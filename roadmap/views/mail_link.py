"""How a reader passes a project on, without any third party."""

from urllib.parse import quote

from django.utils.translation import gettext

from roadmap.models import Project
from strategy_portal.publishing.pages.addresses import absolute


def mail_link(project: Project) -> str:
    """Return the address of a new e-mail about ``project``; readers choose who gets it (RFC 6068)."""
    subject = gettext("Project: %(title)s") % {"title": project.title}
    body = "\r\n\r\n".join([project.benefit, absolute(project.get_absolute_url())])
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
