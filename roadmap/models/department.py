"""Units of the administration."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.models import PERMISSIONS, SPREADSHEET_PERMISSIONS
from strategy_portal.publishing.records import recorded


class Department(models.Model):
    """A unit of the administration (Fachbereich, Amt) that leads projects or takes part in them."""

    number = models.CharField(_("number"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    contact_email = models.EmailField(_("e-mail of the unit"), blank=True)
    officers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="departments",
        verbose_name=_("officers"),
        help_text=_("Who reports how the projects led by this unit stand."),
    )

    history = recorded("officers")

    class Meta:
        default_permissions = (*PERMISSIONS, *SPREADSHEET_PERMISSIONS)
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["number", "name"]

    def __str__(self):
        return self.name
