"""A file on its way into the database: looked at, kept until somebody agrees, imported as a whole or not at all."""

import datetime
import io
from collections.abc import Generator

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from strategy_portal.publishing.lifecycle import raise_content_revision
from strategy_portal.publishing.models import Upload
from strategy_portal.publishing.spreadsheets.files.cells import CONTROLS
from strategy_portal.publishing.spreadsheets.files.reading import read
from strategy_portal.publishing.spreadsheets.files.table import SheetTable
from strategy_portal.publishing.spreadsheets.importing.outcome import ImportOutcome
from strategy_portal.publishing.spreadsheets.importing.resource import SpreadsheetResource
from strategy_portal.publishing.spreadsheets.problem import Refusal

LIFE = datetime.timedelta(hours=1)


def short_name(name: str) -> str:
    """Return the name of a file as it goes into the database."""
    return CONTROLS.sub("", name)[-100:]


def opened(file, *, name: str, user) -> tuple[bytes, SheetTable]:
    """Return what is in ``file``. What ``user`` has only looked at before is forgotten. Raises :class:`Refusal`."""
    _forget(user)
    content = file.read(settings.SPREADSHEET_MEGABYTES * 1024 * 1024 + 1)  # one byte more is refused
    return content, read(io.BytesIO(content), name=name)


def look_at(
    resource: SpreadsheetResource, content: bytes, table: SheetTable, *, name: str, user
) -> Generator[int, None, tuple[ImportOutcome, Upload | None]]:
    """Yield how many rows are done, return what the file would change, which it does not do yet.

    A file that changes something and has no problem is kept for :func:`carry_out`; any other leaves no trace.
    """
    outcome = yield from resource.preview(table)
    if outcome.problems or not (outcome.new or outcome.changed):
        return outcome, None
    target = resource._meta.model._meta.label_lower
    upload = Upload.objects.create(
        user=user, target=target, name=short_name(name), content=content, outcome=outcome.digest
    )
    return outcome, upload


def _forget(user) -> None:
    Upload.objects.filter(user=user).delete()
    forget_old_uploads()


def forget_old_uploads() -> None:
    """Delete the files that nobody has agreed to in time: there may be personal data in them."""
    Upload.objects.filter(made_at__lt=timezone.now() - LIFE).delete()


def kept(resource_model, token: str, *, user) -> Upload:
    """Return the file that ``user`` has looked at. Raises :class:`Refusal` when it is there no longer."""
    upload = Upload.objects.filter(
        token=token.replace("\0", ""),
        user=user,
        target=resource_model._meta.label_lower,
        made_at__gte=timezone.now() - LIFE,
    ).first()
    if upload is None:
        raise Refusal(gettext("This file has been imported already, or it was uploaded too long ago."))
    return upload


def uploaded(upload: Upload) -> SheetTable:
    return read(io.BytesIO(upload.content), name=upload.name)


def carry_out(
    resource: SpreadsheetResource, upload: Upload, table: SheetTable
) -> Generator[int, None, tuple[ImportOutcome, bool]]:
    """Import a file that somebody has agreed to; yield how many rows are done, return what became of them.

    All is imported, or nothing: when a row fails now, or when the outcome is no longer what was agreed to because
    the database has changed meanwhile. The second result says whether it was imported. Raises :class:`Refusal`.
    """
    with transaction.atomic():
        if not Upload.objects.select_for_update().filter(pk=upload.pk).exists():
            raise Refusal(gettext("This file has been imported already, or it was uploaded too long ago."))
        outcome = yield from resource.run(table)
        is_agreed = not outcome.problems and outcome.digest == upload.outcome
        if is_agreed:
            upload.delete()
            raise_content_revision()
        else:
            transaction.set_rollback(True)
    if outcome.problems:
        upload.delete()
    elif not is_agreed:
        Upload.objects.filter(pk=upload.pk).update(outcome=outcome.digest)
    return outcome, is_agreed
