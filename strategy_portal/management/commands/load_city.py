"""Load a city's content from its folder of TOML files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from roadmap.models import Project
from strategy_portal.cities.loading import holds_content, load
from strategy_portal.cities.reading import CITIES, CityError, available
from strategy_portal.publishing.models import Municipality


class Command(BaseCommand):
    help = "Loads a city's strategy, roadmap and advisory board into the empty portal: all of it, or nothing."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("city", nargs="?", help="A city that comes with the portal: " + ", ".join(available()))
        which.add_argument("--path", type=Path, help="The folder of a city of your own.")
        unless_empty = parser.add_mutually_exclusive_group()
        unless_empty.add_argument("--if-empty", action="store_true", help="Do nothing when there is content already.")
        unless_empty.add_argument(
            "--replace", action="store_true", help="Delete all content first, with its history. Users stay."
        )

    def handle(self, *, city, path, if_empty, replace, **options):
        folder = path or CITIES / city
        if path and not path.is_dir():
            raise CommandError(_("There is no folder %(path)s.") % {"path": path})
        if not path and city not in available():
            names = ", ".join(available())
            raise CommandError(_('There is no city "%(city)s"; there are: %(names)s.') % {"city": city, "names": names})
        if holds_content() and not replace:
            if not if_empty:
                raise CommandError(
                    _("The portal holds content already. --replace deletes it and loads anew, --if-empty keeps it.")
                )
            self.stdout.write(_("The portal holds content already; nothing was loaded."))
            return
        try:
            load(folder, replace=replace)
        except CityError as error:
            raise CommandError(_("Nothing was loaded:\n%(problems)s") % {"problems": error}) from None
        self.stdout.write(
            _("Loaded: %(city)s, %(projects)d projects.")
            % {"city": Municipality.objects.get(), "projects": Project.objects.count()}
        )
