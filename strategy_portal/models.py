"""What the portal remembers of the roles that it has granted."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """The group of a role, whatever the city calls it today, and the rights that the table of roles gave it last."""

    key = models.CharField(max_length=50, unique=True)  # as in the table
    # Empty once the city has deleted the group: it is not made again.
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+")
    granted = models.JSONField(default=list)  # such as "roadmap.change_project"

    class Meta:
        default_permissions = ()
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self):
        return self.key
