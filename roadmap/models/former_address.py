"""Addresses that projects once had."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models.project import Project


class FormerAddress(models.Model):
    """An address from which readers are to be sent on to ``project``; merging projects (issue 4) will use it."""

    slug = models.SlugField(_("former address"), max_length=80, unique=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="former_addresses", verbose_name=_("project"))

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["slug"]

    def __str__(self):
        return self.slug
