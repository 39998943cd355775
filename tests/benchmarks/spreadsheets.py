"""Importing a long spreadsheet of every kind, through the pages of the administration."""

import csv
import datetime
import io
import re
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.utils.translation import override

from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin
from tests import make
from tests.benchmarks.measurement import Measurement, measure

# Builders in tests/make.py that are not named after their model. Of updates, only drafts can be imported.
BUILDERS = {"ActionField": make.field, "ProjectUpdate": partial(make.update, state="draft")}


def imports(client: Client, *, rows: int) -> Iterator[Measurement]:
    """Yield baseline, preview and import of ``rows`` new rows, for each kind of spreadsheet."""
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, SpreadsheetAdmin):
            yield from _import(client, model_admin, rows)


def _import(client: Client, model_admin: SpreadsheetAdmin, rows: int) -> Iterator[Measurement]:
    model, name = model_admin.model, model_admin.opts.verbose_name_raw
    content = _file(model_admin, rows)
    before = set(model.objects.values_list("pk", flat=True))

    def preview():
        page = told(client.post(model_admin.address_of("import"), {"file": SimpleUploadedFile("x.csv", content)}))
        if not (token := re.search('name="token" value="([^"]+)"', page)):
            raise AssertionError(f"{name}: {page[-2000:]}")
        return token[1]

    def confirm(token: str):
        return told(client.post(model_admin.address_of("confirm_import"), {"token": token}))

    looked_at, token = measure(f"{name}: preview", preview)
    imported, answer = measure(f"{name}: import", lambda: confirm(token))
    new = list(model.objects.exclude(pk__in=before))
    if len(new) != rows:
        raise AssertionError(f"{name}: {len(new)} of {rows} rows were imported. {answer[-2000:]}")
    baseline, _nothing = measure(f"{name}: {rows} rows saved one by one", lambda: _save(new))
    yield baseline
    for measurement in (looked_at, imported):
        yield Measurement(measurement.name, measurement.seconds, measurement.megabytes, baseline)


def told(answer) -> str:
    """Return the whole page; that of a long file is streamed while the file is read."""
    return (b"".join(answer) if answer.streaming else answer.content).decode()


@transaction.atomic
def _save(rows: list[models.Model]) -> None:
    for row in rows:
        row.save()


def _file(model_admin: SpreadsheetAdmin, rows: int) -> bytes:
    """Return a CSV file of ``rows`` rows in the form of an export, each of them a different new entry."""
    resource = model_admin.resource_class()
    samples = [_entry(model_admin.model)]
    if all(column.is_relation for column in resource.keys):  # then each new entry needs related rows of its own
        samples += [_entry(model_admin.model) for _ in range(rows - 1)]
    with override(settings.LANGUAGE_CODE):
        exported = list(resource.lines(model_admin.model.objects.filter(pk__in=[sample.pk for sample in samples])))
    if len(samples) == rows:
        for sample in samples:
            sample.delete()
    file = io.StringIO()
    lines = csv.writer(file, delimiter=";")
    lines.writerow(resource.headings)
    for number in range(1, rows + 1):
        cells = exported[number % len(exported)]
        lines.writerow(
            _cell(resource, column, cell, number) for column, cell in zip(resource.columns, cells, strict=True)
        )
    return file.getvalue().encode()


def _entry(model: type[models.Model]) -> models.Model:
    name = re.sub("(?<=.)([A-Z])", r"_\1", model.__name__).lower()
    return (BUILDERS.get(model.__name__) or getattr(make, name))()


def _cell(resource, column, cell, number: int):
    """Return the cell in row ``number``: that of the sample, or a different value where rows have to differ."""
    if column.attribute == "pk":  # a new entry has no number yet
        return ""
    if column.field is None or column.is_relation:
        return cell
    if not (column.field.unique or column.attribute in resource._meta.import_id_fields):
        return cell
    if isinstance(cell, datetime.date):
        return cell - datetime.timedelta(number)
    return 1_000 + number if isinstance(cell, int) else f"{cell}-{number}"
