"""What documents a project: links, and its way through the council."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models.project import Project
from strategy.models import Consultation
from strategy_portal.publishing.records import recorded


class ProjectLink(models.Model):
    """A document or page about a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="links", verbose_name=_("project"))
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"))

    history = recorded()

    class Meta:
        verbose_name = _("document or link")
        verbose_name_plural = _("documents and links")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "url"],
                name="roadmap_link_once",
                violation_error_message=_("This project already has this link."),
            )
        ]

    def __str__(self):
        return self.title


class ProjectConsultation(Consultation):
    """A step of a project's way through the council, with the number of its paper."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="consultations", verbose_name=_("project"))

    history = recorded()

    class Meta(Consultation.Meta):
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "position"],
                name="roadmap_consultation_position",
                violation_error_message=_("Another resolution of this project has this position."),
            )
        ]
