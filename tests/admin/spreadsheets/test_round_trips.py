"""Round trips, for every list that has an import: an export that is imported unchanged changes nothing.

New resources are included automatically; they need rows in ``fillings.py``.
"""

import csv
import io
import re

import openpyxl
import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategy.models import ActionField, ActionFieldWording
from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.models import Upload
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin
from tests.admin.spreadsheets.fillings import FILLINGS, Chance
from tests.admin.spreadsheets.sheets import Sheet, problems

SHEETS = [
    pytest.param(model, id=model.__name__)
    for model, model_admin in sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label)
    if isinstance(model_admin, SpreadsheetAdmin)
]
ROUNDS = 3


def fill(model, *, seed: int, public: bool) -> int:
    if model not in FILLINGS:
        pytest.fail(f"{model.__name__} has an import and no rows to try it with: add them to fillings.py")
    FILLINGS[model](Chance(seed), public=public)
    return model._default_manager.count()


def numbers_rows(model) -> bool:
    """Whether exports give the rows numbers; a row that was deleted cannot be recreated by its number."""
    return bool(admin.site.get_model_admin(model).resource_class().entry_number)


def questions(queries: CaptureQueriesContext) -> int:
    """Return the number of queries without savepoints, of which each row of a file has one."""
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT")) for query in queries)


@pytest.mark.parametrize("model", SHEETS)
def test_three_rounds_change_nothing(alice, model):
    sheet = Sheet(model)
    count = fill(model, seed=2026, public=True)
    expected, records, stamp = sheet.file(alice), model.history.count(), content_stamp()
    assert count > 3

    for _round in range(ROUNDS):
        for kind in ("csv", "xlsx"):
            page = sheet.send(alice, sheet.file(alice, kind), f"datei.{kind}")
            assert problems(page) == []
            assert [(row.name, row.changes) for row in page.context["rows"]] == []
            assert page.context["counts"][2].startswith(f"{count} ")
        assert sheet.file(alice) == expected

    assert (model.history.count(), content_stamp(), Upload.objects.count()) == (records, stamp, 0)


@pytest.mark.parametrize("model", SHEETS)
def test_no_cell_is_a_formula(alice, model):
    sheet = Sheet(model)
    fill(model, seed=3, public=True)

    lines = csv.reader(io.StringIO(sheet.file(alice).decode("utf-8-sig"), newline=""), delimiter=";")
    page = openpyxl.load_workbook(io.BytesIO(sheet.file(alice, "xlsx"))).active

    signs = ("=", "+", "-", "@", "\t", "\r", "\n")
    numbers = re.compile(r"-?\d+(,\d+)?")
    assert [cell for line in lines for cell in line if cell.startswith(signs) and not numbers.fullmatch(cell)] == []
    assert [cell.value for line in page for cell in line if cell.data_type == "f"] == []


@pytest.mark.parametrize("model", SHEETS)
def test_many_rows_take_as_many_queries_as_two(alice, model):
    sheet = Sheet(model)
    fill(model, seed=11, public=True)
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    counts = []
    for some in (keys[:2], keys):
        chosen = {"action": "export_selected_as_csv", "_selected_action": some}
        with CaptureQueriesContext(connection) as export:
            file = alice.post(sheet.address, chosen).content
        with CaptureQueriesContext(connection) as preview:
            page = sheet.send(alice, file, "datei.csv")
        assert page.context["rows"] == []
        counts.append((questions(export), questions(preview)))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", [each for each in SHEETS if not numbers_rows(each.values[0])])
def test_a_file_brings_back_drafts_that_were_deleted(alice, model, kind):
    sheet = Sheet(model)
    fill(model, seed=7, public=False)
    expected, file = sheet.file(alice), sheet.file(alice, kind)
    if model is ActionField:
        ActionFieldWording.objects.all().delete()
    model._default_manager.all().delete()

    page = sheet.send(alice, file, f"datei.{kind}")
    assert problems(page) == []
    answer = sheet.confirm(alice, page)

    assert answer.status_code == 302
    assert sheet.file(alice) == expected
