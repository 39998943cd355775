from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.module_loading import module_has_submodule

from strategy_portal.accounts.roles import establish_roles


class StrategyPortalConfig(AppConfig):
    name = "strategy_portal"
    verbose_name = "Portal"

    def ready(self):
        post_migrate.connect(establish_roles, sender=self)


def _import_all(name: str) -> None:
    """Import all modules of the package ``name``, so that what they register in the admin needs no list."""
    for module in iter_modules(getattr(import_module(name), "__path__", ())):
        import_module(f"{name}.{module.name}")


class PortalAdminConfig(admin.AdminConfig):
    """Django's admin with the portal's site; named in INSTALLED_APPS."""

    default = False
    default_site = "strategy_portal.admin.PortalAdminSite"

    def ready(self):
        super().ready()
        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "admin"):
                _import_all(f"{config.name}.admin")
        # The portal's admin of users and groups replaces Django's, which has been registered only by now.
        import_module("strategy_portal.accounts.admin")
        checks.register(import_module("strategy_portal.content.completeness").complete)
