from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate

from strategy_portal.accounts.roles import establish_roles


class StrategyPortalConfig(AppConfig):
    name = "strategy_portal"
    verbose_name = "Portal"

    def ready(self):
        post_migrate.connect(establish_roles, sender=self)


class PortalAdminConfig(admin.AdminConfig):
    """Django's admin with the portal's site; named in INSTALLED_APPS."""

    default = False
    default_site = "strategy_portal.admin.PortalAdminSite"

    def ready(self):
        super().ready()
        # Only now has Django registered its own pages for users and groups, which the portal's replace.
        import_module("strategy_portal.accounts.admin")
