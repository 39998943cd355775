"""Keys of related rows that no form would send are an ordinary form error, in every relation."""

import pytest

from strategy.models import Partner
from tests import make
from tests.admin.forms import address, filled_in, send

HUGE = "9" * 20


def errors(response) -> dict:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


@pytest.mark.parametrize(
    ("name", "key"),
    [("partners", "x"), ("partners", HUGE), ("related", "1\0"), ("lead_field", "x"), ("lead_field", HUGE)],
)
def test_odd_keys_are_an_error_of_the_form(alice, name, key):
    project = make.project(title="Before")

    response = send(alice, project, title="After", **{name: key})

    assert list(errors(response)) == [name]
    project.refresh_from_db()
    assert project.title == "Before"


def test_good_keys_beside_an_odd_one_stay_chosen(alice):
    partner = make.partner(name="Library")

    response = send(alice, make.project(), partners=[str(partner.pk), "x"])

    assert list(errors(response)) == ["partners"]
    assert f'<option value="{partner.pk}" selected>Library</option>' in response.content.decode()


def test_also_in_rows_of_a_parent(alice):
    edition = make.edition(published=False, status="draft")
    row = {"field_wordings-TOTAL_FORMS": "1", "field_wordings-0-field": HUGE, "field_wordings-0-title": "T"}

    response = send(alice, edition, **row, **{"field_wordings-0-text": "T"})

    assert response.status_code == 200
    assert list(response.context["errors"]) != []


def test_also_in_the_address_of_a_new_row(alice):
    assert alice.get(f"/en/verwaltung/roadmap/project/add/?partners=x,{HUGE}&lead_field={HUGE}").status_code == 200


def test_a_form_that_is_stale_shows_both_versions_all_the_same(alice):
    project = make.project(title="Before")
    sent = filled_in(alice.get(address(project)))
    project.title = "Meanwhile"
    project.save()

    response = alice.post(address(project), {**sent, "partners": ["x", HUGE], "lead_field": HUGE, "_save": "1"})

    assert response.status_code == 409
    assert not Partner.objects.exists()
