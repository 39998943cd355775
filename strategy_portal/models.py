"""The rights that the portal has granted to the groups of its roles."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """The group of a role, whatever the city calls it, and the rights that ``accounts.roles.TABLE`` gave it last."""

    key = models.CharField(max_length=50, unique=True)  # as in the table's first line
    # Empty once the city has deleted the group: then it is not created again.
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+")
    granted = models.JSONField(default=list)  # such as "roadmap.change_project"

    class Meta:
        default_permissions = ()
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self):
        return self.key
