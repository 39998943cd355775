"""Files from real office programs, from upload to database: each is imported exactly, or refused with its place."""

import pytest

from advisory_board.models import Meeting
from roadmap.models import Department
from strategy.models import IndicatorValue
from strategy_portal.publishing.models import Upload
from tests import make
from tests.admin.spreadsheets.sheets import Sheet, problems
from tests.publishing.spreadsheets.office_files import FILES, MEASURED, OfficeFile

pytestmark = pytest.mark.any_database


def units() -> set[tuple]:
    return set(Department.objects.values_list("number", "name", "slug", "contact_email"))


def values() -> set[tuple]:
    return {(str(row.as_of), str(row.value), row.source) for row in IndicatorValue.objects.all()}


def meetings() -> set[tuple]:
    rows = Meeting.objects.all()
    return {(row.number, row.title, str(row.date), f"{row.start_time:%H:%M}", row.is_open) for row in rows}


LISTS = {"units": (Department, units), "values": (IndicatorValue, values), "meetings": (Meeting, meetings)}


@pytest.mark.parametrize("file", [pytest.param(file, id=file.label) for file in FILES])
def test_every_file_is_imported_exactly_or_refused_with_the_place(alice, file: OfficeFile):
    make.department(number="7", name="IT", slug="it", contact_email="it@example.org")
    if file.list == "values":
        goal, indicator = MEASURED
        make.indicator(goal=make.goal(title=goal), title=indicator)
    if file.list == "meetings":
        make.body()
    model, rows = LISTS[file.list]
    before = rows()

    page = Sheet(model).send(alice, file.build(), file.name)
    found = problems(page)
    if page.context.get("upload"):
        assert Sheet(model).confirm(alice, page).status_code == 302

    assert found == (file.refusal or [])
    assert rows() == before | set(file.rows or [])
    assert not Upload.objects.exists()


def test_there_are_enough_files():
    assert len({file.label for file in FILES}) == len(FILES) >= 40
