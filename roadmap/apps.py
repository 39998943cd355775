from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = _("Roadmap")

    def ready(self):
        # Projects are published by a verb of their own, which this registers.
        import_module("roadmap.verbs.updates")
