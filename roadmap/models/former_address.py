"""Addresses that projects once had."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models.project import RESERVED_SLUGS, Project
from strategy_portal.publishing.records import recorded


class FormerAddress(models.Model):
    """An address from which readers are sent on to ``project``: it belonged to a project that was merged into it."""

    slug = models.SlugField(_("former address"), max_length=80, unique=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="former_addresses", verbose_name=_("project"))

    history = recorded()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="roadmap_formeraddress_slug_is_free",
                violation_error_message=_(
                    "The portal itself uses the addresses aenderungen, ausrichtung, einbetten and zahlen."
                ),
            )
        ]

    def __str__(self):
        return self.slug

    def clean(self):
        holder = Project.objects.public().filter(slug=self.slug).first()
        if holder:
            raise ValidationError(gettext("This is the address of “%(project)s” today.") % {"project": holder})
