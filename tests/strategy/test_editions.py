"""An adopted edition comes into force, and the one before stays as it was (docs/domain.md, rule 5)."""

import pytest
from django.core.exceptions import ValidationError

from strategy.editions import adopt
from strategy.models import ActionField, Edition
from tests import make

pytestmark = pytest.mark.django_db


def states() -> list[tuple[int, str, str]]:
    return list(Edition.objects.order_by("number").values_list("number", "status", "visibility"))


@pytest.mark.parametrize("before", ["adopted", "final"])
def test_supersedes_the_edition_before_and_becomes_the_current_one(before):
    make.edition(number=1, status=before)
    second = make.edition(number=2, status="consultation", published=False)

    adopt(second)

    assert states() == [(1, "superseded", "published"), (2, "adopted", "published")]
    assert Edition.objects.current() == second


def test_leaves_drafts_alone():
    make.edition(number=1, status="final", published=False)
    make.edition(number=2, status="draft")

    adopt(make.edition(number=3, status="draft"))

    assert states() == [(1, "final", "draft"), (2, "draft", "published"), (3, "adopted", "published")]


def test_fields_take_the_names_of_the_new_edition_and_keep_the_old_wording():
    first = make.edition(number=1)
    field = make.field(edition=first, name="Verkehr", slug="verkehr")
    second = make.edition(number=2, published=False, status="draft")
    make.field_wording(edition=second, field=field, title="Mobilität")

    adopt(second)

    assert ActionField.objects.get().name == "Mobilität"
    assert ActionField.objects.get().get_absolute_url() == "/handlungsfelder/verkehr/"
    assert first.field_wordings.get().title == "Verkehr"


def test_fields_may_swap_their_names():
    first = make.edition(number=1)
    one, other = (make.field(edition=first, name=name) for name in ("Bildung", "Verkehr"))
    second = make.edition(number=2, published=False, status="draft")
    make.field_wording(edition=second, field=one, title="Verkehr")
    make.field_wording(edition=second, field=other, title="Bildung")

    adopt(second)

    assert ActionField.objects.get(pk=one.pk).name == "Verkehr"
    assert ActionField.objects.get(pk=other.pk).name == "Bildung"


def test_refuses_what_is_adopted_and_what_would_be_ambiguous():
    first = make.edition(number=1)
    make.field(edition=first, name="Bildung")
    field = make.field(edition=first, name="Verkehr")
    second = make.edition(number=2, published=False, status="draft")
    make.field_wording(edition=second, field=field, title="Bildung")

    for edition in (first, second):
        with pytest.raises(ValidationError):
            adopt(edition)

    assert states() == [(1, "adopted", "published"), (2, "draft", "draft")]


@pytest.mark.parametrize(
    ("statuses", "holds"),
    [
        (["adopted", "consultation"], 1),
        (["final", "draft"], 1),
        (["superseded", "adopted", "consultation"], 2),
        (["draft", "consultation"], 2),
        ([], None),
    ],
)
def test_the_edition_in_force_is_current_until_another_is(statuses, holds):
    for number, status in enumerate(statuses, start=1):
        make.edition(number=number, status=status)
    make.edition(number=9, status="draft", published=False)

    assert getattr(Edition.objects.current(), "number", None) == holds
