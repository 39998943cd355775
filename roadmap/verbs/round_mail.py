"""The e-mails of a reporting round: plain text in the portal's language, one for each person who reports."""

import logging
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext

from roadmap.models import Department, Reminder, ReportingRound
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pages.addresses import absolute

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """What a unit is written: ``projects`` are the titles of those to report on.

    ``kind`` is opening, reminder or overdue. Everybody in ``to`` gets an e-mail of their own and reads nobody else's
    address. ``reminder`` notes that it was sent.
    """

    reminder: Reminder
    to: list[str]
    projects: list[str]
    kind: str


@dataclass(frozen=True)
class Delivery:
    """What became of the e-mails: the units that were sent one, those where that failed, and those without address."""

    sent: list[Department]
    failed: list[Department]
    unreachable: list[Department]


def recipients(department: Department) -> list[str]:
    """Return the addresses of the unit's officers, else that of the unit; none when it has no address at all."""
    officers = {user.email for user in department.officers.all() if user.is_active and user.email}
    return sorted(officers) or [address for address in [department.contact_email] if address]


def deliver(letters: list[Letter], unreachable: list[Department]) -> Delivery:
    """Send ``letters``. The note of a unit in which nobody could be reached is deleted: it may be tried again."""
    sent, failed = [], []
    connection, municipality = get_connection(), Municipality.objects.first()
    try:
        if letters:
            connection.open()
        for letter in letters:
            outcomes = [_send(message, connection) for message in messages_of(letter, municipality)]
            (sent if any(outcomes) else failed).append(letter.reminder)
    except OSError as error:  # nobody answers: the rest need not be tried
        logger.error("The mail server cannot be reached: %s", error)
        failed = [letter.reminder for letter in letters if letter.reminder not in sent]
    finally:
        with suppress(OSError):  # it was gone already
            connection.close()
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in failed]).delete()
    return Delivery([note.department for note in sent], [note.department for note in failed], unreachable)


def _send(message: EmailMessage, connection) -> bool:
    message.connection = connection
    try:
        return message.send() == 1
    except (OSError, ValueError) as error:  # refused by the server, or an address that cannot be written
        logger.error("An e-mail of the reporting round was not sent: %s", error)
        return False


def messages_of(letter: Letter, municipality: Municipality | None) -> list[EmailMessage]:
    """Return the e-mails of ``letter``, one for each address, in the language of the portal."""
    round = letter.reminder.round
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "roadmap/round_mail.txt",
            {
                "round": round,
                "department": letter.reminder.department,
                "projects": letter.projects,
                "kind": letter.kind,
                "address": absolute(reverse("admin:roadmap_projectupdate_own")),
                "municipality": municipality,
            },
        )
        subject = _subject(round, letter)
    text = f"{text.strip()}\n"
    reply_to = [municipality.contact_email] if municipality and municipality.contact_email else None
    return [EmailMessage(subject, text, to=[address], reply_to=reply_to) for address in letter.to]


def _subject(round: ReportingRound, letter: Letter) -> str:
    count = len(letter.projects)
    subjects = {
        "opening": gettext("Reporting round “%(title)s”: please report by %(deadline)s"),
        "reminder": ngettext(
            "Reminder: %(count)d project to report on by %(deadline)s",
            "Reminder: %(count)d projects to report on by %(deadline)s",
            count,
        ),
        "overdue": ngettext(
            "Overdue since %(deadline)s: %(count)d project to report on",
            "Overdue since %(deadline)s: %(count)d projects to report on",
            count,
        ),
    }
    return subjects[letter.kind] % {
        "title": " ".join(round.title.split()),  # a line break would be another header
        "deadline": formats.date_format(round.deadline, "DATE_FORMAT"),
        "count": count,
    }
