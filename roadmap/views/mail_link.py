"""Passing a project on by e-mail, without any third party."""

from urllib.parse import quote

from django.utils.translation import gettext

from roadmap.models import Project
from strategy_portal.publishing.pages.addresses import absolute


def mail_link(project: Project) -> str:
    """Return a ``mailto:`` link (RFC 6068) for an e-mail about ``project``; readers add the recipient."""
    subject = gettext("Project: %(title)s") % {"title": project.title}
    body = "\r\n\r\n".join([project.benefit, absolute(project.get_absolute_url())])
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
