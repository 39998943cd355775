"""Publish the rows whose planned time has come. For cron, every minute; `serve` does it without this command."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_portal.content.due import publish_due


class Command(BaseCommand):
    help = "Publishes what is due. What is refused stays a draft, is named, and makes the command fail."

    def handle(self, **options):
        refused = 0
        for outcome in publish_due(timezone.now()):
            self.stdout.write(f"{outcome.kind} “{outcome.name}”: {outcome.refusal or _('published')}")
            refused += bool(outcome.refusal)
        if refused:
            raise CommandError(_("Not published: %(count)d") % {"count": refused})
