"""Remind the units that have not reported in the open reporting round; meant for cron."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.verbs.round_mail import Delivery
from roadmap.verbs.rounds import current_round, remind


class Command(BaseCommand):
    help = "Writes to the units that have not reported in the open reporting round; none gets two e-mails a day."

    def handle(self, **options):
        round = current_round()
        if round is None:
            self.stdout.write(_("No reporting round is open."))
            return
        outcomes: list[Delivery] = []
        remind(round, at=timezone.now(), tell=outcomes.append)
        (delivery,) = outcomes
        for label, units in (
            (_("Reminded: %(units)s"), delivery.sent),
            (_("No e-mail address: %(units)s"), delivery.unreachable),
        ):
            if units:
                self.stdout.write(label % {"units": ", ".join(map(str, units))})
        if delivery.failed:
            units = ", ".join(map(str, delivery.failed))
            raise CommandError(_("The e-mails could not be sent to: %(units)s") % {"units": units})
        if not delivery.sent and not delivery.unreachable:
            self.stdout.write(_("Nobody had to be written to."))
