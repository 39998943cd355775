"""`make benchmark` with few rows: it measures what it says, and it notices an import that imported nothing."""

import pytest
from django.contrib import admin

from roadmap.models import Department
from strategy_portal.publishing.spreadsheets.pages.admin import SpreadsheetAdmin
from tests.benchmarks.measurement import HEADING, Measurement
from tests.benchmarks.pages import pages
from tests.benchmarks.spreadsheets import imports

pytestmark = pytest.mark.any_database


def test_every_kind_of_table_is_imported(alice):
    kinds = [
        model_admin.opts.verbose_name_raw
        for model_admin in admin.site._registry.values()
        if isinstance(model_admin, SpreadsheetAdmin)
    ]

    assert [measurement.name for measurement in imports(alice, rows=3)] == [
        f"{kind}: {step}" for kind in kinds for step in ("3 rows saved one by one", "preview", "import")
    ]


def test_an_import_that_imports_nothing_fails(alice, monkeypatch):
    monkeypatch.setattr(Department, "clean", lambda row: row.save_is_refused, raising=False)

    with pytest.raises(AssertionError, match="department"):
        list(imports(alice, rows=3))


@pytest.mark.django_db(transaction=True)
def test_pages_are_measured_in_answers_that_say_hello():
    assert [measurement.name for measurement in pages((2,))] == ["hello", "roadmap, 2 projects"]


def test_a_line_of_the_table():
    hello = Measurement("hello", 0.002, 90)

    assert [HEADING, str(hello), str(Measurement("roadmap", 0.03, None, hello))] == [
        "                                                  seconds   ratio   peak memory",
        "hello                                              0.0020     1.0         90 MB",
        "roadmap                                            0.0300    15.0              ",
    ]
